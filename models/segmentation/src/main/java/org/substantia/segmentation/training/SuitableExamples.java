package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.substantia.base.random.RandomStream;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.augmentation.Augmentation;
import org.substantia.segmentation.training.sample.Example;
import org.substantia.segmentation.training.sample.SampleFile;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * The examples of one network, of the samples that teach it anything; it passes over the others. Which these are is
 * remembered, so that few suitable samples among many cost no reading. Thread-safe; the same step and random stream
 * give the same example.
 */
final class SuitableExamples {
    /** Enough for one suitable sample among thousands: draws of samples that are known cost next to nothing. */
    private static final int MAX_DRAWS = 100_000;

    /** Makes an example of a sample. The same sample and seed give the same example. */
    private interface Maker {
        Example make(TrainingSample sample, long seed);
    }

    private final TrainingDataset data;
    private final Predicate<TrainingSample> teaches;
    private final Maker maker;
    private final String lacking;
    private final Map<Path, Boolean> suits = new ConcurrentHashMap<>();

    /** @param lacking what is wrong with data of which no sample suits, in one line */
    private SuitableExamples(TrainingDataset data, Predicate<TrainingSample> teaches, Maker maker, String lacking) {
        this.data = data;
        this.teaches = teaches;
        this.maker = maker;
        this.lacking = lacking;
    }

    /** Those of the localizer. */
    static SuitableExamples coarse(TrainingDataset data, Augmentation augmentation, SegmentationPlan plan) {
        return new SuitableExamples(
                data,
                augmentation::teachesCoarse,
                augmentation::coarse,
                "no case teaches the localizer, which needs a "
                        + plan.landmarks().name()
                        + " mask with its structures; add such a case, or begin with a model that has a localizer"
                        + " (--init)");
    }

    /**
     * Those of the segmenter.
     *
     * @param taught whether there is a teacher, of which samples without labels are learned, too
     */
    static SuitableExamples fine(TrainingDataset data, Augmentation augmentation, boolean taught) {
        return new SuitableExamples(
                data,
                sample -> taught || augmentation.teachesFine(sample),
                augmentation::fine,
                "no case teaches the segmenter: where its patch lies, no mask has a structure of the model");
    }

    /**
     * Those of a refinement.
     *
     * @param index of the refinement in the plan
     */
    static SuitableExamples close(TrainingDataset data, Augmentation augmentation, SegmentationPlan plan, int index) {
        Refinement refinement = plan.refinements().get(index);
        return new SuitableExamples(
                data,
                sample -> augmentation.teachesClose(sample, index),
                (sample, seed) -> augmentation.close(sample, index, seed),
                "no case teaches the refinement of " + refinement.labelSet() + ", which needs a mask and the image "
                        + refinement.modality());
    }

    /** Whether there are any; to tell, no sample that does not suit is read twice. */
    boolean exist() throws IOException {
        RandomStream random = new RandomStream(1);
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            if (suitable(data.draw(0, random.nextLong())).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** @throws IOException that says what the data lack, if there are none */
    void require() throws IOException {
        if (!exist()) {
            throw new IOException(lacking);
        }
    }

    /**
     * The example of a step.
     *
     * @throws IOException if a sample cannot be read, or none suits
     */
    Example of(long step, RandomStream random) throws IOException {
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            Path file = data.draw(step, random.nextLong());
            long seed = random.nextLong();
            Optional<TrainingSample> sample = suitable(file);
            if (sample.isPresent()) {
                return maker.make(sample.get(), seed);
            }
        }
        throw new IOException(lacking);
    }

    private Optional<TrainingSample> suitable(Path file) throws IOException {
        if (!suits.getOrDefault(file, true)) {
            return Optional.empty();
        }
        TrainingSample sample = SampleFile.read(file);
        return suits.computeIfAbsent(file, unknown -> teaches.test(sample)) ? Optional.of(sample) : Optional.empty();
    }
}
