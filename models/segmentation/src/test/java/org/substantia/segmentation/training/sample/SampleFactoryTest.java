package org.substantia.segmentation.training.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.plan.SegmentationPlan;

class SampleFactoryTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();

    @Test
    void holdsTheNucleiInItsMiddle() {
        TrainingSample sample = TestSamples.sample();
        TrainingSample.Block fine = sample.fine();
        double[] centroid = centroid(fine);
        assertThat(count(fine)).isEqualTo(2 * 7 * 11 * 6);
        assertThat(centroid[0]).isCloseTo((fine.nx() - 1) / 2.0, within(1.0));
        assertThat(centroid[2]).isCloseTo((fine.nz() - 1) / 2.0, within(1.0));
        assertThat(fine.images().get(1).missing()).isTrue();
    }

    @Test
    void liesWhereTheInitialModelWouldPutIt() {
        TrainingSample.Block middle = TestSamples.sample().fine();
        TrainingSample.Block moved =
                TestSamples.sample(Optional.of(new double[] {0, 4, -1})).fine();
        double[] there = centroid(middle);
        double[] here = centroid(moved);
        assertThat(here[1] - there[1]).isCloseTo(-4, within(1.0));
    }

    @Test
    void aCaseWithoutKnownStructuresIsNone() {
        Geometry grid = Geometry.axisAligned(8, 8, 8, 1, 1, 1);
        assertThat(new SampleFactory(PLAN)
                        .make(
                                "none",
                                grid,
                                Map.of(Modality.T1, Volume.zeros(grid)),
                                Map.of("QSM", LabelMap.ofBytes(grid, new byte[512])),
                                Optional.empty(),
                                Workers.caller()))
                .isEmpty();
    }

    @Test
    void comesBackFromItsFile(@TempDir Path folder) throws Exception {
        TrainingSample sample = TestSamples.sample();
        Path file = folder.resolve("one.sample");
        SampleFile.write(file, sample);
        TrainingSample back = SampleFile.read(file);
        assertThat(back.id()).isEqualTo("one");
        assertThat(back.fine().classes().get(0))
                .isEqualTo(sample.fine().classes().get(0));
        assertThat(back.fine().images().get(0).values())
                .isEqualTo(sample.fine().images().get(0).values());
        assertThat(back.coarse().images().get(0).scale())
                .isEqualTo(sample.coarse().images().get(0).scale());

        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> SampleFile.read(file)).hasMessageContaining("cut short");
    }

    /** Regression: one voxel of a million blanked the image. */
    @Test
    void aWildVoxelLeavesTheOthersAsTheyAre() {
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 100;
        }
        values[0] = 0.01f;
        values[500] = 1e6f;
        values[501] = Float.NaN;
        TrainingSample.PackedImage packed = TrainingSample.PackedImage.of(values);

        assertThat(packed.values()[1] * packed.scale()).isCloseTo(1, within(0.1f));
        assertThat(packed.values()[99] * packed.scale()).isCloseTo(99, within(0.1f));
        assertThat(packed.values()[500] * packed.scale()).isBetween(1000f, 10_000f);
        assertThat(packed.values()[501]).isEqualTo(TrainingSample.PackedImage.NOTHING);
        assertThat(packed.values()[0]).as("0 means no value").isPositive();
        assertThat(packed.values()[100]).isZero();
    }

    /** Samples have the bytes that they had. */
    @Test
    void whatIsBrightButNotWildSetsTheScale() {
        TrainingSample.PackedImage packed = TrainingSample.PackedImage.of(new float[] {-320, 10, 0, 20});

        assertThat(packed.scale()).isEqualTo(0.01f);
        assertThat(packed.values()).containsExactly((short) -32000, (short) 1000, (short) 0, (short) 2000);
    }

    private static int count(TrainingSample.Block block) {
        int count = 0;
        for (byte value : block.classes().get(0)) {
            count += value != 0 ? 1 : 0;
        }
        return count;
    }

    private static double[] centroid(TrainingSample.Block block) {
        byte[] classes = block.classes().get(0);
        double[] sum = new double[3];
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] != 0) {
                int row = i / block.nx();
                sum[0] += i % block.nx();
                sum[1] += row % block.ny();
                int slice = row / block.ny();
                sum[2] += slice;
            }
        }
        for (int axis = 0; axis < 3; axis++) {
            sum[axis] /= count(block);
        }
        return sum;
    }
}
