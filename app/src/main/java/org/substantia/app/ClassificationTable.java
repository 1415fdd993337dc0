package org.substantia.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.substantia.scoring.classification.ClassificationFigure;
import org.substantia.scoring.statistics.Interval;

/** The figures of classifiers with their intervals, a classifier a row. */
final class ClassificationTable {
    private static final Map<ClassificationFigure, String> SHOWN = shown();

    private ClassificationTable() {}

    private static Map<ClassificationFigure, String> shown() {
        Map<ClassificationFigure, String> shown = new LinkedHashMap<>();
        shown.put(ClassificationFigure.ACCURACY, "accuracy");
        shown.put(ClassificationFigure.AUROC, "AUROC");
        shown.put(ClassificationFigure.SENSITIVITY, "sensitivity");
        shown.put(ClassificationFigure.SPECIFICITY, "specificity");
        shown.put(ClassificationFigure.BRIER, "Brier");
        shown.put(ClassificationFigure.CALIBRATION_ERROR, "calibration error");
        return shown;
    }

    static TextTable titled(String title) {
        List<String> header = new ArrayList<>(List.of(title));
        header.addAll(SHOWN.values());
        return new TextTable(header.toArray(String[]::new));
    }

    static void add(TextTable table, String title, Map<ClassificationFigure, Interval> figures) {
        List<String> row = new ArrayList<>(List.of(title));
        for (ClassificationFigure figure : SHOWN.keySet()) {
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
