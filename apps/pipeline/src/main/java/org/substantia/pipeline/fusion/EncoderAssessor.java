package org.substantia.pipeline.fusion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.numeric.Logistic;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.AdaptedClassifier;
import org.substantia.foundation.adaptation.Example;
import org.substantia.foundation.adaptation.FrozenEncoder;
import org.substantia.foundation.roi.Roi;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.WeightsException;
import org.substantia.pipeline.input.LabeledScans;

/** The encoder of a fused model at work. Thread-safe; close it when no more patients come. */
public final class EncoderAssessor implements AutoCloseable {
    private final FusedModel model;
    private final FrozenEncoder encoder;
    private final AdaptedClassifier classifier;
    private final RoiCrops crops;
    private final List<Roi> rois;

    private EncoderAssessor(FusedModel model, FrozenEncoder encoder, AdaptedClassifier classifier, List<Roi> rois) {
        this.model = model;
        this.encoder = encoder;
        this.classifier = classifier;
        this.rois = rois;
        crops = new RoiCrops(model.encoder().nuclei());
    }

    /**
     * @param source the model's name in messages
     * @param weights of the encoder that it was made with; not needed for the bundled one
     * @throws IOException if it is another encoder, or what adaptation made does not fit it
     */
    public static EncoderAssessor open(FusedModel model, String source, Optional<Path> weights, ComputeDevice device)
            throws IOException {
        EncoderDescription description = model.encoder();
        List<Roi> rois = new ArrayList<>();
        Adaptation adaptation;
        try {
            description.rois().forEach(roi -> rois.add(Roi.parse(roi)));
            adaptation = Adaptation.parse(description.adaptation());
        } catch (IllegalArgumentException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
        FrozenEncoder encoder = description.open(source, weights, device);
        try {
            return new EncoderAssessor(
                    model,
                    encoder,
                    AdaptedClassifier.restore(
                            source, encoder, adaptation, description.rois(), description.epochs(), model.tensors()),
                    rois);
        } catch (WeightsException | RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    /** Of biomarkers and encoder together. */
    public CrossValidation crossValidation() {
        return model.crossValidation();
    }

    /** What came of a patient: the joined result and the encoder's part in it. */
    public record Joined(DiagnosisResult result, Optional<EncoderFinding> finding) {}

    /**
     * Joins what the biomarkers say with what the encoder sees, and explains that.
     *
     * @return the biomarkers' result and no finding where a region could not be cut out
     */
    public Joined assess(LabeledScans patient, DiagnosisResult biomarkers) {
        Optional<AdaptedClassifier.Explained> seen = example(patient).map(classifier::explain);
        return new Joined(
                seen.map(e -> model.join(biomarkers, e.logOdds())).orElse(biomarkers),
                seen.map(e -> finding(e, model.counts(biomarkers))));
    }

    private EncoderFinding finding(AdaptedClassifier.Explained seen, boolean counts) {
        return new EncoderFinding(
                model.encoder().describe(),
                Logistic.probability(seen.logOdds()),
                counts ? model.stacking().weight() : 0,
                counts ? model.stacking().encoderPart(seen.logOdds()) : 0,
                seen.slices(),
                seen.patches());
    }

    /**
     * The joined result alone.
     *
     * @param probability of disease by the encoder alone; empty where a region could not be cut out
     */
    public record Judged(DiagnosisResult result, OptionalDouble probability) {}

    /** As {@link #assess} without explaining, which takes longer than the answer. */
    public Judged judge(LabeledScans patient, DiagnosisResult biomarkers) {
        return example(patient)
                .map(classifier::logOdds)
                .map(logOdds ->
                        new Judged(model.join(biomarkers, logOdds), OptionalDouble.of(Logistic.probability(logOdds))))
                .orElse(new Judged(biomarkers, OptionalDouble.empty()));
    }

    private Optional<Example> example(LabeledScans patient) {
        Map<Roi, SliceStack> found = crops.of(patient);
        return found.keySet().containsAll(rois)
                ? Optional.of(new Example(
                        patient.scans().id(), rois.stream().map(found::get).toList()))
                : Optional.empty();
    }

    @Override
    public void close() {
        classifier.close();
        encoder.close();
    }
}
