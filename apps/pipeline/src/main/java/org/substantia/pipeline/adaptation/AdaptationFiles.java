package org.substantia.pipeline.adaptation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.base.csv.CsvTable;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.provenance.Provenance;
import org.substantia.base.text.Format;
import org.substantia.report.adaptation.AdaptationHtml;
import org.substantia.report.adaptation.AdaptationReport;
import org.substantia.scoring.statistics.Interval;

/**
 * Writes a curve: {@code adaptation.json}, {@code adaptation.csv} and the page {@code index.html}, all from the same
 * cells, so that the same cells give the same bytes.
 */
public final class AdaptationFiles {
    private static final String INTERVALS = "The intervals are %s %% corrected resampled t intervals (Nadeau and Bengio"
            + " 2003) over folds and seeds: folds share cases to learn from and seeds share patients, so the usual"
            + " interval of independent figures would be too narrow.";

    private final AdaptationDesign design;
    private final AdaptationCohort cohort;
    private final Provenance provenance;

    public AdaptationFiles(AdaptationDesign design, AdaptationCohort cohort, Provenance provenance) {
        this.design = design;
        this.cohort = cohort;
        this.provenance = provenance;
    }

    /**
     * @param methods the control first
     * @param cells of each method, in the same order
     * @return what the cells say together
     */
    public AdaptationSummary write(
            Path out, List<AdaptationMethod> methods, List<List<CellResult>> cells, List<AdaptationDesign.Turn> turns)
            throws IOException {
        Map<String, List<CellResult>> byMethod = new LinkedHashMap<>();
        for (int m = 0; m < methods.size(); m++) {
            byMethod.put(methods.get(m).name(), cells.get(m));
        }
        AdaptationSummary summary =
                AdaptationSummary.of(design.amounts(), byMethod, AdaptationDesign.heldOutShare(turns));
        Set<String> remarks = new LinkedHashSet<>();
        byMethod.forEach((name, all) ->
                all.forEach(cell -> cell.remarks().forEach(remark -> remarks.add(remark(cell) + remark))));
        JsonFiles.write(
                out.resolve("adaptation.json"),
                AdaptationJson.of(provenance, design, cohort, methods, summary, turns, List.copyOf(remarks)));
        csv(summary).write(out.resolve("adaptation.csv"));
        AdaptationHtml.write(report(methods, summary, List.copyOf(remarks)), out.resolve("index.html"));
        return summary;
    }

    private static String remark(CellResult cell) {
        return "%s, %s, fold %d of seed %d: "
                .formatted(cell.method(), Format.count(cell.amount(), "case"), cell.fold(), cell.seed());
    }

    private static CsvTable csv(AdaptationSummary summary) {
        CsvTable table = new CsvTable(
                "metric",
                "method",
                "amount",
                "turns",
                "mean",
                "low",
                "high",
                "difference",
                "difference_low",
                "difference_high",
                "trained_weights",
                "seconds",
                "peak_memory_mib");
        for (AdaptationSummary.Point point : summary.points()) {
            AdaptationSummary.Cost cost = summary.costs().stream()
                    .filter(c -> c.method().equals(point.method()) && c.amount() == point.amount())
                    .findFirst()
                    .orElseThrow();
            List<String> row = new ArrayList<>(List.of(
                    point.metric(),
                    point.method(),
                    Integer.toString(point.amount()),
                    Integer.toString(point.turns()),
                    Double.toString(point.mean())));
            row.addAll(ends(point.interval()));
            row.add(point.difference().map(d -> Double.toString(d.mean())).orElse(""));
            row.addAll(ends(point.difference().flatMap(AdaptationSummary.Difference::interval)));
            row.add(Format.fixed(cost.trainedWeights(), 1));
            row.add(Format.fixed(cost.seconds(), 3));
            row.add(
                    cost.peakMemoryMiB().isPresent()
                            ? Long.toString(cost.peakMemoryMiB().getAsLong())
                            : "");
            table.row(row);
        }
        return table;
    }

    private static List<String> ends(Optional<Interval> interval) {
        return interval.map(i -> Arrays.asList(Double.toString(i.low()), Double.toString(i.high())))
                .orElse(List.of("", ""));
    }

    private AdaptationReport report(List<AdaptationMethod> methods, AdaptationSummary summary, List<String> remarks) {
        Map<String, List<AdaptationReport.Row>> measures = new LinkedHashMap<>();
        for (AdaptationSummary.Point point : summary.points()) {
            measures.computeIfAbsent(point.metric(), m -> new ArrayList<>())
                    .add(new AdaptationReport.Row(
                            point.method(),
                            point.amount(),
                            point.turns(),
                            point.mean(),
                            point.interval(),
                            point.difference()
                                    .map(d -> OptionalDouble.of(d.mean()))
                                    .orElse(OptionalDouble.empty()),
                            point.difference().flatMap(AdaptationSummary.Difference::interval)));
        }
        Map<String, String> made = new LinkedHashMap<>();
        provenance.toJson().forEach((name, value) -> {
            if (value instanceof Map<?, ?> entries) {
                entries.forEach((key, entry) -> made.put(key.toString(), String.valueOf(entry)));
            } else {
                made.put(name, String.valueOf(value));
            }
        });
        return new AdaptationReport(
                "Adaptation to " + cohort.name(),
                sentences(),
                methods.stream()
                        .map(method -> new AdaptationReport.Method(method.name(), method.description()))
                        .toList(),
                measures.entrySet().stream()
                        .map(entry -> new AdaptationReport.Measure(
                                AdaptationMetric.title(entry.getKey()), 3, entry.getValue()))
                        .toList(),
                summary.costs().stream()
                        .map(cost -> new AdaptationReport.Cost(
                                cost.method(),
                                cost.amount(),
                                cost.trainedWeights(),
                                cost.seconds(),
                                cost.peakMemoryMiB()))
                        .toList(),
                remarks,
                made);
    }

    private List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add("%s, %d folds, %s. Each fold is tested on by methods that learned from the first cases of one"
                        .formatted(
                                Format.count(cohort.diagnoses().size(), "case"),
                                design.folds(),
                                Format.count(design.seeds().size(), "seed"))
                + " random order of the other folds, so that smaller amounts are part of larger ones.");
        sentences.add("Nothing is chosen on the cases that are tested on.");
        sentences.add(INTERVALS.formatted(Format.of(100 * AdaptationSummary.LEVEL, 0)));
        if (!cohort.duplicates().isEmpty()) {
            sentences.add("Only the first case of each subject takes part: of "
                    + Format.count(cohort.duplicates().size(), "group")
                    + " of the same subject the others are left out.");
        }
        return sentences;
    }
}
