package org.substantia.segmentation.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.sample.TestSamples;
import org.substantia.segmentation.training.sample.TrainingSample;

class LoneImagesTest {
    private static final int DRAWS = 4000;
    private static final LoneImages LONE = new LoneImages(Map.of(Modality.T1, 0.4, Modality.NM, 0.1));

    /** The tiny plan's sample has a T1 and lacks the other image. */
    private static final SegmentationPlan PLAN = TinyPlan.plan();

    private static final List<TrainingSample.PackedImage> IMAGES =
            TestSamples.sample().fine().images();

    @Test
    void everyImageIsAloneInItsShareOfTheExamples() {
        RandomStream random = new RandomStream(3);
        Map<Modality, Integer> count = new EnumMap<>(Modality.class);
        for (int i = 0; i < DRAWS; i++) {
            LONE.draw(random).ifPresent(modality -> count.merge(modality, 1, Integer::sum));
        }
        assertThat(count).containsOnlyKeys(Modality.T1, Modality.NM);
        assertThat(count.get(Modality.T1) / (double) DRAWS).isCloseTo(0.4, within(0.03));
        assertThat(count.get(Modality.NM) / (double) DRAWS).isCloseTo(0.1, within(0.02));
    }

    /** Else a seed would no longer give the examples that it gave before there were such shares. */
    @Test
    void withoutSharesNoNumberIsDrawn() {
        RandomStream random = new RandomStream(3);
        assertThat(LoneImages.NONE.draw(random)).isEmpty();
        assertThat(random.nextLong()).isEqualTo(new RandomStream(3).nextLong());
    }

    /** Three images of one sample: those of the shares are alone in them and, by chance, in some of the rest. */
    @Test
    void theOthersAreLeftOut() {
        TrainingSample.PackedImage image = IMAGES.get(0);
        ModalityDropout dropout = new ModalityDropout(LONE, 1);
        RandomStream random = new RandomStream(4);
        int alone = 0;
        int all = 0;
        for (int i = 0; i < DRAWS; i++) {
            boolean[] present = dropout.draw(List.of(Modality.values()), List.of(image, image, image), random);
            alone += present[0] && !present[1] && !present[2] ? 1 : 0;
            all += present[0] && present[1] && present[2] ? 1 : 0;
        }
        assertThat(alone / (double) DRAWS).isCloseTo(0.4, within(0.03));
        assertThat(all / (double) DRAWS).isCloseTo(0.5, within(0.03));
    }

    @Test
    void whatASampleLacksIsNotShownAlone() {
        int missing = IMAGES.get(0).missing() ? 0 : 1;
        assertThat(IMAGES.get(missing).missing()).isTrue();
        ModalityDropout dropout =
                new ModalityDropout(new LoneImages(Map.of(PLAN.modalities().get(missing), 1.0)), 1);
        boolean[] present = dropout.draw(PLAN.modalities(), IMAGES, new RandomStream(5));
        assertThat(present[missing]).isFalse();
        assertThat(present[1 - missing]).isTrue();
    }

    @Test
    void sharesMustBeShares() {
        assertThatThrownBy(() -> new LoneImages(Map.of(Modality.T1, 1.5))).hasMessageContaining("0 to 1, not 1.5");
        assertThatThrownBy(() -> new LoneImages(Map.of(Modality.T1, Double.NaN)))
                .hasMessageContaining("not NaN");
        assertThatThrownBy(() -> new LoneImages(Map.of(Modality.T1, 0.7, Modality.QSM, 0.4)))
                .hasMessageContaining("more than 1");
        assertThat(new LoneImages(Map.of(Modality.T1, 0.7, Modality.QSM, 0.2, Modality.NM, 0.1))
                        .shares()
                        .size())
                .isEqualTo(3);
        assertThat(LONE.describe()).isEqualTo("T1 alone 0.4, NM alone 0.1");
    }
}
