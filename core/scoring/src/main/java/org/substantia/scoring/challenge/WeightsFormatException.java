package org.substantia.scoring.challenge;

import java.io.IOException;
import java.nio.file.Path;

/** A file of weights that cannot be used. The message names the file and the entry. */
public final class WeightsFormatException extends IOException {
    WeightsFormatException(Path file, String fault) {
        super(file + ": " + fault);
    }
}
