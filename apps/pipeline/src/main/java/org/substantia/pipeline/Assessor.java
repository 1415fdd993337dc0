package org.substantia.pipeline;

import java.io.IOException;
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
 * @param sha256 of its file, hexadecimal
 * @param encoder that the model is joined with, if it was trained with one
 */
public record Assessor(DiagnosisModel model, String name, String sha256, Optional<EncoderAssessor> encoder)
        implements AutoCloseable {
    /** By biomarkers alone. */
    public Assessor(DiagnosisModel model, String name, String sha256) {
        this(model, name, sha256, Optional.empty());
    }

    /**
     * The bundled model.
     *
     * @throws IOException if this build holds none
     */
    public static Assessor builtIn() throws IOException {
        return new Assessor(DiagnosisModel.builtIn(), DiagnosisModel.BUILT_IN, DiagnosisModel.builtInSha256());
    }

    DiagnosisResult diagnose(Biomarkers biomarkers, Demographics subject) {
        return model.diagnose(biomarkers, subject);
    }

    @Override
    public void close() {
        encoder.ifPresent(EncoderAssessor::close);
    }
}
