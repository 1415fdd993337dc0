package org.substantia.cli.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.base.json.EnumNames;
import org.substantia.base.provenance.Provenance;
import org.substantia.scoring.classification.ClassificationComparison;
import org.substantia.scoring.evaluation.SubmissionComparison;
import org.substantia.scoring.statistics.PairedComparison;
import org.substantia.scoring.statistics.RankedSubmission;
import org.substantia.scoring.statistics.Ranking;

/** {@code comparison.json}; docs/reference/scores-json.md describes it. */
public record ComparisonJson(Provenance provenance, SubmissionComparison comparison) {
    private static final int SCHEMA_VERSION = 1;

    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schemaVersion", SCHEMA_VERSION);
        tree.put("provenance", provenance.toJson());
        tree.put("submissions", comparison.names());
        Map<String, Object> rankings = new LinkedHashMap<>();
        comparison.rankings().forEach((method, ranking) -> rankings.put(EnumNames.of(method), ranking(ranking)));
        tree.put("rankings", rankings);
        tree.put("pairs", comparison.pairs().stream().map(this::pair).toList());
        return tree;
    }

    private static Map<String, Object> ranking(Ranking ranking) {
        Map<String, Object> tree = new LinkedHashMap<>();
        List<Map<String, Object>> submissions =
                ranking.submissions().stream().map(ComparisonJson::submission).toList();
        tree.put("submissions", submissions);
        ranking.agreement().ifPresent(tau -> {
            Map<String, Object> kendall = new LinkedHashMap<>();
            kendall.put("mean", tau.mean());
            kendall.put("low", tau.low());
            kendall.put("high", tau.high());
            kendall.put("level", tau.level());
            kendall.put("undefined", tau.undefined());
            tree.put("kendallTau", kendall);
        });
        return tree;
    }

    private static Map<String, Object> submission(RankedSubmission submission) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", submission.name());
        tree.put("rank", submission.rank());
        tree.put("value", submission.value());
        tree.put("low", submission.low());
        tree.put("high", submission.high());
        tree.put("rankCounts", submission.rankCounts());
        return tree;
    }

    private Map<String, Object> pair(SubmissionComparison.Pair pair) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("first", comparison.names().get(pair.first()));
        tree.put("second", comparison.names().get(pair.second()));
        pair.composite().ifPresent(paired -> tree.put("composite", composite(paired, pair.adjustedP())));
        pair.diagnosis().ifPresent(diagnosis -> tree.put("classification", classification(diagnosis)));
        return tree;
    }

    private static Map<String, Object> composite(PairedComparison paired, double adjustedP) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("patients", paired.patients());
        tree.put("firstMean", paired.firstMean());
        tree.put("secondMean", paired.secondMean());
        tree.put("difference", Numbers.json(paired.difference()));
        paired.effectSize().ifPresent(effect -> tree.put("effectSize", effect));
        tree.put("permutationP", paired.permutation().pValue());
        tree.put("permutationExact", paired.permutation().exact());
        tree.put("holmP", adjustedP);
        tree.put("wilcoxonP", paired.wilcoxon().pValue());
        return tree;
    }

    private static Map<String, Object> classification(ClassificationComparison diagnosis) {
        Map<String, Object> tree = new LinkedHashMap<>();
        Map<String, Object> differences = new LinkedHashMap<>();
        diagnosis
                .differences()
                .forEach((figure, interval) -> differences.put(EnumNames.of(figure), Numbers.json(interval)));
        tree.put("differences", differences);
        Map<String, Object> mcNemar = new LinkedHashMap<>();
        mcNemar.put("bothRight", diagnosis.mcNemar().bothRight());
        mcNemar.put("onlyFirstRight", diagnosis.mcNemar().onlyFirstRight());
        mcNemar.put("onlySecondRight", diagnosis.mcNemar().onlySecondRight());
        mcNemar.put("bothWrong", diagnosis.mcNemar().bothWrong());
        mcNemar.put("p", diagnosis.mcNemar().pValue());
        mcNemar.put("midP", diagnosis.mcNemar().midP());
        tree.put("mcNemar", mcNemar);
        diagnosis.deLong().ifPresent(test -> {
            Map<String, Object> deLong = new LinkedHashMap<>();
            deLong.put("firstArea", test.firstArea());
            deLong.put("secondArea", test.secondArea());
            deLong.put("difference", test.difference());
            deLong.put("standardError", test.standardError());
            test.pValue().ifPresent(p -> deLong.put("p", p));
            deLong.put("low", test.low());
            deLong.put("high", test.high());
            tree.put("deLong", deLong);
        });
        return tree;
    }
}
