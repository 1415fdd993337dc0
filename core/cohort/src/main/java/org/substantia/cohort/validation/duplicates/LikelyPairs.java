package org.substantia.cohort.validation.duplicates;

import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.substantia.base.parallel.Workers;

/**
 * Picks, for every head, the few others worth a closer look: those that correlate best with it in the common pose once
 * the mean of all heads is taken off both, since what all have in common says nothing. A pair is picked if either side
 * picks it.
 */
final class LikelyPairs {
    /**
     * Others that are looked at for every head. In trials with 23 subjects and cohorts of up to 36, one more scan of a
     * head (turned up to 8 degrees, shifted, noisy, shaded, brightened, cut) was the closest of all in 342 of 354 cases
     * and always among the ten closest.
     */
    static final int CLOSEST = 10;

    private LikelyPairs() {}

    /** Positions in a list of heads. */
    record Pair(int first, int second) implements Comparable<Pair> {
        private static final Comparator<Pair> ORDER =
                Comparator.comparingInt(Pair::first).thenComparingInt(Pair::second);

        @Override
        public int compareTo(Pair other) {
            return ORDER.compare(this, other);
        }
    }

    /** Sorted, the first position of a pair below the second. */
    static SortedSet<Pair> among(List<HeadSignature> heads, Workers workers) {
        float[] mean = HeadSignature.meanOf(heads);
        double meanSquare = UnitVector.dot(mean, mean);
        double[] share = new double[heads.size()];
        double[] length = new double[heads.size()];
        for (int i = 0; i < share.length; i++) {
            share[i] = heads.get(i).dot(mean);
            length[i] = Math.sqrt(Math.max(1e-12, 1 - 2 * share[i] + meanSquare));
        }
        double[][] likeness = new double[share.length][share.length];
        workers.forEach(share.length, i -> {
            for (int j = 0; j < i; j++) {
                likeness[i][j] = (heads.get(i).correlation(heads.get(j)) - share[i] - share[j] + meanSquare)
                        / (length[i] * length[j]);
            }
        });
        SortedSet<Pair> pairs = new TreeSet<>();
        for (int i = 0; i < share.length; i++) {
            for (int j : closestTo(i, likeness)) {
                pairs.add(new Pair(Math.min(i, j), Math.max(i, j)));
            }
        }
        return pairs;
    }

    /** @param likeness of which only the part below the diagonal is filled */
    private static List<Integer> closestTo(int i, double[][] likeness) {
        return IntStream.range(0, likeness.length)
                .filter(j -> j != i)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -likeness[Math.max(i, j)][Math.min(i, j)]))
                .limit(CLOSEST)
                .toList();
    }
}
