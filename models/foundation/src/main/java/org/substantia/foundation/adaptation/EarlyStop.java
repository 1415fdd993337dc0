package org.substantia.foundation.adaptation;

import java.util.Arrays;

/** Says when a training run got no better for too long (Prechelt 1998). Not thread-safe. */
final class EarlyStop {
    private final int patience;
    private double least = Double.POSITIVE_INFINITY;
    private int since;

    /** @param patience how many epochs in a row may be no better than the best one before them */
    EarlyStop(int patience) {
        this.patience = patience;
    }

    /** @param losses of held-out patients after the next epoch, at least one */
    boolean goesOn(double[] losses) {
        double mean = Arrays.stream(losses).average().orElseThrow();
        if (mean < least) {
            least = mean;
            since = 0;
        } else {
            since++;
        }
        return since < patience;
    }
}
