package org.substantia.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.substantia.base.io.AtomicFiles;
import org.substantia.learning.log.TrainingLog;
import org.substantia.report.chart.LinePlot;

/** Draws the logs of a training run. */
public final class TrainingPlots {
    private TrainingPlots() {}

    /** {@code STAGE.svg} beside every {@code STAGE.jsonl} of the run. */
    public static void write(Path run) throws IOException {
        List<Path> logs;
        try (var files = Files.list(run)) {
            logs = files.filter(file -> file.getFileName().toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
        for (Path log : logs) {
            String stage = log.getFileName().toString().replaceAll("\\.jsonl$", "");
            List<Map<String, Object>> entries = TrainingLog.read(log);
            List<Double> steps = values(entries, entry -> number(entry.get("step")));
            LinePlot plot = new LinePlot(
                    stage + " of " + run.toAbsolutePath().normalize().getFileName(),
                    "step",
                    List.of(
                            new LinePlot.Line("loss", steps, values(entries, entry -> number(entry.get("loss")))),
                            new LinePlot.Line("mean soft Dice", steps, values(entries, TrainingPlots::meanDice))));
            AtomicFiles.writeText(run.resolve(stage + ".svg"), plot.svg());
        }
    }

    private static List<Double> values(List<Map<String, Object>> entries, ToDoubleFunction<Map<String, Object>> of) {
        List<Double> values = new ArrayList<>();
        entries.forEach(entry -> values.add(of.applyAsDouble(entry)));
        return values;
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Of the structures of a log's entry; NaN where there is none. */
    public static double meanDice(Map<String, Object> entry) {
        return entry.get("softDice") instanceof Map<?, ?> dice
                ? dice.values().stream()
                        .mapToDouble(TrainingPlots::number)
                        .average()
                        .orElse(Double.NaN)
                : Double.NaN;
    }
}
