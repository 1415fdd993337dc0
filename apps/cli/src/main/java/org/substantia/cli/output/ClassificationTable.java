package org.substantia.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.statistics.Interval;

/** The figures of classifiers with their intervals, a classifier a row. */
public final class ClassificationTable {
    private static final Map<ClassificationMetric, String> SHOWN = shown();

    private ClassificationTable() {}

    private static Map<ClassificationMetric, String> shown() {
        Map<ClassificationMetric, String> shown = new LinkedHashMap<>();
        shown.put(ClassificationMetric.ACCURACY, "accuracy");
        shown.put(ClassificationMetric.AUROC, "AUROC");
        shown.put(ClassificationMetric.SENSITIVITY, "sensitivity");
        shown.put(ClassificationMetric.SPECIFICITY, "specificity");
        shown.put(ClassificationMetric.BRIER, "Brier");
        shown.put(ClassificationMetric.CALIBRATION_ERROR, "calibration error");
        return shown;
    }

    public static TextTable titled(String title) {
        List<String> header = new ArrayList<>(List.of(title));
        header.addAll(SHOWN.values());
        return new TextTable(header.toArray(String[]::new));
    }

    public static void add(TextTable table, String title, Map<ClassificationMetric, Interval> figures) {
        List<String> row = new ArrayList<>(List.of(title));
        for (ClassificationMetric figure : SHOWN.keySet()) {
            Interval interval = figures.get(figure);
            row.add(
                    interval == null
                            ? "-"
                            : String.format(
                                    Locale.ROOT,
                                    "%.3f [%.3f, %.3f]",
                                    interval.estimate(),
                                    interval.low(),
                                    interval.high()));
        }
        table.row(row.toArray(String[]::new));
    }
}
