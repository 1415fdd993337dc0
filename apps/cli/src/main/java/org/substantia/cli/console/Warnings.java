package org.substantia.cli.console;

import java.io.PrintWriter;
import java.util.List;

/** Lines about input that was used all the same, or left out where it was not needed. */
public final class Warnings {
    private Warnings() {}

    public static void print(PrintWriter err, List<String> warnings) {
        warnings.forEach(warning -> err.println("substantia: warning: " + warning));
    }
}
