package org.substantia.cohort.layout;

import java.nio.file.Files;
import java.nio.file.Path;

/** How the challenge calls a container: cases in {@code inputs}, results in {@code outputs} beside it. */
public final class ContainerLayout {
    private static final Path INPUTS = Path.of("inputs");
    private static final Path OUTPUTS = Path.of("outputs");

    private ContainerLayout() {}

    /**
     * Whether cases and results lie as in the challenge's container.
     *
     * @param inputs the cases: {@code inputs} itself, or the folder that holds it
     * @param outputs for the results; beside {@code inputs}, unless a folder is named that holds {@code inputs}
     */
    public static boolean is(Path inputs, Path outputs) {
        Path in = inputs.toAbsolutePath().normalize();
        Path out = outputs.toAbsolutePath().normalize();
        boolean siblings = in.endsWith(INPUTS)
                && out.endsWith(OUTPUTS)
                && in.resolveSibling(OUTPUTS).equals(out);
        return siblings || Files.isDirectory(in.resolve(INPUTS));
    }
}
