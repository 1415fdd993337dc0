package org.substantia.cli.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.substantia.cli.console.InterruptHook;
import org.substantia.cli.console.TrainingPace;
import org.substantia.cli.output.TrainingPlots;
import org.substantia.segmentation.training.SegmentationTraining;
import org.substantia.segmentation.training.TrainingDataset;

/** Runs the training of a segmentation model as commands show it: progress, a checkpoint at Ctrl-C, plots. */
final class SegmentationRun {
    private SegmentationRun() {}

    /** @param out folder of the run */
    static void run(SegmentationTraining training, TrainingDataset dataset, Path out, PrintWriter print)
            throws IOException {
        boolean done;
        try (InterruptHook hook = new InterruptHook(training::stop)) {
            done = training.run(dataset, (stage, entry) -> print(stage, entry, print));
        }
        TrainingPlots.write(out);
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
