package org.substantia.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.distance.DistanceTransform;
import org.substantia.imaging.nifti.Nifti;

/**
 * Another site's way of drawing, for adaptation curves: in QSM the pallidum and the nigra are drawn 0.7 mm smaller and
 * all other nuclei 0.7 mm larger; in NM only the brighter seven tenths of each nigra are labeled. The slices of the
 * challenge's grid are 2 mm apart, so there the borders move within them.
 */
final class ShiftedProtocol {
    static final double MILLIMETERS = 0.7;
    static final double BRIGHT_SHARE = 0.7;
    private static final Set<Structure> SMALLER = Set.of(Structure.GP, Structure.SN);
    private static final List<String> IMAGES = List.of("T1.nii.gz", "QSM.nii.gz", "NM.nii.gz");

    private ShiftedProtocol() {}

    /** {@code ShiftedProtocol COHORT OUT}: writes the cohort with masks of the other protocol; keeps what is there. */
    public static void main(String[] args) throws IOException {
        Path cohort = Path.of(args[0]);
        Path out = Path.of(args[1]);
        List<Path> cases;
        try (Stream<Path> entries = Files.list(cohort)) {
            cases = entries.filter(entry -> Files.exists(entry.resolve(LabelScheme.QSM.maskFileName())))
                    .sorted()
                    .toList();
        }
        for (Path folder : cases) {
            write(folder, out.resolve(folder.getFileName()));
        }
    }

    private static void write(Path from, Path to) throws IOException {
        Path last = to.resolve(LabelScheme.NM.maskFileName());
        if (Files.exists(last)) {
            return;
        }
        Files.createDirectories(to);
        for (String image : IMAGES) {
            Files.copy(from.resolve(image), to.resolve(image), StandardCopyOption.REPLACE_EXISTING);
        }
        String qsm = LabelScheme.QSM.maskFileName();
        Nifti.write(
                to.resolve(qsm), moveBorders(Nifti.readLabels(from.resolve(qsm)).labels()));
        LabelMap nm =
                Nifti.readLabels(from.resolve(LabelScheme.NM.maskFileName())).labels();
        Nifti.write(
                last, keepBright(nm, Nifti.readVolume(from.resolve("NM.nii.gz")).volume()));
    }

    /** Every voxel goes to the nucleus whose moved border it lies deepest inside of, or to none. */
    static LabelMap moveBorders(LabelMap labels) {
        Geometry grid = labels.geometry();
        int[] moved = new int[grid.voxelCount()];
        float[] nearest = new float[grid.voxelCount()];
        for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
            int label = nucleus.qsmLabel();
            double outward = SMALLER.contains(nucleus.structure()) ? -MILLIMETERS : MILLIMETERS;
            labels.boundingBox(label).ifPresent(tight -> {
                BoundingBox box = tight.grow(3, grid);
                Volume distance = DistanceTransform.signed(Mask.of(labels.crop(box), label), Workers.caller());
                int from = 0;
                for (int z = box.minZ(); z <= box.maxZ(); z++) {
                    for (int y = box.minY(); y <= box.maxY(); y++) {
                        int at = grid.index(box.minX(), y, z);
                        for (int x = 0; x < box.sizeX(); x++, at++, from++) {
                            float depth = (float) (distance.data()[from] - outward);
                            if (depth <= 0 && depth < nearest[at]) {
                                nearest[at] = depth;
                                moved[at] = label;
                            }
                        }
                    }
                }
            });
        }
        return LabelMap.of(grid, LabelMap.Width.UNSIGNED_8, moved);
    }

    /** The brightest voxels of each label; of equally bright ones at the threshold all are kept. */
    static LabelMap keepBright(LabelMap labels, Volume image) {
        int[] kept = labels.toIntArray();
        for (Map.Entry<Integer, Integer> entry : labels.counts().entrySet()) {
            int label = entry.getKey();
            float[] values = new float[entry.getValue()];
            int n = 0;
            for (int i = 0; i < kept.length; i++) {
                if (kept[i] == label) {
                    values[n++] = image.data()[i];
                }
            }
            Arrays.sort(values);
            float threshold = values[(int) Math.floor((1 - BRIGHT_SHARE) * n)];
            for (int i = 0; i < kept.length; i++) {
                if (kept[i] == label && image.data()[i] < threshold) {
                    kept[i] = 0;
                }
            }
        }
        return LabelMap.of(labels.geometry(), LabelMap.Width.UNSIGNED_8, kept);
    }
}
