package org.substantia.diagnosis.classification;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.biomarkers.normative.NormativeModel;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureScale;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.Person;
import org.substantia.diagnosis.classification.features.SideFeatures;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.classification.Reliability;

/**
 * A trained model: one classifier for each set of images a patient may come with. A patient is judged by the one with
 * the most families of biomarkers that are all there. Plain numbers in one JSON file; prediction needs no native
 * library. Immutable and thread-safe.
 *
 * <p>A family is there when the features measured carry at least half of the family's importance in the classifier; all
 * together must carry {@value #MIN_MEASURED} of it. Without such a classifier, or when cross-validation showed those of
 * its kind to be hardly better than a coin (the 95 % interval of their accuracy reaches down to 0.6), or when the
 * patient is less like the persons trained on than 199 of 200 of these (another scanner, a failed segmentation, another
 * disease), the verdict is {@link Verdict#UNDETERMINED}.
 */
public final class DiagnosisModel {
    /** The name under which the shipped model goes in faults and provenance. */
    public static final String BUILT_IN = "built-in diagnosis model";

    private static final String RESOURCE = "/org/substantia/weights/parkinson.json";
    private static final double MIN_MEASURED = 0.75;
    private static final double MIN_OF_FAMILY = 0.5;
    private static final int MIN_NEIGHBOURS = 40;
    /** Standard normal deviate of a 95 % interval. */
    private static final double Z95 = 1.959963984540054;

    private final List<EvidenceModel> models;
    private final NormativeModel healthy;
    private final NormativeModel parkinson;
    private final Map<String, Object> provenance;

    DiagnosisModel(
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
     * The model that comes with the program.
     *
     * @throws IOException if this build holds none
     */
    public static DiagnosisModel builtIn() throws IOException {
        try (InputStream in = DiagnosisModel.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("this build of the program holds no diagnosis model; give one with --diagnosis");
            }
            return ModelFile.read(BUILT_IN, new JsonMapper().readTree(in));
        }
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

    List<EvidenceModel> models() {
        return models;
    }

    /** The sets of families there is a classifier for, the largest first. */
    public List<Set<EvidenceFamily>> families() {
        return models.stream().map(EvidenceModel::families).toList();
    }

    /** How well patients with all images were told apart. */
    public CrossValidation crossValidation() {
        return models.get(0).crossValidation();
    }

    /** How well patients of these families were told apart; empty when there is no such classifier. */
    public Optional<CrossValidation> crossValidation(Set<EvidenceFamily> families) {
        return of(families).map(EvidenceModel::crossValidation);
    }

    /** What training for patients of these families can go on from. */
    Optional<Prior> prior(Set<EvidenceFamily> families) {
        return of(families).flatMap(model -> Prior.of(model.classifier()));
    }

    private Optional<EvidenceModel> of(Set<EvidenceFamily> families) {
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

    /**
     * @param age years; the adjustment for age is left out where it is unknown
     * @param sex the same
     */
    public DiagnosisResult diagnose(Biomarkers biomarkers, OptionalDouble age, Optional<Sex> sex) {
        Person person = new Person(SideFeatures.of(biomarkers), age, sex);
        for (EvidenceModel model : models) {
            if (fits(model.classifier(), person)) {
                return judge(model, person);
            }
        }
        double[] share = {0, 0};
        PatientPredictions trained = crossValidation().predictions();
        for (int label : trained.truth()) {
            share[label]++;
        }
        return new DiagnosisResult(
                share[1] / (share[0] + share[1]),
                0,
                1,
                0,
                Verdict.UNDETERMINED,
                Diagnosis.HEALTHY,
                models.get(0).classifier().threshold(),
                0,
                models.get(0).classifier().strangest(),
                Set.of(),
                Optional.empty(),
                List.of(),
                Map.of(),
                models.get(0).families(),
                features().stream().map(FeatureScale::name).toList());
    }

    private static boolean fits(FittedClassifier classifier, Person person) {
        boolean[] measured = classifier.space().vector(person).measured();
        double[] importance = classifier.score().importance();
        Map<EvidenceFamily, double[]> byFamily = new EnumMap<>(EvidenceFamily.class);
        double all = 0;
        double present = 0;
        boolean any = false;
        for (int i = 0; i < measured.length; i++) {
            EvidenceFamily family =
                    EvidenceFamily.of(classifier.space().scales().get(i).name());
            all += importance[i];
            double[] share = byFamily.computeIfAbsent(family, f -> new double[2]);
            share[1] += importance[i];
            if (measured[i]) {
                any = true;
                present += importance[i];
                share[0] += importance[i];
            }
        }
        return any
                && present >= MIN_MEASURED * all
                && byFamily.values().stream().allMatch(share -> share[0] >= MIN_OF_FAMILY * share[1]);
    }

    private DiagnosisResult judge(EvidenceModel model, Person person) {
        FittedClassifier classifier = model.classifier();
        FeatureSpace space = classifier.space();
        FeatureSpace.Vector vector = space.vector(person);
        double[] parts = classifier.score().contributions(vector.values());
        List<Evidence> evidence = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Map<EvidenceFamily, Double> contributions = new EnumMap<>(EvidenceFamily.class);
        for (int i = 0; i < parts.length; i++) {
            FeatureScale scale = space.scales().get(i);
            EvidenceFamily family = EvidenceFamily.of(scale.name());
            double contribution = classifier.scale().slope() * parts[i];
            contributions.merge(family, contribution, Double::sum);
            if (vector.measured()[i]) {
                double spread = scale.healthySd() > 0 ? scale.healthySd() : scale.sd();
                evidence.add(new Evidence(
                        scale.name(),
                        family,
                        space.measured(person, i),
                        (space.adjusted(person, i) - scale.healthyMean()) / spread,
                        (scale.parkinsonMean() - scale.healthyMean()) / spread,
                        contribution));
            } else {
                missing.add(scale.name());
            }
        }
        evidence.sort(Comparator.comparingDouble((Evidence e) -> -Math.abs(e.contribution())));
        double probability = classifier.probability(person);
        Neighbourhood near = Neighbourhood.of(model.crossValidation().predictions(), probability);
        Diagnosis label = probability >= classifier.threshold() ? Diagnosis.PARKINSON : Diagnosis.HEALTHY;
        Verdict verdict = label == Diagnosis.PARKINSON ? Verdict.PARKINSON : Verdict.HEALTHY;
        double strangeness = classifier.strangeness(person);
        Set<EvidenceFamily> missingFamilies = EnumSet.copyOf(models.get(0).families());
        missingFamilies.removeAll(model.families());
        return new DiagnosisResult(
                probability,
                near.low(),
                near.high(),
                near.size(),
                model.crossValidation().tellsAnything() && strangeness <= classifier.strangest()
                        ? verdict
                        : Verdict.UNDETERMINED,
                label,
                classifier.threshold(),
                strangeness,
                classifier.strangest(),
                model.families(),
                model.crossValidation().figure(ClassificationMetric.ACCURACY),
                evidence,
                contributions,
                missingFamilies,
                missing);
    }

    /** Cross-validated patients of similar probability, and what became of them. */
    private record Neighbourhood(double low, double high, int size) {
        static Neighbourhood of(PatientPredictions predictions, double probability) {
            double[] all = predictions.probabilities().orElseThrow();
            int[] truth = predictions.truth();
            int size = Math.min(all.length, Math.max(MIN_NEIGHBOURS, all.length / 8));
            Integer[] order = new Integer[all.length];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparingDouble(i -> Math.abs(all[i] - probability)));
            double share = 0;
            for (int i = 0; i < size; i++) {
                share += (double) truth[order[i]] / size;
            }
            // Wilson (1927): the shares that would not be surprised by this one.
            double z2 = Z95 * Z95;
            double centre = (share + z2 / (2 * size)) / (1 + z2 / size);
            double half = Z95 * Math.sqrt(share * (1 - share) / size + z2 / (4.0 * size * size)) / (1 + z2 / size);
            return new Neighbourhood(
                    Math.max(0, Math.min(probability, centre - half)),
                    Math.min(1, Math.max(probability, centre + half)),
                    size);
        }
    }
}
