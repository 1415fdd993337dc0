package org.substantia.pipeline;

import org.substantia.cohort.Demographics;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;

/**
 * A diagnosis model and what files call it. Immutable and thread-safe.
 *
 * @param model that diagnoses
 * @param name of its file, without folders; or that of the bundled model
 */
public record Assessor(DiagnosisModel model, String name) {
    DiagnosisResult diagnose(Biomarkers biomarkers, Demographics subject) {
        return model.diagnose(biomarkers, subject);
    }
}
