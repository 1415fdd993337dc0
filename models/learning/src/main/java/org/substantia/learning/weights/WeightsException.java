package org.substantia.learning.weights;

import java.io.IOException;

/** A file of weights that cannot be used. The message is one line: the file, what is wrong and what would be right. */
public final class WeightsException extends IOException {
    public WeightsException(String source, String fault) {
        super(oneLine(source, fault));
    }

    public WeightsException(String source, String fault, Throwable cause) {
        super(oneLine(source, fault), cause);
    }

    /** Faults quote names from the file, which may hold line ends. */
    private static String oneLine(String source, String fault) {
        return source + ": " + fault.replaceAll("\\R", " ");
    }
}
