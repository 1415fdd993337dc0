package org.substantia.pipeline;

import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.DiagnosisResult;

/**
 * What was measured in a patient and what it says. Immutable.
 *
 * @param biomarkers as measured
 * @param diagnosis what the model makes of them
 * @param assessor the model, which also knows what is usual in healthy persons
 */
public record Assessment(Biomarkers biomarkers, DiagnosisResult diagnosis, Assessor assessor) {}
