package org.substantia.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.substantia.base.json.EnumNames;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.scoring.challenge.ChallengeScore;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.classification.ConfusionCounts;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.DiagnosisEvaluation;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.NucleusSummary;
import org.substantia.scoring.evaluation.SegmentationMetric;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.NucleusScore;

/** {@code scores.json}; docs/reference/scores-json.md describes it. */
public record ScoresJson(Provenance provenance, EvaluationSummary summary) {
    private static final int SCHEMA_VERSION = 1;

    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schemaVersion", SCHEMA_VERSION);
        tree.put("provenance", provenance.toJson());
        if (!summary.segmentation().schemes().isEmpty()) {
            tree.put("weights", weights(summary.segmentation().weights()));
            tree.put("summary", segmentationSummary());
            tree.put(
                    "cases",
                    summary.segmentation().cases().stream()
                            .map(ScoresJson::caseTree)
                            .toList());
        }
        summary.diagnosis().ifPresent(diagnosis -> tree.put("classification", classification(diagnosis)));
        return tree;
    }

    private static Map<String, Object> weights(ChallengeWeights weights) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("dice", weights.dice());
        tree.put("hausdorff", weights.hausdorff());
        tree.put("hausdorffNormaliser", weights.hausdorffNormalizer());
        tree.put("modalities", weights.modalities());
        Map<String, Object> regions = new LinkedHashMap<>();
        weights.regions().forEach((scheme, map) -> {
            Map<String, Object> bySymbol = new LinkedHashMap<>();
            map.forEach((structure, weight) -> bySymbol.put(structure.symbol(), weight));
            regions.put(scheme.name(), bySymbol);
        });
        tree.put("regions", regions);
        return tree;
    }

    private Map<String, Object> segmentationSummary() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("cases", summary.segmentation().cases().size());
        tree.put(
                "failedCases",
                summary.segmentation().failedCases().stream()
                        .map(CaseEvaluation::id)
                        .toList());
        tree.put("unreferencedCases", summary.segmentation().unreferenced());
        Map<String, Object> composites = new LinkedHashMap<>();
        summary.composites().forEach((convention, interval) -> {
            Map<String, Object> composite = Numbers.json(interval);
            composite.put("maximum", summary.segmentation().weights().maximum(convention));
            composites.put(key(convention), composite);
        });
        tree.put("composite", composites);
        tree.put("flooredHausdorffCount", summary.segmentation().flooredHausdorffCount());
        List<Object> nuclei = new ArrayList<>();
        for (NucleusSummary nucleus : summary.nuclei()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("mask", nucleus.scheme().name());
            entry.put("nucleus", nucleus.nucleus().symbol());
            entry.put("cases", nucleus.cases());
            entry.put("missing", nucleus.missing());
            Map<String, Object> means = new LinkedHashMap<>();
            nucleus.means().forEach((figure, interval) -> means.put(figure.key(), Numbers.json(interval)));
            entry.put("means", means);
            nuclei.add(entry);
        }
        tree.put("nuclei", nuclei);
        return tree;
    }

    private static Map<String, Object> caseTree(CaseEvaluation evaluation) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", evaluation.id());
        ChallengeScore challenge = evaluation.challenge();
        if (evaluation.hasComposite()) {
            Map<String, Object> composite = new LinkedHashMap<>();
            Map<String, Object> unfloored = new LinkedHashMap<>();
            for (ScoreConvention convention : ScoreConvention.values()) {
                composite.put(key(convention), challenge.composite(convention));
                unfloored.put(key(convention), challenge.unflooredComposite(convention));
            }
            tree.put("composite", composite);
            tree.put("unflooredComposite", unfloored);
        }
        tree.put("flooredHausdorffCount", challenge.flooredHausdorffCount());
        tree.put(
                "faults",
                evaluation.faults().stream()
                        .map(fault -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("mask", fault.scheme().name());
                            entry.put("kind", fault.kind().name().toLowerCase(Locale.ROOT));
                            entry.put("message", fault.message());
                            return entry;
                        })
                        .toList());
        Map<String, Object> masks = new LinkedHashMap<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            evaluation.score().mask(scheme).ifPresent(mask -> masks.put(scheme.name(), maskTree(mask)));
        }
        tree.put("masks", masks);
        return tree;
    }

    private static Map<String, Object> maskTree(MaskScore mask) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("gridsAgree", mask.gridsAgree());
        Map<String, Object> nuclei = new LinkedHashMap<>();
        for (NucleusScore nucleus : mask.nuclei()) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("referenceVoxels", nucleus.metrics().overlap().truthVoxels());
            figures.put("predictionVoxels", nucleus.metrics().overlap().predictionVoxels());
            for (SegmentationMetric figure : SegmentationMetric.values()) {
                figures.put(figure.key(), Numbers.finiteOrNull(figure.of(nucleus)));
            }
            nuclei.put(nucleus.nucleus().symbol(), figures);
        }
        tree.put("nuclei", nuclei);
        return tree;
    }

    private Map<String, Object> classification(DiagnosisEvaluation diagnosis) {
        ConfusionCounts counts = ConfusionCounts.of(diagnosis.predictions());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("patients", counts.patients());
        tree.put("truePositives", counts.truePositives());
        tree.put("falsePositives", counts.falsePositives());
        tree.put("trueNegatives", counts.trueNegatives());
        tree.put("falseNegatives", counts.falseNegatives());
        tree.put("withoutPrediction", diagnosis.unpredicted());
        tree.put("faults", diagnosis.faults());
        Map<String, Object> figures = new LinkedHashMap<>();
        summary.classification()
                .forEach((figure, interval) -> figures.put(EnumNames.of(figure), Numbers.json(interval)));
        tree.put("figures", figures);
        return tree;
    }

    private static String key(ScoreConvention convention) {
        return convention.name().toLowerCase(Locale.ROOT);
    }
}
