package org.substantia.diagnosis.classification;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.substantia.diagnosis.classification.features.EvidenceFamily;

/**
 * A classifier for patients of whom these families of biomarkers are known.
 *
 * @param families what it was given
 * @param classifier learnt from all patients who have them
 * @param crossValidation of classifiers made alike
 */
public record EvidenceModel(
        Set<EvidenceFamily> families, FittedClassifier classifier, CrossValidation crossValidation) {
    public EvidenceModel {
        families = Collections.unmodifiableSet(EnumSet.copyOf(families));
    }
}
