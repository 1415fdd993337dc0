package org.substantia.pipeline.fusion;

import org.substantia.base.numeric.Logistic;
import org.substantia.cohort.split.OneStandardError;
import org.substantia.diagnosis.classification.scores.PlattCalibration;

/**
 * Joins the log-odds of the biomarkers and of an encoder: those of the encoder are added with a weight, as independent
 * evidence adds up, and the sum is calibrated, since the evidence is not independent. The weight is chosen on patients
 * whom neither classifier had learned from, by the rule of one standard error, in favor of the biomarkers: an encoder
 * that does not clearly add something counts nothing, and then the answer is that of the biomarkers alone.
 *
 * @param weight of the encoder, 0 to 1
 * @param slope of the calibration, 1 for a weight of 0
 * @param intercept of the calibration, 0 for a weight of 0
 */
public record Stacking(double weight, double slope, double intercept) {
    private static final double[] WEIGHTS = {0, 0.25, 0.5, 0.75, 1};
    private static final double MIN_PROBABILITY = 1e-6;
    /** The biomarkers alone. */
    public static final Stacking BIOMARKERS = new Stacking(0, 1, 0);

    /** @throws IllegalArgumentException if the weight is no share or the calibration falls */
    public Stacking {
        if (!(weight >= 0 && weight <= 1 && slope >= 0) || !Double.isFinite(slope + intercept)) {
            throw new IllegalArgumentException("no stacking: " + weight + ", " + slope + ", " + intercept);
        }
    }

    /**
     * Chooses weight and calibration.
     *
     * @param biomarkers log-odds of each patient by classifiers that did not know them
     * @param encoder likewise
     * @param parkinson the truth
     */
    public static Stacking fit(double[] biomarkers, double[] encoder, boolean[] parkinson) {
        double[][] losses = new double[WEIGHTS.length][parkinson.length];
        for (int k = 0; k < WEIGHTS.length; k++) {
            for (int i = 0; i < parkinson.length; i++) {
                losses[k][i] = Logistic.loss(sum(WEIGHTS[k], biomarkers[i], encoder[i]), parkinson[i]);
            }
        }
        double weight = WEIGHTS[OneStandardError.choose(losses)];
        if (weight == 0) {
            return BIOMARKERS;
        }
        double[] joined = new double[parkinson.length];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = sum(weight, biomarkers[i], encoder[i]);
        }
        PlattCalibration calibration = PlattCalibration.fit(joined, parkinson);
        return new Stacking(weight, calibration.slope(), calibration.intercept());
    }

    private static double sum(double weight, double biomarkers, double encoder) {
        return biomarkers + weight * encoder;
    }

    /** Of a probability, which is kept from 0 and 1, whose log-odds are not finite. */
    public static double logOdds(double probability) {
        return Logistic.logOdds(bounded(probability));
    }

    /** Neither 0 nor 1, whose log-odds are not finite. */
    static double bounded(double probability) {
        return Logistic.bounded(probability, MIN_PROBABILITY);
    }

    /** Whether the encoder counts. */
    public boolean usesEncoder() {
        return weight > 0;
    }

    /** What both say together, from their log-odds. */
    public double probability(double biomarkers, double encoder) {
        double logOdds = slope * sum(weight, biomarkers, encoder) + intercept;
        return bounded(Logistic.probability(logOdds));
    }

    /** What the encoder's log-odds add to the joined ones. */
    double encoderPart(double encoder) {
        return slope * weight * encoder;
    }

    /** What log-odds of the biomarkers are multiplied by. */
    double biomarkersFactor() {
        return slope;
    }
}
