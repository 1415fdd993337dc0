package org.substantia.foundation.pretraining;

import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.learning.optimization.LearningRate;

/**
 * How an encoder is trained.
 *
 * @param method how it is taught
 * @param jitter of the views that self-distillation is shown ({@link SliceViews}), at least 0
 * @param shape of the encoder
 * @param steps of the whole run, which the learning rate is planned for
 * @param batch slices of a step
 * @param learningRate the largest one
 * @param seed of every random choice
 * @param checkpointEvery steps between checkpoints; without effect on the result
 */
public record PretrainingOptions(
        PretrainingMethod method,
        double jitter,
        EncoderShape shape,
        long steps,
        int batch,
        double learningRate,
        long seed,
        int checkpointEvery) {
    private static final double WARM_UP = 0.05;

    /**
     * @throws IllegalArgumentException if a number is not above 0, the jitter below 0, or it is asked for where no
     *     views are shown
     */
    public PretrainingOptions {
        if (steps < 1 || batch < 1 || checkpointEvery < 1 || !(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new IllegalArgumentException(
                    "steps, batch, learning rate and interval of checkpoints must be above 0: " + steps + ", " + batch
                            + ", " + learningRate + ", " + checkpointEvery);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is 0 to 1, not " + jitter);
        }
        if (jitter > 0 && method != PretrainingMethod.SELF_DISTILLATION) {
            throw new IllegalArgumentException("only " + PretrainingMethod.SELF_DISTILLATION + " takes a jitter");
        }
    }

    /** How slices are shown, which is how the encoder will be shown them by default. */
    ImageInput input() {
        return ImageInput.usual(shape.architecture());
    }

    LearningRate schedule() {
        return new LearningRate(learningRate, Math.round(WARM_UP * steps), steps, 0);
    }

    /** All that a checkpoint must agree with, in one line. */
    String describe() {
        String run = shape + ", " + steps + " steps of " + batch + " slices, learning rate " + learningRate + ", seed "
                + seed;
        // Checkpoints of before there was a choice name no method.
        return method == PretrainingMethod.MASKED_AUTOENCODER ? run : run + ", " + method + ", jitter " + jitter;
    }
}
