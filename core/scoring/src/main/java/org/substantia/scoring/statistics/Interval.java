package org.substantia.scoring.statistics;

/**
 * A statistic and its interval, from its bootstrap distribution or, without resamples, from a formula.
 *
 * @param estimate the statistic of the whole sample
 * @param low lower end
 * @param high upper end
 * @param level nominal coverage, 0.95 for a 95 % interval
 * @param replicates how many resamples were drawn; 0 for a formula
 * @param undefined how many of them left the statistic undefined (a sensitivity without any positive patient) and were
 *     left out
 */
public record Interval(double estimate, double low, double high, double level, int replicates, int undefined) {
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
