package org.substantia.scoring.statistics;

/**
 * Kendall's tau-b between the ranking of all patients and that of each bootstrap resample: 1 where the order never
 * changes.
 *
 * @param mean over the resamples
 * @param low lower end of their percentile interval
 * @param high upper end
 * @param level nominal coverage
 * @param replicates how many resamples were drawn
 * @param undefined how many of them ranked all submissions alike, which leaves tau undefined, and were left out
 */
public record RankAgreement(double mean, double low, double high, double level, int replicates, int undefined) {}
