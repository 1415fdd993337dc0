package org.substantia.cli.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.console.InterruptHook;
import org.substantia.cli.console.TrainingPace;
import org.substantia.cli.option.TrainingRunOptions;
import org.substantia.cli.output.TrainingPlots;
import org.substantia.segmentation.training.SegmentationTraining;
import org.substantia.segmentation.training.TrainingDataset;

/** Runs the training of a segmentation model as commands show it: progress, a checkpoint at Ctrl-C, plots. */
final class SegmentationRun {
    private SegmentationRun() {}

    /**
     * @param dataset whose samples are made
     * @param run whose folder and record are written
     * @param facts for the record
     */
    static void run(
            SegmentationTraining training,
            TrainingDataset dataset,
            TrainingRunOptions run,
            Map<String, Object> facts,
            PrintWriter print)
            throws IOException {
        JsonFiles.write(run.record(), facts);
        boolean done;
        try (InterruptHook hook = new InterruptHook(training::stop)) {
            done = training.run(dataset, (stage, entry) -> print(stage, entry, print));
        }
        TrainingPlots.write(run.out());
        print.println(done ? "model: " + training.modelFile() : "stopped; continue with --resume");
    }

    private static void print(String stage, Map<String, Object> entry, PrintWriter print) {
        print.printf(
                Locale.ROOT,
                "%s %s: loss %s%s, mean soft Dice %.3f, %s%n",
                stage,
                TrainingPace.place(entry),
                entry.get("loss"),
                entry.containsKey("distillationLoss") ? ", to the teacher " + entry.get("distillationLoss") : "",
                TrainingPlots.meanDice(entry),
                TrainingPace.of(entry));
        print.flush();
    }
}
