package org.substantia.diagnosis.classification;

import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.Subject;
import org.substantia.diagnosis.classification.scores.PlattCalibration;
import org.substantia.diagnosis.classification.scores.ProbabilityCalibration;
import org.substantia.diagnosis.classification.scores.ScoreModel;

/**
 * From a subject to a probability.
 *
 * @param learner the candidate that won, in words
 * @param space the chosen features
 * @param score of those features
 * @param calibration from score to probability
 * @param scale brings contributions to a score onto the scale of log-odds
 * @param threshold a probability from it on counts as Parkinson's disease
 * @param outOfDistributionThreshold the largest {@link FeatureSpace#outOfDistributionScore} of the persons trained on,
 *     but for one in two hundred
 */
public record FittedClassifier(
        String learner,
        FeatureSpace space,
        ScoreModel score,
        ProbabilityCalibration calibration,
        PlattCalibration scale,
        double threshold,
        double outOfDistributionThreshold) {
    public double probability(Subject subject) {
        return calibration.probability(score.score(space.vector(subject).values()));
    }

    /** The same under another name of how it was learned. */
    public FittedClassifier learnedBy(String how) {
        return new FittedClassifier(how, space, score, calibration, scale, threshold, outOfDistributionThreshold);
    }

    OutOfDistributionCheck outOfDistribution(Subject subject) {
        return new OutOfDistributionCheck(
                space.outOfDistributionScore(subject, score.importance(space.size())), outOfDistributionThreshold);
    }
}
