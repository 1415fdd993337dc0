package org.substantia.pipeline;

import java.util.Optional;
import org.substantia.cohort.Demographics;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.imaging.LabelMap;
import org.substantia.segmentation.inference.SegmentedCase;

/**
 * All that is known of a patient when files are written.
 *
 * @param segmented images and label maps
 * @param nuclei the sixteen nuclei, on whichever image
 * @param nigra as traced in the NM image
 * @param person age and sex
 * @param biomarkers as measured
 * @param diagnosis what the classifier says
 */
record EvaluatedPatient(
        SegmentedCase segmented,
        Optional<LabelMap> nuclei,
        Optional<LabelMap> nigra,
        Demographics person,
        Biomarkers biomarkers,
        DiagnosisResult diagnosis) {
    String id() {
        return segmented.prediction().images().id();
    }
}
