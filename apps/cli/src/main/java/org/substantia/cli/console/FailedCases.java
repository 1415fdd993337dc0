package org.substantia.cli.console;

import java.io.PrintWriter;
import java.util.List;
import org.substantia.pipeline.CaseFailure;

/** Names the cases that failed while the others went on. */
public final class FailedCases {
    private FailedCases() {}

    /**
     * Prints one line for each, and what led there if the program is to blame.
     *
     * @return the exit status that they ask for
     */
    public static int print(List<CaseFailure> failures, PrintWriter err) {
        for (CaseFailure failure : failures) {
            err.println("substantia: " + failure.message());
            failure.fault().ifPresent(fault -> fault.printStackTrace(err));
        }
        return status(failures);
    }

    /** The exit status that they ask for. */
    public static int status(List<CaseFailure> failures) {
        if (failures.stream().anyMatch(CaseFailure::internal)) {
            return ExitCode.INTERNAL;
        }
        return failures.isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
