package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.random.RandomStream;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.augmentation.Augmentation;
import org.substantia.segmentation.training.sample.Example;
import org.substantia.segmentation.training.sample.SampleFile;
import org.substantia.segmentation.training.sample.SampleSource;
import org.substantia.segmentation.training.sample.TestSamples;

class SuitableExamplesTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();
    private static final Augmentation AUGMENTATION = Augmentation.wide(PLAN);

    @TempDir
    Path folder;

    private Path labeled;
    private Path unlabeled;

    @BeforeEach
    void writeSamples() throws IOException {
        labeled = folder.resolve("labeled.sample");
        unlabeled = folder.resolve("unlabeled.sample");
        SampleFile.write(labeled, TestSamples.sample());
        SampleFile.write(unlabeled, TestSamples.unlabeledSample());
    }

    private static TrainingDataset data(List<Path> files) {
        return TrainingDataset.of(new SampleSource.Stored(files), "cases");
    }

    private List<SuitableExamples> ofAllNetworks(TrainingDataset data) {
        return List.of(
                SuitableExamples.coarse(data, AUGMENTATION, PLAN),
                SuitableExamples.fine(data, AUGMENTATION, false),
                SuitableExamples.close(data, AUGMENTATION, PLAN, 0));
    }

    /** Regression: such a sample ended the training with a stack trace. */
    @Test
    void samplesThatTeachNothingArePassedOver() throws IOException {
        for (SuitableExamples examples : ofAllNetworks(data(List.of(unlabeled, labeled)))) {
            for (long step = 0; step < 10; step++) {
                assertThat(examples.of(step, new RandomStream(step)).classes().get(0))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void whereThereAreNoneOneLineSaysWhatIsMissing() throws IOException {
        List<SuitableExamples> none = ofAllNetworks(data(List.of(unlabeled)));
        List<String> lines = List.of(
                "no case teaches the localizer, which needs a QSM mask",
                "no case teaches the segmenter: where its patch lies",
                "no case teaches the refinement of QSM, which needs a mask and the image T1");
        for (int i = 0; i < none.size(); i++) {
            SuitableExamples examples = none.get(i);
            assertThat(examples.exist()).isFalse();
            assertThatThrownBy(examples::require)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(lines.get(i))
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aTeacherTeachesWhatHasNoLabels() throws IOException {
        SuitableExamples examples = SuitableExamples.fine(data(List.of(unlabeled)), AUGMENTATION, true);
        assertThat(examples.exist()).isTrue();
        assertThat(examples.of(0, new RandomStream(1)).classes().get(0)).isEmpty();
    }

    /** Regression: a run that had been found possible ended when a hundred draws held none. */
    @Test
    void oneSuitableSampleAmongManyIsFoundAtEveryStep() throws IOException {
        List<Path> files = new ArrayList<>(Collections.nCopies(1999, unlabeled));
        files.add(labeled);
        SuitableExamples examples = SuitableExamples.fine(data(files), AUGMENTATION, false);
        assertThat(examples.exist()).isTrue();
        for (long step = 0; step < 20; step++) {
            assertThat(examples.of(step, new RandomStream(step)).classes().get(0))
                    .isNotEmpty();
        }
    }

    /** The same seed gives the same bytes as ever. */
    @Test
    void theFirstDrawIsTakenWhereItSuits() throws IOException {
        TrainingDataset data = data(List.of(labeled, labeled));
        RandomStream random = new RandomStream(7);
        random.nextLong();
        Example expected = AUGMENTATION.fine(SampleFile.read(labeled), random.nextLong());

        Example drawn = SuitableExamples.fine(data, AUGMENTATION, false).of(3, new RandomStream(7));

        assertThat(drawn.images()).isDeepEqualTo(expected.images());
        assertThat(drawn.classes().get(0)).isEqualTo(expected.classes().get(0));
    }
}
