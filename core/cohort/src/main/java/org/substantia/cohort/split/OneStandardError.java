package org.substantia.cohort.split;

/**
 * The rule of one standard error (Breiman et al. 1984): of several choices in the order from the most cautious to the
 * boldest, the first whose loss is not clearly above the lowest. "Clearly" is the standard error of the difference
 * between both over the same held-out patients, which is smaller than that of either. Stateless.
 */
public final class OneStandardError {
    private OneStandardError() {}

    /**
     * @param losses of each choice, for each held-out patient, in one order
     * @return the place of the choice
     */
    public static int choose(double[][] losses) {
        int best = 0;
        for (int choice = 1; choice < losses.length; choice++) {
            if (mean(losses[choice]) < mean(losses[best])) {
                best = choice;
            }
        }
        for (int choice = 0; choice < best; choice++) {
            double[] excess = new double[losses[choice].length];
            for (int i = 0; i < excess.length; i++) {
                excess[i] = losses[choice][i] - losses[best][i];
            }
            if (mean(excess) <= standardError(excess)) {
                return choice;
            }
        }
        return best;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double standardError(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
