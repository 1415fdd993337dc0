package org.substantia.diagnosis.classification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.json.JsonNumbers;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.normative.NormativeModel;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureScale;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.scores.PlattCalibration;
import org.substantia.diagnosis.classification.scores.ProbabilityCalibration;
import org.substantia.diagnosis.classification.scores.ScoreModel;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.classification.Reliability;
import org.substantia.scoring.statistics.Interval;

/**
 * The JSON file of a model; docs/explanation/diagnosis.md describes it. Format 2 calls the out-of-distribution threshold
 * {@code strangest}, a center {@code centre} and the metrics {@code figures}.
 */
final class ModelFile {
    private static final String FORMAT = "substantia-diagnosis";
    private static final int VERSION = 2;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ModelFile() {}

    static void write(DiagnosisModel model, Path file) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("formatVersion", VERSION);
        tree.put("notice", "research use only");
        tree.put("provenance", model.provenance());
        tree.put("models", model.models().stream().map(ModelFile::model).toList());
        tree.put("healthy", model.healthy().toJson());
        tree.put("parkinson", model.parkinson().toJson());
        JsonFiles.write(file, tree);
    }

    private static Map<String, Object> model(EvidenceModel model) {
        FittedClassifier classifier = model.classifier();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("families", model.families().stream().map(ModelFile::name).toList());
        tree.put("learner", classifier.learner());
        tree.put("threshold", classifier.threshold());
        tree.put("strangest", classifier.outOfDistributionThreshold());
        tree.put("calibration", classifier.calibration().toJson());
        tree.put("logOddsScale", classifier.scale().toJson());
        tree.put("crossValidation", crossValidation(model.crossValidation()));
        FeatureSpace space = classifier.space();
        tree.put("meanAge", space.meanAge());
        tree.put("meanMale", space.meanMale());
        tree.put("features", space.scales().stream().map(ModelFile::scale).toList());
        Map<String, Object> laterality = new LinkedHashMap<>();
        space.lateralityWeights().forEach((id, part) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("centre", part.center());
            one.put("sd", part.sd());
            one.put("weight", part.weight());
            laterality.put(id.name(), one);
        });
        tree.put("laterality", laterality);
        tree.put("score", classifier.score().toJson());
        return tree;
    }

    private static Map<String, Object> scale(FeatureScale scale) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", scale.id().name());
        tree.put("kind", kind(scale.id()));
        tree.put("centre", scale.center());
        tree.put("perYear", scale.perYear());
        tree.put("perMale", scale.perMale());
        tree.put("mean", scale.all().mean());
        tree.put("sd", scale.all().sd());
        tree.put("healthyMean", scale.healthy().mean());
        tree.put("healthySd", scale.healthy().sd());
        tree.put("parkinsonMean", scale.parkinson().mean());
        tree.put("parkinsonSd", scale.parkinson().sd());
        tree.put("present", scale.present());
        return tree;
    }

    private static Map<String, Object> crossValidation(CrossValidation validation) {
        Map<String, Object> figures = new LinkedHashMap<>();
        validation.metrics().forEach((metric, interval) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("estimate", interval.estimate());
            one.put("low", interval.low());
            one.put("high", interval.high());
            one.put("level", interval.level());
            one.put("replicates", interval.replicates());
            one.put("undefined", interval.undefined());
            figures.put(name(metric), one);
        });
        List<Map<String, Object>> curve = new ArrayList<>();
        Reliability.equalWidth(validation.predictions(), Reliability.DEFAULT_BINS)
                .ifPresent(reliability -> reliability.bins().forEach(bin -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("low", bin.low());
                    one.put("high", bin.high());
                    one.put("patients", bin.patients());
                    one.put("meanProbability", bin.meanProbability());
                    one.put("positiveShare", bin.positiveShare());
                    curve.add(one);
                }));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("figures", figures);
        tree.put("learners", validation.learners());
        tree.put("calibrationCurve", curve);
        tree.put("truth", validation.predictions().truth());
        tree.put("predicted", validation.predictions().predicted());
        tree.put("probabilities", validation.predictions().probabilities().orElseThrow());
        return tree;
    }

    /** Where the value of a feature comes from; told by its name, too. */
    private static String kind(BiomarkerId feature) {
        return switch (feature.comparison()) {
            case NONE, ASYMMETRY -> "value";
            case DIFFERENCE -> "difference";
            case UNUSUAL_DIFFERENCE -> "asymmetry";
            case LATERALITY -> "laterality";
        };
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static DiagnosisModel read(Path file) throws IOException {
        return read(file.toString(), JsonFiles.read(file));
    }

    /** @param source what to call the file in a fault */
    static DiagnosisModel read(String source, JsonNode json) throws IOException {
        try {
            if (!json.path("format").asText().equals(FORMAT)) {
                throw new IOException("is no diagnosis model");
            }
            if (json.path("formatVersion").asInt() != VERSION) {
                throw new IOException("is a diagnosis model of format " + json.path("formatVersion")
                        + "; this program reads " + VERSION);
            }
            List<EvidenceModel> models = new ArrayList<>();
            for (JsonNode model : json.path("models")) {
                models.add(model(model));
            }
            Map<String, Object> provenance = new LinkedHashMap<>();
            json.path("provenance")
                    .properties()
                    .forEach(e -> provenance.put(e.getKey(), MAPPER.convertValue(e.getValue(), Object.class)));
            return new DiagnosisModel(
                    models,
                    NormativeModel.fromJson(json.path("healthy")),
                    NormativeModel.fromJson(json.path("parkinson")),
                    provenance);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    private static EvidenceModel model(JsonNode json) throws IOException {
        Set<EvidenceFamily> families = EnumSet.noneOf(EvidenceFamily.class);
        for (JsonNode family : json.path("families")) {
            families.add(constant(EvidenceFamily.class, family));
        }
        List<FeatureScale> scales = new ArrayList<>();
        for (JsonNode scale : json.path("features")) {
            scales.add(scale(scale));
        }
        Map<BiomarkerId, FeatureSpace.Laterality> laterality = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("laterality").properties()) {
            laterality.put(
                    BiomarkerId.parse(entry.getKey()),
                    new FeatureSpace.Laterality(
                            number(entry.getValue(), "centre"),
                            number(entry.getValue(), "sd"),
                            number(entry.getValue(), "weight")));
        }
        if (!(ProbabilityCalibration.fromJson(json.path("logOddsScale")) instanceof PlattCalibration scale)) {
            throw new IOException("logOddsScale is no Platt calibration");
        }
        FittedClassifier classifier = new FittedClassifier(
                json.path("learner").asText(),
                new FeatureSpace(scales, laterality, number(json, "meanAge"), number(json, "meanMale")),
                ScoreModel.fromJson(json.path("score"), scales.size()),
                ProbabilityCalibration.fromJson(json.path("calibration")),
                scale,
                number(json, "threshold"),
                number(json, "strangest"));
        return new EvidenceModel(families, classifier, crossValidation(json.path("crossValidation")));
    }

    private static FeatureScale scale(JsonNode json) throws IOException {
        FeatureScale scale = new FeatureScale(
                BiomarkerId.parse(json.path("name").asText()),
                number(json, "centre"),
                number(json, "perYear"),
                number(json, "perMale"),
                new FeatureScale.Moments(number(json, "mean"), number(json, "sd")),
                new FeatureScale.Moments(number(json, "healthyMean"), number(json, "healthySd")),
                new FeatureScale.Moments(number(json, "parkinsonMean"), number(json, "parkinsonSd")),
                number(json, "present"));
        if (!kind(scale.id()).equals(json.path("kind").asText())) {
            throw new IOException(scale.id() + " is no feature of the kind " + json.path("kind"));
        }
        if (!(scale.all().sd() > 0)) {
            throw new IOException("the deviation of " + scale.id() + " is not above 0");
        }
        return scale;
    }

    private static CrossValidation crossValidation(JsonNode json) throws IOException {
        Map<ClassificationMetric, Interval> metrics = new EnumMap<>(ClassificationMetric.class);
        for (ClassificationMetric metric : ClassificationMetric.values()) {
            JsonNode one = json.path("figures").path(name(metric));
            if (one.isObject()) {
                metrics.put(
                        metric,
                        new Interval(
                                number(one, "estimate"),
                                number(one, "low"),
                                number(one, "high"),
                                number(one, "level"),
                                one.path("replicates").asInt(),
                                one.path("undefined").asInt()));
            }
        }
        List<String> learners = new ArrayList<>();
        json.path("learners").forEach(learner -> learners.add(learner.asText()));
        return new CrossValidation(
                PatientPredictions.of(
                        labels(json.path("truth"), "truth"),
                        labels(json.path("predicted"), "predicted"),
                        JsonNumbers.doubles(json.path("probabilities"), "probabilities")),
                metrics,
                learners);
    }

    private static int[] labels(JsonNode json, String name) throws IOException {
        double[] values = JsonNumbers.doubles(json, name);
        int[] labels = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            labels[i] = (int) values[i];
        }
        return labels;
    }

    private static double number(JsonNode json, String name) throws IOException {
        return JsonNumbers.number(json.path(name), name);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode json) throws IOException {
        try {
            return Enum.valueOf(type, json.asText().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IOException("unknown " + type.getSimpleName() + " \"" + json.asText() + "\"", e);
        }
    }
}
