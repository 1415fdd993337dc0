package org.substantia.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The working copy that the tests run in. */
public final class Repository {
    private Repository() {}

    /** Its top folder: the outermost above the working directory that Maven has a {@code pom.xml} in. */
    public static Path root() {
        Path root = Path.of("").toAbsolutePath();
        for (Path folder = root; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("pom.xml"))) {
                root = folder;
            }
        }
        return root;
    }
}
