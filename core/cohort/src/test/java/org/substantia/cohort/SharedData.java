package org.substantia.cohort;

import java.nio.file.Path;

/**
 * Where the data lie that are not part of the project: {@code $SUBSTANTIA_SHARED}, or {@code shared} beside the
 * repository.
 */
public final class SharedData {
    private SharedData() {}

    /** A file below {@code data}, whether it exists or not. */
    public static Path file(String path) {
        String shared = System.getenv("SUBSTANTIA_SHARED");
        Path top = shared == null ? Path.of("..", "..", "..", "shared") : Path.of(shared);
        return top.resolve("data").resolve(path);
    }
}
