package org.substantia.scoring.statistics;

import java.util.List;

/**
 * One submission's place, and how firmly it holds it.
 *
 * @param name of the submission
 * @param value what was ranked: the mean score, or the mean of the ranks on every patient
 * @param rank 1 is best; submissions that tie share the best rank of their group (1, 1, 3)
 * @param rankCounts how many bootstrap resamples gave it rank 1, 2, ...
 * @param low lower end of the interval of its rank over the resamples, always a rank that occurred
 * @param high upper end
 */
public record RankedSubmission(String name, double value, int rank, List<Integer> rankCounts, int low, int high) {
    public RankedSubmission {
        rankCounts = List.copyOf(rankCounts);
    }

    /** The share of resamples in which the submission took this rank. */
    public double share(int ofRank) {
        int all = rankCounts.stream().mapToInt(Integer::intValue).sum();
        return (double) rankCounts.get(ofRank - 1) / all;
    }
}
