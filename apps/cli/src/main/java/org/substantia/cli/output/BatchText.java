package org.substantia.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.substantia.cli.console.ExitCode;
import org.substantia.pipeline.batch.BatchSummary;
import org.substantia.pipeline.batch.CaseOutcome;
import org.substantia.segmentation.quality.QcStatus;

/** Tells on the console what came of a batch: a line for every case that failed or that a person should look at. */
public final class BatchText {
    private BatchText() {}

    public static void print(BatchSummary summary, PrintWriter out, PrintWriter err) {
        summary.cases().forEach(outcome -> print(outcome, out, err));
    }

    private static void print(CaseOutcome outcome, PrintWriter out, PrintWriter err) {
        outcome.standIn().ifPresent(line -> err.println("substantia: " + line));
        if (outcome.failure().isPresent()) {
            err.println("substantia: " + outcome.failure().get());
            outcome.fault().ifPresent(fault -> fault.printStackTrace(err));
        } else if (outcome.status() != QcStatus.OK) {
            List<String> reasons = new ArrayList<>(outcome.warnings());
            if (!outcome.flagged().isEmpty()) {
                reasons.add("flagged " + String.join(" ", outcome.flagged()));
            }
            out.println(outcome.id() + ": "
                    + (outcome.status() == QcStatus.REVIEW ? "to be reviewed" : "most nuclei were not found")
                    + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons)));
        }
    }

    /** The exit status that the outcomes ask for. */
    public static int status(BatchSummary summary) {
        if (summary.hasFault()) {
            return ExitCode.INTERNAL;
        }
        return summary.isComplete() ? ExitCode.OK : ExitCode.DATA;
    }
}
