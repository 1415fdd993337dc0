package org.substantia.challenge.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.rules.Metrics;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.challenge.ScoreConvention;

/**
 * A pair of truth and submission whose score is known: it says whether a machine scores rightly at all. Before a file
 * is blamed for exceeding a limit, the yardstick has to pass under the same limits.
 */
final class Yardstick {
    private static final int SIZE = 24;
    private static final double TOLERANCE = 1e-9;

    private Yardstick() {}

    /** Makes the pair: {@code truth/Y_1} and {@code submission.zip}, which is the truth itself. */
    static void make(Path folder) throws IOException {
        Path truth = folder.resolve("truth").resolve("Y_1");
        Files.createDirectories(truth);
        Geometry geometry = Geometry.axisAligned(SIZE, SIZE, SIZE, 1, 1, 1);
        try (OutputStream out = Files.newOutputStream(folder.resolve("submission.zip"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (LabelScheme scheme : LabelScheme.values()) {
                byte[] labels = new byte[geometry.voxelCount()];
                for (Nucleus nucleus : scheme.nuclei()) {
                    int label = scheme.labelOf(nucleus).getAsInt();
                    // Every nucleus is a block of 2 x 2 x 2 voxels of its own.
                    int x = 2 + 4 * (label % 5);
                    int y = 2 + 4 * (label / 5);
                    for (int i = 0; i < 8; i++) {
                        labels[geometry.index(x + (i & 1), y + (i >> 1 & 1), 8 + (i >> 2))] = (byte) label;
                    }
                }
                Path mask = truth.resolve(scheme.maskFileName());
                Nifti.write(mask, LabelMap.ofBytes(geometry, labels));
                zip.putNextEntry(new ZipEntry("outputs/Y_1/" + scheme.predictionFileName()));
                Files.copy(mask, zip);
            }
        }
    }

    /** Whether scores are those of the pair. */
    static boolean passed(List<Score> scores) {
        double perfect = ChallengeWeights.standard().maximum(ScoreConvention.LEADERBOARD);
        return scores.stream()
                .filter(s -> s.metric().equals(Metrics.TOTAL))
                .anyMatch(s -> s.value().isPresent() && Math.abs(s.value().getAsDouble() - perfect) < TOLERANCE);
    }
}
