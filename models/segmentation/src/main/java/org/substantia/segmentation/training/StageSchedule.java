package org.substantia.segmentation.training;

import org.substantia.learning.optimization.LearningRate;

/**
 * How long one network is trained.
 *
 * @param steps in all
 * @param peakLearningRate reached after the warm-up
 */
record StageSchedule(long steps, double peakLearningRate) {
    private static final long WARM_UP = 200;
    private static final double LAST_SHARE = 0.02;

    LearningRate learningRate() {
        return new LearningRate(peakLearningRate, Math.min(WARM_UP, steps / 10), Math.max(1, steps), LAST_SHARE);
    }
}
