package org.substantia.diagnosis.classification;

import java.util.Optional;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.learners.LinearScore;

/**
 * What is believed before the patients at hand are seen: the features and weights that another model, of many other
 * patients, found. Learning from a few hundred patients then asks how these differ, not what the disease is like.
 *
 * @param space whose features are measured anew in the patients at hand, so that another scanner's scale does not
 *     matter
 * @param score weights of standardised features
 */
record Prior(FeatureSpace space, LinearScore score) {
    /** Trees have no weights to go on from. */
    static Optional<Prior> of(FittedClassifier classifier) {
        return classifier.score() instanceof LinearScore linear
                ? Optional.of(new Prior(classifier.space(), linear))
                : Optional.empty();
    }
}
