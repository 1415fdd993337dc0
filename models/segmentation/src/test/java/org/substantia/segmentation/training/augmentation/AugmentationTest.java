package org.substantia.segmentation.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.sample.Example;
import org.substantia.segmentation.training.sample.TestSamples;
import org.substantia.segmentation.training.sample.TrainingSample;

class AugmentationTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();
    private static final AugmentationParameters SHIFTED =
            AugmentationParameters.none().withJitter(RigidJitter.none().millimeters(2));
    private static final AugmentationParameters CUT =
            AugmentationParameters.none().withCut(new FieldOfViewCut(1));

    @Test
    void theSameSeedGivesTheSameExample() {
        Augmentation wide = Augmentation.wide(PLAN);
        TrainingSample sample = TestSamples.sample();
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
        Augmentation none = new Augmentation(PLAN, SHIFTED, SHIFTED, SHIFTED);
        TrainingSample sample = TestSamples.sample();
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
        Augmentation cut = new Augmentation(PLAN, CUT, CUT, CUT);
        int whole = 2 * 7 * 11 * 6;
        int fewer = 0;
        for (long seed = 0; seed < 20; seed++) {
            Example example = cut.fine(TestSamples.sample(), seed);
            byte[] classes = example.classes().get(0);
            int count = 0;
            for (int i = 0; i < classes.length; i++) {
                count += classes[i] != 0 ? 1 : 0;
            }
            fewer += count < whole ? 1 : 0;
        }
        assertThat(fewer).isPositive();
    }

    /** Only an NM image shows where the nigra's tracing begins and ends. */
    @Test
    void aLabelSetWithoutItsImageHasNothingToLearn() {
        SegmentationPlan plan = SegmentationPlan.challenge();
        List<byte[]> classes = Augmentation.wide(plan)
                .fine(TestSamples.nigraSample(plan, Modality.T1), 1)
                .classes();
        assertThat(classes.get(0).length).isPositive();
        assertThat(classes.get(1).length).isZero();
    }

    /** Regression: where the NM image was left out, a case without a QSM mask taught that there are no nuclei. */
    @Test
    void aLabelSetWithoutItsMaskHasNothingToLearn() {
        SegmentationPlan plan = SegmentationPlan.challenge();
        TrainingSample both = TestSamples.nigraSample(plan, Modality.T1);
        TrainingSample.Block block = both.fine();
        TrainingSample.Block tracing = new TrainingSample.Block(
                block.nx(),
                block.ny(),
                block.nz(),
                block.images(),
                List.of(new byte[block.classes().get(0).length], block.classes().get(1)));

        List<byte[]> classes = Augmentation.wide(plan)
                .fine(new TrainingSample("tracing", tracing, both.coarse()), 1)
                .classes();

        assertThat(classes.get(0).length).isZero();
        assertThat(classes.get(1).length).isPositive();
    }

    /** The NM image and its tracing part from the other images together. */
    @Test
    void theNigraCanBeWarpedByItself() {
        SegmentationPlan plan = SegmentationPlan.challenge();
        AugmentationParameters apart = AugmentationParameters.none().withNigraWarp(1);
        TrainingSample sample = TestSamples.nigraSample(plan, Modality.NM);
        int elsewhere = 0;
        int halves = 0;
        for (long seed = 0; seed < 12; seed++) {
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
            if (count == 0) {
                // The half of the head that has no nigra in this sample.
                halves++;
                continue;
            }
            assertThat(inside / count).as("seed %d", seed).isGreaterThan(0.85 * brightest);
            elsewhere += differ > count / 5 ? 1 : 0;
        }
        assertThat(elsewhere).isGreaterThan(3);
        assertThat(halves).isBetween(1, 11);
    }
}
