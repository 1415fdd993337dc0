package org.substantia.diagnosis.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.base.json.JsonEntries;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.text.Format;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.normative.NormativeModel;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureScale;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.SideOrientation;
import org.substantia.diagnosis.classification.scores.PlattCalibration;
import org.substantia.diagnosis.classification.scores.ProbabilityCalibration;
import org.substantia.diagnosis.classification.scores.ScoreModel;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.classification.Reliability;
import org.substantia.scoring.statistics.Interval;

/**
 * The JSON file of a model, format 3; docs/explanation/diagnosis.md describes it. The components of the records are its
 * keys, so they keep the names that this format was given: {@code strangest} is the out-of-distribution threshold,
 * {@code figures} are the metrics, {@code centre} is a center. Format 2 had no {@code sides}.
 *
 * @param format tells model files from others
 * @param formatVersion what this program reads and writes
 * @param notice for people who open the file
 * @param provenance what the model was made by and from
 * @param models one classifier for each set of families, the largest first
 * @param healthy what is usual in healthy persons
 * @param parkinson what is usual in patients
 */
record ModelFile(
        String format,
        int formatVersion,
        String notice,
        Map<String, Object> provenance,
        List<Classifier> models,
        NormativeModel healthy,
        NormativeModel parkinson) {
    private static final String FORMAT = "substantia-diagnosis";
    private static final int VERSION = 3;

    static void write(DiagnosisModel model, Path file) throws IOException {
        JsonFiles.write(file, of(model));
    }

    static ModelFile of(DiagnosisModel model) {
        return new ModelFile(
                FORMAT,
                VERSION,
                "research use only",
                model.provenance(),
                model.models().stream().map(Classifier::of).toList(),
                model.healthy(),
                model.parkinson());
    }

    static DiagnosisModel read(Path file) throws IOException {
        return read(file.toString(), JsonFiles.read(file));
    }

    /** @param source what to call the file in a message */
    static DiagnosisModel read(String source, JsonNode json) throws IOException {
        if (!json.path("format").asText().equals(FORMAT)) {
            throw new IOException(source + ": is no diagnosis model");
        }
        if (json.path("formatVersion").asInt() != VERSION) {
            throw new IOException(source + ": is a diagnosis model of format " + json.path("formatVersion")
                    + "; this program reads " + VERSION);
        }
        for (String part : List.of("models", "healthy", "parkinson")) {
            JsonEntries.requireFinite(source, part, json.path(part));
        }
        try {
            return JsonFiles.bind(source, json, ModelFile.class).model();
        } catch (IllegalArgumentException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    private DiagnosisModel model() {
        return new DiagnosisModel(models.stream().map(Classifier::model).toList(), healthy, parkinson, provenance);
    }

    /**
     * A classifier; {@code strangest} is its out-of-distribution threshold. Older files have no {@code patientShare};
     * theirs is that of the cross-validation.
     */
    private record Classifier(
            Set<EvidenceFamily> families,
            String learner,
            double threshold,
            double strangest,
            ProbabilityCalibration calibration,
            OptionalDouble patientShare,
            PlattCalibration logOddsScale,
            Validation crossValidation,
            Map<BiomarkerId, Double> sides,
            double meanAge,
            double meanMale,
            List<Feature> features,
            Map<BiomarkerId, LateralityPart> laterality,
            ScoreModel score) {
        Classifier {
            requireShare("threshold", threshold);
            patientShare.ifPresent(share -> requireShare("patientShare", share));
            if (families.isEmpty()
                    || !(strangest >= 0)
                    || !(logOddsScale.slope() >= 0)
                    || (calibration instanceof PlattCalibration platt && !(platt.slope() >= 0))) {
                throw new IllegalArgumentException("a classifier is broken");
            }
        }

        private static void requireShare(String what, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("the " + what + " of a classifier is " + value + ", not 0 to 1");
            }
        }

        static Classifier of(EvidenceModel model) {
            FittedClassifier classifier = model.classifier();
            FeatureSpace space = classifier.space();
            Map<BiomarkerId, LateralityPart> laterality = new LinkedHashMap<>();
            space.lateralityWeights().forEach((id, part) -> laterality.put(id, LateralityPart.of(part)));
            return new Classifier(
                    model.families(),
                    classifier.learner(),
                    classifier.threshold(),
                    classifier.outOfDistributionThreshold(),
                    classifier.calibration(),
                    OptionalDouble.of(classifier.patientShare()),
                    classifier.scale(),
                    Validation.of(model.crossValidation()),
                    classifier.sides().weights(),
                    space.meanAge(),
                    space.meanMale(),
                    space.scales().stream().map(Feature::of).toList(),
                    laterality,
                    classifier.score());
        }

        EvidenceModel model() {
            Map<BiomarkerId, FeatureSpace.Laterality> parts = new LinkedHashMap<>();
            laterality.forEach((id, part) -> parts.put(id, part.laterality()));
            score.requireFeatures(features.size());
            CrossValidation validation = crossValidation.validation();
            FittedClassifier classifier = new FittedClassifier(
                    learner,
                    new SideOrientation(sides),
                    new FeatureSpace(features.stream().map(Feature::scale).toList(), parts, meanAge, meanMale),
                    score,
                    calibration,
                    patientShare.orElseGet(validation::patientShare),
                    logOddsScale,
                    threshold,
                    strangest);
            return new EvidenceModel(families, classifier, validation);
        }
    }

    /** A feature; {@code kind} repeats what its name tells. */
    private record Feature(
            BiomarkerId name,
            String kind,
            double centre,
            double perYear,
            double perMale,
            double mean,
            double sd,
            double healthyMean,
            double healthySd,
            double parkinsonMean,
            double parkinsonSd,
            double present) {
        Feature {
            if (!kind(name).equals(kind)) {
                throw new IllegalArgumentException(name + " is no feature of the kind " + kind);
            }
            if (!(sd > 0 && healthySd >= 0 && parkinsonSd >= 0)) {
                throw new IllegalArgumentException("the deviation of " + name + " is not above 0");
            }
        }

        private static String kind(BiomarkerId feature) {
            return switch (feature.comparison()) {
                case NONE, ASYMMETRY -> "value";
                case DIFFERENCE -> "difference";
                case UNUSUAL_DIFFERENCE -> "asymmetry";
                case LATERALITY -> "laterality";
            };
        }

        static Feature of(FeatureScale scale) {
            return new Feature(
                    scale.id(),
                    kind(scale.id()),
                    scale.center(),
                    scale.perYear(),
                    scale.perMale(),
                    scale.all().mean(),
                    scale.all().sd(),
                    scale.healthy().mean(),
                    scale.healthy().sd(),
                    scale.parkinson().mean(),
                    scale.parkinson().sd(),
                    scale.present());
        }

        FeatureScale scale() {
            return new FeatureScale(
                    name,
                    centre,
                    perYear,
                    perMale,
                    new FeatureScale.Moments(mean, sd),
                    new FeatureScale.Moments(healthyMean, healthySd),
                    new FeatureScale.Moments(parkinsonMean, parkinsonSd),
                    present);
        }
    }

    private record LateralityPart(double centre, double sd, double weight) {
        LateralityPart {
            if (!(sd > 0)) {
                throw new IllegalArgumentException("the deviation of a part of the laterality is not above 0");
            }
        }

        static LateralityPart of(FeatureSpace.Laterality part) {
            return new LateralityPart(part.center(), part.sd(), part.weight());
        }

        FeatureSpace.Laterality laterality() {
            return new FeatureSpace.Laterality(centre, sd, weight);
        }
    }

    /** A cross-validation; {@code calibrationCurve} follows from the rest and is for those who plot it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Validation(
            Map<String, Interval> figures,
            List<String> learners,
            List<Reliability.Bin> calibrationCurve,
            int[] truth,
            int[] predicted,
            double[] probabilities) {
        static Validation of(CrossValidation validation) {
            PatientPredictions predictions = validation.predictions();
            Map<String, Interval> figures = new LinkedHashMap<>();
            validation.metrics().forEach((metric, interval) -> figures.put(key(metric), interval));
            return new Validation(
                    figures,
                    validation.learners(),
                    Reliability.equalWidth(predictions, Reliability.DEFAULT_BINS)
                            .map(Reliability::bins)
                            .orElse(List.of()),
                    predictions.truth(),
                    predictions.predicted(),
                    predictions.probabilities().orElseThrow());
        }

        CrossValidation validation() {
            Map<ClassificationMetric, Interval> metrics = new EnumMap<>(ClassificationMetric.class);
            for (ClassificationMetric metric : ClassificationMetric.values()) {
                if (figures.containsKey(key(metric))) {
                    metrics.put(metric, figures.get(key(metric)));
                }
            }
            return new CrossValidation(PatientPredictions.of(truth, predicted, probabilities), metrics, learners);
        }

        /** The format spells them {@code balanced_accuracy}. */
        private static String key(ClassificationMetric metric) {
            return Format.lowerCase(metric);
        }
    }
}
