package org.substantia.pipeline;

import java.util.Optional;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.pipeline.fusion.EncoderFinding;

/**
 * What was measured in a patient and what it says. Immutable.
 *
 * @param biomarkers as measured
 * @param diagnosis what the model makes of them, and of what an encoder sees where it was trained with one
 * @param encoder what the encoder adds; empty without one, or where a region could not be cut out
 * @param assessor the model, which also knows what is usual in healthy persons
 */
public record Assessment(
        Biomarkers biomarkers, DiagnosisResult diagnosis, Optional<EncoderFinding> encoder, Assessor assessor) {}
