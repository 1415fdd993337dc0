package org.substantia.scoring.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's step-down correction for several comparisons (Holm 1979, Scandinavian Journal of Statistics 6:65-70). */
public final class Holm {
    private Holm() {}

    /**
     * The p-values adjusted for their number, in the order given: those at or below alpha are significant with a
     * family-wise error rate of alpha, whatever the dependence between them.
     *
     * @throws IllegalArgumentException if a value lies outside 0..1
     */
    public static double[] adjust(double[] pValues) {
        for (double p : pValues) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("a p-value lies in 0..1, not " + p);
            }
        }
        int[] ascending = IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = Arrays.copyOf(pValues, pValues.length);
        double running = 0;
        for (int step = 0; step < ascending.length; step++) {
            int i = ascending[step];
            running = Math.max(running, Math.min(1, (ascending.length - step) * pValues[i]));
            adjusted[i] = running;
        }
        return adjusted;
    }
}
