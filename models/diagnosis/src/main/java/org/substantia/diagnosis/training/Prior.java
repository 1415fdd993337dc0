package org.substantia.diagnosis.training;

import java.util.Optional;
import java.util.Set;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.EvidenceModel;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.scores.LinearScore;

/**
 * What is known before the patients at hand are seen: the features and weights that another model, of many other
 * patients, found. Learning from a few hundred patients then asks how these differ, not what the disease is like.
 *
 * @param classifier as it is; where it is adapted, its features are measured anew in the patients at hand, so that
 *     another scanner's scale does not matter
 * @param score its weights of standardized features
 */
record Prior(FittedClassifier classifier, LinearScore score) {
    /** What a model knows of patients of these families; trees have no weights to start from. */
    static Optional<Prior> of(DiagnosisModel model, Set<EvidenceFamily> families) {
        return model.of(families).map(EvidenceModel::classifier).flatMap(Prior::of);
    }

    private static Optional<Prior> of(FittedClassifier classifier) {
        return classifier.score() instanceof LinearScore linear
                ? Optional.of(new Prior(classifier, linear))
                : Optional.empty();
    }

    FeatureSpace space() {
        return classifier.space();
    }
}
