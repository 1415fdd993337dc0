package org.substantia.learning.optimization;

import java.io.IOException;

/**
 * Counts the examples whose gradient is not finite, along which {@link AdamW#step} takes no step. A few may overflow;
 * so many in a row do so because the weights are useless. Not thread-safe.
 */
public final class SkippedSteps {
    private static final int MAX_IN_A_ROW = 20;

    private long count;
    private int inARow;

    /** @param before how many a stored run had skipped */
    public SkippedSteps(long before) {
        this.count = before;
    }

    /**
     * To be told of every example.
     *
     * @param norm that {@link AdamW#step} returned
     * @param step how many steps were taken until now
     * @param training its file or its name, for the error
     * @return whether this example was skipped
     * @throws IOException with one line, if that happened {@value #MAX_IN_A_ROW} times in a row
     */
    public boolean skipped(double norm, long step, String training) throws IOException {
        if (Double.isFinite(norm)) {
            inARow = 0;
            return false;
        }
        count++;
        if (++inARow == MAX_IN_A_ROW) {
            throw diverged(
                    training, "after step " + step + ", " + inARow + " examples in a row had no finite gradient");
        }
        return true;
    }

    /**
     * @param training its file or its name
     * @param sign by which it shows
     */
    public static IOException diverged(String training, String sign) {
        return new IOException(
                training + ": " + sign + ": the network has diverged; train it anew with a lower learning rate");
    }

    /** Those of a stored run among them. */
    public long count() {
        return count;
    }
}
