package org.substantia.segmentation.training;

import java.nio.file.Path;
import java.util.Optional;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.segmentation.training.augmentation.LoneImages;

/**
 * How a model is trained; two runs of equal options, samples and device give equal weights.
 *
 * @param out folder of the run: samples, checkpoints, logs and the model
 * @param init model file to initialize from, if any; its localizer is kept
 * @param encoder file of the encoder of the plan, if it has one other than the bundled one
 * @param localizerSteps steps of the coarse network
 * @param segmenterSteps steps of the fine network; 0 to keep that of {@code init}
 * @param refinementSteps steps of each refinement's network; 0 to keep those of {@code init}
 * @param learningRate peak of the fine network's
 * @param localizerLearningRate peak of the coarse network's and of the refinements'
 * @param seed of every random choice
 * @param device where the networks are computed
 * @param exampleThreads threads that make examples beside the network; does not change the result
 * @param checkpointEvery steps between checkpoints
 * @param lone examples of the fine network with one image
 */
public record SegmentationTrainingOptions(
        Path out,
        Optional<Path> init,
        Optional<Path> encoder,
        long localizerSteps,
        long segmenterSteps,
        long refinementSteps,
        double learningRate,
        double localizerLearningRate,
        long seed,
        ComputeDevice device,
        int exampleThreads,
        int checkpointEvery,
        LoneImages lone) {
    private static final int REFINEMENT_STEPS_PER_STEP = 4;

    public SegmentationTrainingOptions {
        if (exampleThreads < 1) {
            throw new IllegalArgumentException("examples need a thread");
        }
        if (localizerSteps < 1 || segmenterSteps < 0 || refinementSteps < 0 || checkpointEvery < 1) {
            throw new IllegalArgumentException("a number of steps is too small");
        }
        if (segmenterSteps == 0 && init.isEmpty()) {
            throw new IllegalArgumentException("without an initial model, the segmenter needs steps");
        }
        if (!(learningRate > 0) || !(localizerLearningRate > 0)) {
            throw new IllegalArgumentException("a learning rate must be above 0");
        }
    }

    /** All numbers that the weights depend on, in one line. */
    String describe() {
        return (init.isPresent() ? "" : localizerSteps + " steps of the localizer, ") + segmenterSteps
                + " of the segmenter, " + refinementSteps + " of a refinement, learning rates " + learningRate + " and "
                + localizerLearningRate + ", seed " + seed + ", " + device.precision()
                + (lone.shares().isEmpty() ? "" : ", " + lone.describe());
    }

    /**
     * How long the refinements of a model are usually trained along with its segmenter when it is adapted: four of
     * their steps take less than half as long as one of the segmenter. Where they were left as they were, the nigra in
     * NM did not follow the cases at all (docs/results/adaptation-curves.md, curve 3).
     *
     * @param segmenterSteps steps of the fine network
     */
    public static long usualRefinementSteps(long segmenterSteps) {
        return REFINEMENT_STEPS_PER_STEP * segmenterSteps;
    }
}
