package org.substantia.learning.weights;

import java.nio.file.Files;
import java.nio.file.Path;

/** How the weights that come with the program are named where a file is asked for. Stateless. */
public final class BuiltIn {
    public static final String NAME = "built-in";

    public static final Path PATH = Path.of(NAME);

    private BuiltIn() {}

    /** Whether this names them; a file or folder of that name comes first. */
    public static boolean isMeant(Path file) {
        return file.equals(PATH) && !Files.exists(file);
    }
}
