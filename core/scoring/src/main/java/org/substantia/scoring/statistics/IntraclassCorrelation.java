package org.substantia.scoring.statistics;

import java.util.Optional;
import java.util.OptionalDouble;
import org.hipparchus.distribution.continuous.FDistribution;

/**
 * The share of the variance of single ratings that is due to the subjects, with raters as a random sample: ICC(2,1),
 * absolute agreement (P. E. Shrout and J. L. Fleiss, "Intraclass correlations: uses in assessing rater reliability",
 * Psychological Bulletin 86, 1979). At most 1; negative when raters differ more than subjects.
 */
public final class IntraclassCorrelation {
    /** A residual below this share of the other mean squares is none. */
    private static final double ROUNDING = 1e-12;

    /** A mean square below this share of that of the ratings themselves is what rounding their means leaves. */
    private static final double ROUNDED_MEANS = 1e-24;

    private IntraclassCorrelation() {}

    /** Mean squares of a two-way analysis of variance: between subjects, between raters, residual. */
    private record MeanSquares(int subjects, int raters, double between, double ofRaters, double residual) {
        /** NaN when all ratings are the same. */
        double correlation() {
            double denominator = between + (raters - 1) * residual + raters * (ofRaters - residual) / subjects;
            return denominator == 0 ? Double.NaN : (between - residual) / denominator;
        }
    }

    /**
     * @param ratings for every subject one value from every rater
     * @return empty for fewer than two subjects or raters, or when all ratings are the same
     * @throws IllegalArgumentException if subjects differ in their number of ratings or a rating is not finite
     */
    public static OptionalDouble of(double[][] ratings) {
        Optional<MeanSquares> squares = meanSquares(ratings);
        if (squares.isEmpty() || Double.isNaN(squares.get().correlation())) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(squares.get().correlation());
    }

    /**
     * The correlation with its interval by the F distribution, of Shrout and Fleiss as well (the degrees of freedom by
     * Satterthwaite). A bootstrap of few subjects would be too narrow.
     *
     * @param ratings for every subject one value from every rater
     * @param level nominal coverage, between 0 and 1
     * @return empty where {@link #of} is, and when raters agree but for a constant, which leaves no residual
     * @throws IllegalArgumentException if subjects differ in their number of ratings, a rating is not finite, or the
     *     level is out of range
     */
    public static Optional<Interval> interval(double[][] ratings, double level) {
        Arguments.requireLevel(level);
        Optional<MeanSquares> squares = meanSquares(ratings);
        if (squares.isEmpty()
                || squares.get().residual()
                        <= ROUNDING * (squares.get().between() + squares.get().ofRaters())) {
            return Optional.empty();
        }
        MeanSquares s = squares.get();
        double n = s.subjects();
        double k = s.raters();
        double icc = s.correlation();
        double ratio = s.ofRaters() / s.residual();
        double rest = n * (1 + (k - 1) * icc) - k * icc;
        double freedom =
                (k - 1) * (n - 1) * square(k * icc * ratio + rest) / ((n - 1) * square(k * icc * ratio) + square(rest));
        double tail = 1 - (1 - level) / 2;
        double above = new FDistribution(n - 1, freedom).inverseCumulativeProbability(tail);
        double below = new FDistribution(freedom, n - 1).inverseCumulativeProbability(tail);
        double spread = k * s.ofRaters() + (k * n - k - n) * s.residual();
        double low = n * (s.between() - above * s.residual()) / (above * spread + n * s.between());
        double high = n * (below * s.between() - s.residual()) / (spread + n * below * s.between());
        return Optional.of(new Interval(icc, low, high, level, 0, 0));
    }

    /** Empty for fewer than two subjects or raters. */
    private static Optional<MeanSquares> meanSquares(double[][] ratings) {
        int subjects = ratings.length;
        int raters = subjects == 0 ? 0 : ratings[0].length;
        double[] ofRater = new double[raters];
        double total = 0;
        double ofRatings = 0;
        for (double[] subject : ratings) {
            if (subject.length != raters) {
                throw new IllegalArgumentException("every subject needs " + raters + " ratings, not " + subject.length);
            }
            for (int j = 0; j < raters; j++) {
                if (!Double.isFinite(subject[j])) {
                    throw new IllegalArgumentException("a rating is a finite number: " + subject[j]);
                }
                ofRater[j] += subject[j] / subjects;
                total += subject[j] / subjects / raters;
                ofRatings += square(subject[j]) / subjects / raters;
            }
        }
        if (subjects < 2 || raters < 2) {
            return Optional.empty();
        }
        double betweenSubjects = 0;
        double residual = 0;
        for (double[] subject : ratings) {
            double mean = 0;
            for (double rating : subject) {
                mean += rating / raters;
            }
            betweenSubjects += raters * square(mean - total);
            for (int j = 0; j < raters; j++) {
                residual += square(subject[j] - mean - ofRater[j] + total);
            }
        }
        double betweenRaters = 0;
        for (double mean : ofRater) {
            betweenRaters += subjects * square(mean - total);
        }
        double least = ROUNDED_MEANS * ofRatings;
        return Optional.of(new MeanSquares(
                subjects,
                raters,
                zeroBelow(least, betweenSubjects / (subjects - 1)),
                zeroBelow(least, betweenRaters / (raters - 1)),
                zeroBelow(least, residual / ((subjects - 1.0) * (raters - 1)))));
    }

    private static double zeroBelow(double least, double value) {
        return value < least ? 0 : value;
    }

    private static double square(double value) {
        return value * value;
    }
}
