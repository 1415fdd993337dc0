package org.substantia.learning.optimization;

/**
 * Learning rate over a run: linear warm-up, then half a cosine (Loshchilov and Hutter 2017) down to a last share of the
 * peak.
 *
 * @param peak the largest rate
 * @param warmUp steps to reach it
 * @param steps of the whole run
 * @param lastShare of the peak that remains at the end, 0 to 1
 */
public record LearningRate(double peak, long warmUp, long steps, double lastShare) {
    public LearningRate {
        if (!(peak > 0) || warmUp < 0 || steps < 1 || !(lastShare >= 0 && lastShare <= 1)) {
            throw new IllegalArgumentException(
                    "no learning rate: " + peak + ", " + warmUp + ", " + steps + ", " + lastShare);
        }
    }

    /** @param step from 0; beyond the run's end the last rate holds */
    public double at(long step) {
        if (step < warmUp) {
            return peak * (step + 1) / warmUp;
        }
        double progress = Math.min(1, (step - warmUp) / (double) Math.max(1, steps - warmUp));
        return peak * (lastShare + (1 - lastShare) * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
}
