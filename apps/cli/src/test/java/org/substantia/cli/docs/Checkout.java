package org.substantia.cli.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.substantia.testing.Repository;

/** The source checkout that the tests run in. */
final class Checkout {
    private static final Path ROOT = Repository.root();

    private Checkout() {}

    static Path file(String name) {
        return ROOT.resolve(name);
    }

    /** The path from the root, with slashes. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /** Every source file of that ending, sorted; what a build made is left out. */
    static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !name(file).matches("(.*/)?(target|\\.git)/.*"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
