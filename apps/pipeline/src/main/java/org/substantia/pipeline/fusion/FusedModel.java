package org.substantia.pipeline.fusion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.Evidence;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.ProbabilityEstimate;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.scoring.classification.ClassificationMetric;

/**
 * A diagnosis model of biomarkers and an adapted encoder. One file holds both, but not the encoder's own weights.
 * Immutable and thread-safe.
 */
public final class FusedModel {
    private final DiagnosisModel biomarkers;
    private final EncoderDescription encoder;
    private final Map<String, NamedTensor> tensors;
    private final Stacking stacking;
    private final CrossValidation crossValidation;

    /**
     * @param tensors that adaptation made
     * @param crossValidation of both together, each patient by models that did not know them
     */
    public FusedModel(
            DiagnosisModel biomarkers,
            EncoderDescription encoder,
            Map<String, NamedTensor> tensors,
            Stacking stacking,
            CrossValidation crossValidation) {
        this.biomarkers = biomarkers;
        this.encoder = encoder;
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        this.stacking = stacking;
        this.crossValidation = crossValidation;
    }

    /** Whether a file is one of a fused model rather than of biomarkers alone. */
    public static boolean isIn(Path file) throws IOException {
        return FusedModelFile.looksLike(file);
    }

    /** @throws IOException naming the file and what is wrong with it */
    public static FusedModel read(Path file) throws IOException {
        return FusedModelFile.read(file);
    }

    /** Writes the one file of the model, in the safetensors format; the same bytes for the same model. */
    public void write(Path file) throws IOException {
        FusedModelFile.write(this, file);
    }

    public DiagnosisModel biomarkers() {
        return biomarkers;
    }

    public EncoderDescription encoder() {
        return encoder;
    }

    /** In the order that they were made. */
    public Map<String, NamedTensor> tensors() {
        return tensors;
    }

    public Stacking stacking() {
        return stacking;
    }

    /** Of both together. */
    public CrossValidation crossValidation() {
        return crossValidation;
    }

    /**
     * Joins what both say. Where the biomarkers are not all there, or the encoder does not count, the biomarkers'
     * answer stands.
     *
     * @param result of the biomarkers
     * @param encoderLogOdds of the encoder
     */
    DiagnosisResult join(DiagnosisResult result, double encoderLogOdds) {
        if (!counts(result)) {
            return result;
        }
        double probability = stacking.probability(Stacking.logOdds(result.probability()), encoderLogOdds);
        Diagnosis label = probability >= FittedClassifier.THRESHOLD ? Diagnosis.PARKINSON : Diagnosis.HEALTHY;
        boolean verdict = crossValidation.isInformative() && result.inDistribution();
        List<Evidence> evidence = result.evidence().stream()
                .map(e -> new Evidence(
                        e.feature(),
                        e.family(),
                        e.value(),
                        e.z(),
                        e.healthySpread(),
                        e.parkinsonZ(),
                        stacking.biomarkersFactor() * e.contribution()))
                .toList();
        Map<EvidenceFamily, Double> contributions = new EnumMap<>(EvidenceFamily.class);
        result.contributions().forEach((family, sum) -> contributions.put(family, stacking.biomarkersFactor() * sum));
        return new DiagnosisResult(
                ProbabilityEstimate.of(probability, crossValidation.patientShare(), crossValidation),
                verdict ? Verdict.of(label) : Verdict.UNDETERMINED,
                label,
                FittedClassifier.THRESHOLD,
                result.outOfDistribution(),
                result.families(),
                crossValidation.metric(ClassificationMetric.ACCURACY),
                evidence,
                contributions,
                result.missingFamilies(),
                result.missingFeatures());
    }

    /** Whether the encoder counts for a patient of whom the biomarkers say this. */
    boolean counts(DiagnosisResult result) {
        Set<EvidenceFamily> full = biomarkers.families().get(0);
        return stacking.usesEncoder()
                && result.isEstimated()
                && result.families().equals(full);
    }
}
