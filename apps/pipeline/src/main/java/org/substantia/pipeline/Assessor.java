package org.substantia.pipeline;

import java.util.Optional;
import org.substantia.cohort.Demographics;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.pipeline.fusion.EncoderAssessor;

/**
 * A diagnosis model and what files call it. Immutable and thread-safe.
 *
 * @param model that diagnoses by biomarkers
 * @param name of its file, without folders; or that of the bundled model
 * @param encoder that the model is joined with, if it was trained with one
 */
public record Assessor(DiagnosisModel model, String name, Optional<EncoderAssessor> encoder) implements AutoCloseable {
    /** By biomarkers alone. */
    public Assessor(DiagnosisModel model, String name) {
        this(model, name, Optional.empty());
    }

    DiagnosisResult diagnose(Biomarkers biomarkers, Demographics subject) {
        return model.diagnose(biomarkers, subject);
    }

    @Override
    public void close() {
        encoder.ifPresent(EncoderAssessor::close);
    }
}
