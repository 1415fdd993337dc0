package org.substantia.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.substantia.learning.weights.BuiltIn;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Keeps a command from writing over a file that it reads. Stateless. */
public final class Overwritten {
    private Overwritten() {}

    /**
     * To be called before anything is written.
     *
     * @param input a file that is read, a folder whose files are, or the bundled one's path
     * @param output a file that will be written
     * @throws ParameterException if the input is the output, or lies there under that name
     */
    public static void refuse(Path input, Path output, CommandSpec spec) throws IOException {
        if (BuiltIn.isMeant(input) || !Files.exists(output)) {
            return;
        }
        Path file = Files.isDirectory(input) ? input.resolve(output.getFileName()) : input;
        if (Files.exists(file) && Files.isSameFile(file, output)) {
            throw new ParameterException(
                    spec.commandLine(), file + " is read and would be written over; name another --out");
        }
    }
}
