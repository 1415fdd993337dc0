package org.substantia.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.substantia.foundation.model.EncoderFile;

/** Warns of what was assumed of an encoder because nothing in or beside its file tells it. */
public final class AssumedOfEncoder {
    private AssumedOfEncoder() {}

    /** @throws IOException naming the file, if it cannot be read */
    public static void print(EncoderFile encoder, PrintWriter err) throws IOException {
        Optional<String> assumed = encoder.assumed();
        if (assumed.isPresent()) {
            Warnings.print(
                    err,
                    List.of(encoder.checkpoint().file() + ": nothing beside it tells all of the network; assumed: "
                            + assumed.get()));
        }
    }
}
