package org.substantia.diagnosis.classification;

/**
 * Whether a patient is like those that a model was trained on.
 *
 * @param score how unlike both healthy persons and patients this one is: mean square deviation from the nearer of them,
 *     weighted by importance
 * @param threshold the largest score of persons the model was trained on, but for one in two hundred
 */
public record OutOfDistributionCheck(double score, double threshold) {
    /** If not, the model can tell nothing. */
    public boolean inDistribution() {
        return score <= threshold;
    }
}
