package org.substantia.diagnosis.classification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.biomarkers.normative.NormativeModel;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureScale;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.Subject;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.Reliability;

/**
 * A trained model: one classifier for each set of images a patient may come with. A patient is assessed by the one with
 * the most families of biomarkers that are all there. Plain numbers in one JSON file; prediction needs no native
 * library. Immutable and thread-safe.
 *
 * <p>{@link FittedClassifier#fits} tells whether they are. The verdict is {@link Verdict#UNDETERMINED} without such a
 * classifier, or when cross-validation showed those of its kind to be hardly better than a coin (the 95 % interval of
 * their balanced accuracy reaches down to 0.6), or when the patient is less like the persons trained on than 199 of 200
 * of these (another scanner, a failed segmentation, another disease).
 */
public final class DiagnosisModel {
    /** What the bundled model is called in messages and provenance. */
    public static final String BUILT_IN = "built-in diagnosis model";

    private static final String RESOURCE = "/org/substantia/weights/parkinson.json";

    private final List<EvidenceModel> models;
    private final NormativeModel healthy;
    private final NormativeModel parkinson;
    private final Map<String, Object> provenance;

    public DiagnosisModel(
            List<EvidenceModel> models,
            NormativeModel healthy,
            NormativeModel parkinson,
            Map<String, Object> provenance) {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("a model without classifiers");
        }
        this.models = List.copyOf(models);
        this.healthy = healthy;
        this.parkinson = parkinson;
        this.provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** @throws IOException naming the file and what is wrong with it */
    public static DiagnosisModel read(Path file) throws IOException {
        return ModelFile.read(file);
    }

    /**
     * The bundled model.
     *
     * @throws IOException if this build holds none
     */
    public static DiagnosisModel builtIn() throws IOException {
        return ModelFile.read(BUILT_IN, new JsonMapper().readTree(builtInContent()));
    }

    /**
     * SHA-256 of the bundled model's file, hexadecimal.
     *
     * @throws IOException if this build holds none
     */
    public static String builtInSha256() throws IOException {
        return Sha256.hex(builtInContent());
    }

    private static byte[] builtInContent() throws IOException {
        try (InputStream in = DiagnosisModel.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("this build of the program holds no diagnosis model; give one with --diagnosis");
            }
            return in.readAllBytes();
        }
    }

    /**
     * The model in the content of its file, wherever that is kept.
     *
     * @param source what to call it in a message
     * @throws IOException saying what is wrong with it
     */
    public static DiagnosisModel parse(String source, JsonNode content) throws IOException {
        return ModelFile.read(source, content);
    }

    /** The content of its file, for those who keep it in another one. */
    public String content() throws IOException {
        return JsonFiles.line(ModelFile.of(this));
    }

    /** Writes the one file of the model; the same bytes for the same model. */
    public void write(Path file) throws IOException {
        ModelFile.write(this, file);
    }

    /** What is usual in the healthy persons it was trained on. */
    public NormativeModel healthy() {
        return healthy;
    }

    /** What is usual in the patients with Parkinson's disease it was trained on. */
    public NormativeModel parkinson() {
        return parkinson;
    }

    /** What the model was made by and from. */
    public Map<String, Object> provenance() {
        return provenance;
    }

    /** A classifier for each set of families, the largest first. */
    public List<EvidenceModel> models() {
        return models;
    }

    /** The sets of families there is a classifier for, the largest first. */
    public List<Set<EvidenceFamily>> families() {
        return models.stream().map(EvidenceModel::families).toList();
    }

    /** How well patients with all images were classified. */
    public CrossValidation crossValidation() {
        return models.get(0).crossValidation();
    }

    /** How well patients of these families were classified; empty when there is no such classifier. */
    public Optional<CrossValidation> crossValidation(Set<EvidenceFamily> families) {
        return of(families).map(EvidenceModel::crossValidation);
    }

    /** The classifier for patients of these families. */
    public Optional<EvidenceModel> of(Set<EvidenceFamily> families) {
        return models.stream()
                .filter(model -> model.families().equals(families))
                .findFirst();
    }

    /** The calibration curve of patients with all images: ten bins of cross-validated probabilities. */
    public Reliability calibrationCurve() {
        return Reliability.equalWidth(crossValidation().predictions(), Reliability.DEFAULT_BINS)
                .orElseThrow();
    }

    /** The features of the classifier for all images with the values of healthy persons and patients. */
    public List<FeatureScale> features() {
        return models.get(0).classifier().space().scales();
    }

    /** The learner that won on all patients with all images, its calibration included, in words. */
    public String learner() {
        FittedClassifier classifier = models.get(0).classifier();
        return classifier.learner() + ", " + classifier.calibration().title() + " calibration";
    }

    /** @param demographics the adjustment for age, or for sex, is left out where it is unknown */
    public DiagnosisResult diagnose(Biomarkers biomarkers, Demographics demographics) {
        Subject subject = Subject.of(biomarkers, demographics);
        return models.stream()
                .filter(model -> model.classifier().fits(subject))
                .findFirst()
                .map(model -> assess(model, subject))
                .orElseGet(() -> withoutEvidence(subject));
    }

    private DiagnosisResult withoutEvidence(Subject subject) {
        EvidenceModel full = models.get(0);
        boolean[] measured = full.classifier().space().vector(subject).measured();
        List<FeatureScale> scales = features();
        return new DiagnosisResult(
                ProbabilityEstimate.ofShare(full.crossValidation()),
                Verdict.UNDETERMINED,
                Diagnosis.HEALTHY,
                full.classifier().threshold(),
                new OutOfDistributionCheck(0, full.classifier().outOfDistributionThreshold()),
                Set.of(),
                Optional.empty(),
                List.of(),
                Map.of(),
                full.families(),
                IntStream.range(0, measured.length)
                        .filter(i -> !measured[i])
                        .mapToObj(i -> scales.get(i).id())
                        .toList());
    }

    private DiagnosisResult assess(EvidenceModel model, Subject subject) {
        FittedClassifier classifier = model.classifier();
        FeatureSpace space = classifier.space();
        FeatureSpace.Vector vector = space.vector(subject);
        double[] parts = classifier.contributions(subject);
        List<Evidence> evidence = new ArrayList<>();
        List<BiomarkerId> missing = new ArrayList<>();
        Map<EvidenceFamily, Double> contributions = new EnumMap<>(EvidenceFamily.class);
        for (int i = 0; i < parts.length; i++) {
            BiomarkerId feature = space.scales().get(i).id();
            double contribution = classifier.scale().slope() * parts[i];
            contributions.merge(EvidenceFamily.of(feature), contribution, Double::sum);
            if (vector.measured()[i]) {
                evidence.add(evidence(space, subject, i, contribution));
            } else {
                missing.add(feature);
            }
        }
        evidence.sort(Comparator.comparingDouble((Evidence e) -> -Math.abs(e.contribution())));
        double probability = classifier.probability(subject);
        Diagnosis label = probability >= classifier.threshold() ? Diagnosis.PARKINSON : Diagnosis.HEALTHY;
        OutOfDistributionCheck check = classifier.outOfDistribution(subject);
        Set<EvidenceFamily> missingFamilies = EnumSet.copyOf(models.get(0).families());
        missingFamilies.removeAll(model.families());
        return new DiagnosisResult(
                ProbabilityEstimate.of(probability, classifier.patientShare(), model.crossValidation()),
                model.crossValidation().isInformative() && check.inDistribution()
                        ? Verdict.of(label)
                        : Verdict.UNDETERMINED,
                label,
                classifier.threshold(),
                check,
                model.families(),
                model.crossValidation().metric(ClassificationMetric.ACCURACY),
                evidence,
                contributions,
                missingFamilies,
                missing);
    }

    private static Evidence evidence(FeatureSpace space, Subject subject, int feature, double contribution) {
        FeatureScale scale = space.scales().get(feature);
        double healthy = scale.healthy().mean();
        double spread =
                scale.healthy().sd() > 0 ? scale.healthy().sd() : scale.all().sd();
        return new Evidence(
                scale.id(),
                EvidenceFamily.of(scale.id()),
                space.measured(subject, feature),
                (space.adjusted(subject, feature) - healthy) / spread,
                spread,
                (scale.parkinson().mean() - healthy) / spread,
                contribution);
    }
}
