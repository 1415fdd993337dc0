package org.substantia.testing;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Data that are not part of the project, which the tests that need them are skipped without: the folder {@code data} in
 * {@code $SUBSTANTIA_SHARED} or, where that is not set, in {@code shared} beside the working copy.
 */
public final class SharedData {
    private SharedData() {}

    /** A file or folder below {@code data}, whether it exists or not. */
    public static Path file(String path) {
        Path shared = Optional.ofNullable(System.getenv("SUBSTANTIA_SHARED"))
                .map(Path::of)
                .orElseGet(() -> Repository.root().resolveSibling("shared"));
        return shared.resolve("data").resolve(path);
    }
}
