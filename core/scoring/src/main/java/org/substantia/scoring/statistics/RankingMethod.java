package org.substantia.scoring.statistics;

/**
 * How the scores of many patients become one order of submissions (Wiesenfarth et al. 2021, Scientific Reports
 * 11:2369).
 */
public enum RankingMethod {
    /** Average each submission's scores, then rank the averages: what a leaderboard of totals does. */
    MEAN_THEN_RANK,
    /**
     * Rank the submissions on every patient, average those ranks, then rank the averages: less swayed by a few bad
     * patients.
     */
    RANK_THEN_MEAN
}
