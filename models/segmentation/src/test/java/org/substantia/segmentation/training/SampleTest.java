package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.learning.loss.SegmentationLoss;
import org.substantia.segmentation.plan.SegmentationPlan;

class SampleTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();

    static TrainingSample sample() {
        return sample(Optional.empty());
    }

    /** A T1 that tells its own x, a nucleus on each side. */
    private static TrainingSample sample(Optional<double[]> centre) {
        Geometry grid = new Geometry(48, 48, 24, org.substantia.imaging.Affine.scaling(-1, 1, 2, 24, -24, -24));
        Volume t1 = Volume.zeros(grid);
        byte[] labels = new byte[grid.voxelCount()];
        for (int z = 0; z < 24; z++) {
            for (int y = 0; y < 48; y++) {
                for (int x = 0; x < 48; x++) {
                    int i = grid.index(x, y, z);
                    t1.data()[i] = 100 + x;
                    if (y > 18 && y < 30 && z > 8 && z < 15) {
                        labels[i] = (byte) (x > 12 && x < 20 ? 1 : x > 27 && x < 35 ? 2 : 0);
                    }
                }
            }
        }
        return new SampleFactory(PLAN)
                .make(
                        "one",
                        Map.of(Modality.T1, t1),
                        Map.of("QSM", LabelMap.ofBytes(grid, labels)),
                        centre,
                        Workers.caller())
                .orElseThrow();
    }

    @Test
    void holdsTheNucleiInItsMiddle() {
        TrainingSample sample = sample();
        TrainingSample.Block fine = sample.fine();
        double[] centroid = centroid(fine);
        assertThat(count(fine)).isEqualTo(2 * 7 * 11 * 6);
        assertThat(centroid[0]).isCloseTo((fine.nx() - 1) / 2.0, within(1.0));
        assertThat(centroid[2]).isCloseTo((fine.nz() - 1) / 2.0, within(1.0));
        assertThat(fine.images().get(1).missing()).isTrue();
    }

    @Test
    void liesWhereAModelThatItGoesOnFromWouldPutIt() {
        TrainingSample.Block middle = sample().fine();
        TrainingSample.Block moved =
                sample(Optional.of(new double[] {0, 4, -1})).fine();
        double[] there = centroid(middle);
        double[] here = centroid(moved);
        assertThat(here[1] - there[1]).isCloseTo(-4, within(1.0));
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

    @Test
    void aCaseWithoutKnownStructuresIsNone() {
        Geometry grid = Geometry.axisAligned(8, 8, 8, 1, 1, 1);
        assertThat(new SampleFactory(PLAN)
                        .make(
                                "none",
                                Map.of(Modality.T1, Volume.zeros(grid)),
                                Map.of("QSM", LabelMap.ofBytes(grid, new byte[512])),
                                Optional.empty(),
                                Workers.caller()))
                .isEmpty();
    }

    @Test
    void comesBackFromItsFile(@TempDir Path folder) throws Exception {
        TrainingSample sample = sample();
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

    @Test
    void theSameSeedGivesTheSameExample() {
        Augmentation wide = Augmentation.wide(PLAN);
        TrainingSample sample = sample();
        for (long seed = 0; seed < 5; seed++) {
            Example a = wide.fine(sample, seed);
            Example b = wide.fine(sample, seed);
            assertThat(a.images()).isDeepEqualTo(b.images());
            assertThat(a.classes().get(0)).isEqualTo(b.classes().get(0));
            assertThat(a.images()[1]).containsOnly(0f);
        }
    }

    /**
     * Where an example is mirrored its T1 falls with x, and then class 1 (to the right) still lies on the darker side.
     */
    @Test
    void mirroringSwapsTheSides() {
        Augmentation none = new Augmentation(
                PLAN,
                new Augmentation.Strength(0, 0, 0, new double[] {2, 2, 2}, 0, 0, 1, 0),
                new Augmentation.Strength(0, 0, 0, new double[] {2, 2, 2}, 0, 0, 1, 0),
                new Augmentation.Strength(0, 0, 0, new double[] {2, 2, 2}, 0, 0, 1, 0));
        TrainingSample sample = sample();
        int nx = PLAN.segmenter().patch().get(0);
        int mirrored = 0;
        for (long seed = 0; seed < 12; seed++) {
            Example example = none.fine(sample, seed);
            byte[] classes = example.classes().get(0);
            double[] x = new double[3];
            int[] count = new int[3];
            for (int i = 0; i < classes.length; i++) {
                x[classes[i]] += i % nx;
                count[classes[i]]++;
            }
            assertThat(count[1]).isEqualTo(7 * 11 * 6);
            assertThat(count[2]).isEqualTo(count[1]);
            assertThat(x[1] / count[1])
                    .as("class 1 is on the right in any example")
                    .isLessThan(x[2] / count[2]);
            float[] t1 = example.images()[0];
            int middle = t1.length / 2;
            mirrored += t1[middle] > t1[middle + 3] ? 1 : 0;
        }
        assertThat(mirrored).isBetween(1, 11);
    }

    @Test
    void whatIsNotSeenIsBackground() {
        Augmentation cut = new Augmentation(
                PLAN,
                new Augmentation.Strength(0, 0, 0, new double[] {0, 0, 0}, 1, 0, 1, 0),
                new Augmentation.Strength(1, 0, 0, new double[] {0, 0, 0}, 1, 0, 1, 0),
                new Augmentation.Strength(1, 0, 0, new double[] {0, 0, 0}, 1, 0, 1, 0));
        int whole = 2 * 7 * 11 * 6;
        int fewer = 0;
        for (long seed = 0; seed < 20; seed++) {
            Example example = cut.fine(sample(), seed);
            byte[] classes = example.classes().get(0);
            int count = 0;
            for (int i = 0; i < classes.length; i++) {
                count += classes[i] != 0 ? 1 : 0;
            }
            fewer += count < whole ? 1 : 0;
        }
        assertThat(fewer).isPositive();
    }

    @Test
    void bordersAreWhereClassesMeet() {
        byte[] classes = new byte[5 * 4 * 3];
        classes[2 + 5 * (1 + 4)] = 3;
        byte[] places = LossWeightMap.of(classes, new int[] {5, 4, 3}, List.of(1.0, 1.0, 1.0));
        int count = 0;
        for (byte place : places) {
            count += place == SegmentationLoss.AT_BORDER ? 1 : 0;
        }
        assertThat(count).isEqualTo(7);
        assertThat(places[2 + 5 * (1 + 4)]).isEqualTo(SegmentationLoss.AT_BORDER);
    }

    @Test
    void voxelsBeyondEightMillimetresFromTheBoxOfAllStructuresAreFar() {
        byte[] classes = new byte[40];
        classes[10] = 1;
        classes[12] = 2;
        byte[] places = LossWeightMap.of(classes, new int[] {40, 1, 1}, List.of(2.0, 1.0, 1.0));
        for (int x = 0; x < 40; x++) {
            assertThat(places[x] == SegmentationLoss.FAR).as("voxel %d", x).isEqualTo(x < 6 || x > 16);
        }
    }

    @Test
    void withoutAStructureNothingIsFar() {
        assertThat(LossWeightMap.of(new byte[40], new int[] {40, 1, 1}, List.of(2.0, 1.0, 1.0)))
                .containsOnly((byte) 0);
    }

    /** Of where the nigra's tracing begins and ends nothing tells but an NM image. */
    @Test
    void aHeadWithoutItsImageHasNothingToLearn() {
        SegmentationPlan plan = SegmentationPlan.challenge();
        List<byte[]> classes =
                Augmentation.wide(plan).fine(nigraSample(plan, Modality.T1), 1).classes();
        assertThat(classes.get(0).length).isPositive();
        assertThat(classes.get(1).length).isZero();
    }

    /** The NM image and its tracing part from the other images together. */
    @Test
    void theNigraCanBeWarpedByItself() {
        SegmentationPlan plan = SegmentationPlan.challenge();
        Augmentation.Strength apart = new Augmentation.Strength(0, 0, 0, new double[] {0, 0, 0}, 0, 0, 1, 1);
        TrainingSample sample = nigraSample(plan, Modality.NM);
        int elsewhere = 0;
        for (long seed = 0; seed < 6; seed++) {
            Example example = new Augmentation(plan, apart, apart, apart).fine(sample, seed);
            byte[] nuclei = example.classes().get(0);
            byte[] tracing = example.classes().get(1);
            float[] nm = example.images()[2];
            double inside = 0;
            int count = 0;
            int differ = 0;
            float brightest = 0;
            for (int i = 0; i < tracing.length; i++) {
                brightest = Math.max(brightest, nm[i]);
                inside += tracing[i] != 0 ? nm[i] : 0;
                count += tracing[i] != 0 ? 1 : 0;
                differ += (tracing[i] != 0) != (nuclei[i] != 0) ? 1 : 0;
            }
            assertThat(inside / count).as("seed %d", seed).isGreaterThan(0.85 * brightest);
            elsewhere += differ > count / 5 ? 1 : 0;
        }
        assertThat(elsewhere).isGreaterThan(3);
    }

    /** One nucleus that is the nigra's NM tracing too; the image is brighter there. */
    private static TrainingSample nigraSample(SegmentationPlan plan, Modality modality) {
        Geometry grid = new Geometry(48, 48, 24, org.substantia.imaging.Affine.scaling(-1, 1, 2, 24, -24, -24));
        byte[] labels = new byte[grid.voxelCount()];
        for (int z = 8; z < 15; z++) {
            for (int y = 18; y < 30; y++) {
                Arrays.fill(labels, grid.index(20, y, z), grid.index(30, y, z), (byte) 1);
            }
        }
        Volume image = Volume.zeros(grid);
        for (int i = 0; i < labels.length; i++) {
            image.data()[i] = 100 + i % 7 + 100 * labels[i];
        }
        LabelMap mask = LabelMap.ofBytes(grid, labels);
        return new SampleFactory(plan)
                .make(
                        "one",
                        Map.of(modality, image),
                        Map.of("QSM", mask, "NM", mask),
                        Optional.empty(),
                        Workers.caller())
                .orElseThrow();
    }
}
