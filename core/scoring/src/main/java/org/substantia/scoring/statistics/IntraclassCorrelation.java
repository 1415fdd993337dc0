package org.substantia.scoring.statistics;

import java.util.OptionalDouble;

/**
 * The share of the variance of single ratings that is due to the subjects, with raters as a random sample: ICC(2,1),
 * absolute agreement (P. E. Shrout and J. L. Fleiss, "Intraclass correlations: uses in assessing rater reliability",
 * Psychological Bulletin 86, 1979). At most 1; negative when raters differ more than subjects.
 */
public final class IntraclassCorrelation {
    private IntraclassCorrelation() {}

    /**
     * @param ratings for every subject one value from every rater
     * @return empty for fewer than two subjects or raters, or when all ratings are the same
     * @throws IllegalArgumentException if subjects differ in their number of ratings or a rating is not finite
     */
    public static OptionalDouble of(double[][] ratings) {
        int subjects = ratings.length;
        int raters = subjects == 0 ? 0 : ratings[0].length;
        double[] ofRater = new double[raters];
        double total = 0;
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
            }
        }
        if (subjects < 2 || raters < 2) {
            return OptionalDouble.empty();
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
        double bms = betweenSubjects / (subjects - 1);
        double jms = betweenRaters / (raters - 1);
        double ems = residual / ((subjects - 1.0) * (raters - 1));
        double denominator = bms + (raters - 1) * ems + raters * (jms - ems) / subjects;
        return denominator == 0 ? OptionalDouble.empty() : OptionalDouble.of((bms - ems) / denominator);
    }

    private static double square(double value) {
        return value * value;
    }
}
