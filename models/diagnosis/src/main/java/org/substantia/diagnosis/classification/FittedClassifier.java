package org.substantia.diagnosis.classification;

import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.Person;
import org.substantia.diagnosis.classification.learners.PlattCalibration;
import org.substantia.diagnosis.classification.learners.ProbabilityCalibration;
import org.substantia.diagnosis.classification.learners.ScoreModel;

/**
 * From a person to a probability.
 *
 * @param learner the candidate that won, in words
 * @param space the chosen features
 * @param score of those features
 * @param calibration from score to probability
 * @param scale brings contributions to a score onto the scale of log-odds
 * @param threshold a probability from it on counts as Parkinson's disease
 * @param strangest how strange, by {@link FeatureSpace#strangeness}, the persons trained on are at most, but for one in
 *     two hundred
 */
record FittedClassifier(
        String learner,
        FeatureSpace space,
        ScoreModel score,
        ProbabilityCalibration calibration,
        PlattCalibration scale,
        double threshold,
        double strangest) {
    double probability(Person person) {
        return calibration.probability(score.score(space.vector(person).values()));
    }

    double strangeness(Person person) {
        return space.strangeness(person, score.importance());
    }
}
