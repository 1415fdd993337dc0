package org.substantia.base.numeric;

/** What log-odds mean. Stateless. */
public final class Logistic {
    private Logistic() {}

    /** The log loss of log-odds, without overflow. */
    public static double loss(double logOdds, boolean label) {
        double margin = label ? logOdds : -logOdds;
        return Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    }

    /** The log loss to be expected where the label is positive with this probability. */
    public static double loss(double logOdds, double positive) {
        return positive * loss(logOdds, true) + (1 - positive) * loss(logOdds, false);
    }

    /** The probability that belongs to log-odds, without overflow. */
    public static double probability(double logOdds) {
        return logOdds >= 0 ? 1 / (1 + Math.exp(-logOdds)) : Math.exp(logOdds) / (1 + Math.exp(logOdds));
    }

    /** The natural logarithm of the odds of a probability; infinite at 0 and 1. */
    public static double logOdds(double probability) {
        return Math.log(probability / (1 - probability));
    }

    /**
     * A probability that is kept away from 0 and 1, whose log-odds are infinite.
     *
     * @param least the smallest value, 0 to 0.5; one minus it is the largest
     */
    public static double bounded(double probability, double least) {
        return Math.max(least, Math.min(1 - least, probability));
    }
}
