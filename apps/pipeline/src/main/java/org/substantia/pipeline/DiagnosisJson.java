package org.substantia.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.BiomarkerTerms;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.Evidence;
import org.substantia.diagnosis.classification.ProbabilityEstimate;
import org.substantia.diagnosis.classification.features.EvidenceFamily;

/** The content of {@code diagnosis.json}; docs/diagnosis.md describes it. */
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
        interval.put("low", Rounded.toDigits(result.estimate().low(), 4));
        interval.put("high", Rounded.toDigits(result.estimate().high(), 4));
        interval.put("patients", result.estimate().neighbors());
        interval.put("method", ProbabilityEstimate.INTERVAL_METHOD);
        tree.put("interval", interval);
        tree.put("threshold", Rounded.toDigits(result.threshold(), 4));
        Map<String, Object> outOfDistribution = new LinkedHashMap<>();
        outOfDistribution.put(
                "score", Rounded.toDigits(result.outOfDistribution().score(), 4));
        outOfDistribution.put(
                "threshold", Rounded.toDigits(result.outOfDistribution().threshold(), 4));
        outOfDistribution.put("inDistribution", result.inDistribution());
        tree.put("outOfDistribution", outOfDistribution);
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
        tree.put("missingFeatures", result.missingFeatures().stream().map(BiomarkerId::name).toList());
        tree.put("model", model);
        tree.put("modelProvenance", modelProvenance);
        return tree;
    }

    private static Map<String, Object> evidence(Evidence evidence) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("feature", evidence.feature().name());
        tree.put("title", BiomarkerTerms.title(evidence.feature()));
        tree.put("unit", BiomarkerTerms.unit(evidence.feature()));
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
