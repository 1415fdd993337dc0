package org.substantia.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.Evidence;
import org.substantia.diagnosis.classification.features.EvidenceFamily;

/** The content of {@code diagnosis.json}; docs/explanation/diagnosis.md describes it. */
final class DiagnosisJson {
    private DiagnosisJson() {}

    static Map<String, Object> tree(EvaluatedPatient patient, String model, Map<String, Object> modelProvenance) {
        DiagnosisResult result = patient.diagnosis();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("case", patient.id());
        tree.put("notice", "research use only");
        tree.put("verdict", word(result.verdict()));
        tree.put("label", result.label().label());
        tree.put("probability", Rounded.toDigits(result.probability(), 4));
        Map<String, Object> interval = new LinkedHashMap<>();
        interval.put("low", Rounded.toDigits(result.low(), 4));
        interval.put("high", Rounded.toDigits(result.high(), 4));
        interval.put("patients", result.neighbours());
        interval.put("method", DiagnosisResult.INTERVAL_METHOD);
        tree.put("interval", interval);
        tree.put("threshold", Rounded.toDigits(result.threshold(), 4));
        Map<String, Object> strangeness = new LinkedHashMap<>();
        strangeness.put("value", Rounded.toDigits(result.strangeness(), 4));
        strangeness.put("limit", Rounded.toDigits(result.strangest(), 4));
        strangeness.put("familiar", result.isFamiliar());
        tree.put("strangeness", strangeness);
        tree.put(
                "restsOn",
                result.families().stream().sorted().map(EvidenceFamily::title).toList());
        result.accuracy().ifPresent(accuracy -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("estimate", Rounded.toDigits(accuracy.estimate(), 4));
            one.put("low", Rounded.toDigits(accuracy.low(), 4));
            one.put("high", Rounded.toDigits(accuracy.high(), 4));
            tree.put("crossValidatedAccuracy", one);
        });
        Map<String, Object> contributions = new LinkedHashMap<>();
        result.contributions().forEach((family, sum) -> contributions.put(family.title(), Rounded.toDigits(sum, 4)));
        tree.put("logOddsByEvidence", contributions);
        List<Map<String, Object>> evidence = new ArrayList<>();
        result.evidence().forEach(one -> evidence.add(evidence(one)));
        tree.put("evidence", evidence);
        tree.put(
                "missingEvidence",
                result.missingFamilies().stream()
                        .sorted()
                        .map(EvidenceFamily::title)
                        .toList());
        tree.put("missingFeatures", result.missingFeatures());
        tree.put("model", model);
        tree.put("modelProvenance", modelProvenance);
        return tree;
    }

    private static Map<String, Object> evidence(Evidence evidence) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("feature", evidence.feature());
        tree.put("title", MarkerNames.title(evidence.feature()));
        tree.put("unit", MarkerNames.unit(evidence.feature()));
        tree.put("value", Rounded.toDigits(evidence.value(), 6));
        tree.put("z", Rounded.toDigits(evidence.z(), 3));
        tree.put("parkinsonZ", Rounded.toDigits(evidence.parkinsonZ(), 3));
        tree.put("logOdds", Rounded.toDigits(evidence.contribution(), 4));
        tree.put("towards", evidence.towardsParkinson() ? "parkinson" : "healthy");
        return tree;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
