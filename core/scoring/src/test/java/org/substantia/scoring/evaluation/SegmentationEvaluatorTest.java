package org.substantia.scoring.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.ImageMemoryError;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.segmentation.CaseScorer;

class SegmentationEvaluatorTest {
    /** Of a NIfTI-1 header: the lengths of the axes. */
    private static final int DIM = 40;

    private static final int HEADER_BYTES = 352;

    @TempDir
    Path folder;

    private Path mask;

    @BeforeEach
    void twoCubes() throws IOException {
        Geometry grid = Geometry.axisAligned(10, 10, 10, 1, 1, 1);
        byte[] labels = new byte[grid.voxelCount()];
        for (int z = 3; z < 6; z++) {
            for (int y = 3; y < 6; y++) {
                for (int x = 1; x < 4; x++) {
                    labels[grid.index(x, y, z)] = 1;
                    labels[grid.index(x + 5, y, z)] = 2;
                }
            }
        }
        mask = folder.resolve("NM_mask.nii");
        Nifti.write(mask, LabelMap.ofBytes(grid, labels));
    }

    /** It promises 27 million voxels, of which none is there: whoever looked for them would call the file cut off. */
    @Test
    void comparesTheSizeBeforeItReadsAVoxel() throws IOException {
        byte[] bytes = Arrays.copyOf(Files.readAllBytes(mask), HEADER_BYTES);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int axis = 1; axis <= 3; axis++) {
            header.putShort(DIM + 2 * axis, (short) 300);
        }
        Path large = Files.write(folder.resolve("large.nii"), bytes);

        CaseEvaluation one = evaluate(unsized(large)).cases().get(0);

        assertThat(one.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(ScoringFault.Kind.SIZE_DIFFERS);
            assertThat(fault.message())
                    .contains("P1, NM mask", "has 300 x 300 x 300 voxels where the reference has 10 x 10 x 10");
        });
        assertThat(one.inputs()).containsKeys("prediction/P1/NM", "reference/P1/NM");
    }

    @Test
    void tooLittleMemoryIsNoFaultOfTheMask() {
        ByteSource hungry = new ByteSource() {
            private boolean hashed;

            @Override
            public String name() {
                return "team.zip!P1/NM_pred.nii.gz";
            }

            @Override
            public InputStream open() throws IOException {
                if (hashed) {
                    throw new OutOfMemoryError("Java heap space");
                }
                hashed = true;
                return Files.newInputStream(mask);
            }
        };

        assertThatThrownBy(() -> evaluate(hungry))
                .isInstanceOfSatisfying(ImageMemoryError.class, error -> assertThat(error.file())
                        .isEqualTo("team.zip!P1/NM_pred.nii.gz"));
    }

    @Test
    void keepsWarningsOfTheReferenceApart() throws IOException {
        Geometry grid = Geometry.axisAligned(10, 10, 10, 1, 1, 1);
        byte[] labels = new byte[grid.voxelCount()];
        labels[555] = 7;
        Path odd = folder.resolve("odd.nii");
        Nifti.write(odd, LabelMap.ofBytes(grid, labels));

        CaseEvaluation one = evaluate(ByteSource.of(odd)).cases().get(0);

        assertThat(one.warnings())
                .anySatisfy(line -> assertThat(line).contains("odd.nii", "outside the scheme", "7 (1 voxel)"));
        assertThat(one.referenceWarnings()).noneSatisfy(line -> assertThat(line).contains("outside the scheme"));
    }

    /** As an archive's entry, whose claimed size is not to be trusted. */
    private static ByteSource unsized(Path file) {
        return new ByteSource() {
            @Override
            public String name() {
                return file.toString();
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }

    private SegmentationEvaluation evaluate(ByteSource predicted) {
        Map<LabelScheme, ByteSource> truth = Map.of(LabelScheme.NM, ByteSource.of(mask));
        CaseFolder reference = new CaseFolder("P1", "P1", Map.of(), truth, Map.of(), Optional.empty());
        CaseFolder submission =
                new CaseFolder("P1", "P1", Map.of(), Map.of(), Map.of(LabelScheme.NM, predicted), Optional.empty());
        return new SegmentationEvaluator(CaseScorer.challenge(), ChallengeWeights.standard())
                .evaluate(
                        Cohort.of("truth", List.of(reference)),
                        Cohort.of("team", List.of(submission)),
                        Workers.caller(),
                        done -> {});
    }
}
