package org.substantia.synthesis.anatomy.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that a bank is built from. */
final class SourceFiles {
    private static final String SUFFIX = ".nii.gz";

    private SourceFiles() {}

    /** @throws IOException if the folder holds no head */
    static List<Path> heads(Path folder) throws IOException {
        return labelMaps(folder, "heads");
    }

    /** @throws IOException if the folder holds no map of a person's shape */
    static List<Path> labelMaps(Path folder) throws IOException {
        return labelMaps(folder, "label maps");
    }

    private static List<Path> labelMaps(Path folder, String what) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IOException(folder + ": holds no " + what + "; files named *" + SUFFIX + " are needed");
            }
            return found;
        }
    }

    /** @throws IOException if the folder holds no folder with masks */
    static List<Path> maskFolders(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(SourceFiles::holdsMasks).sorted().toList();
            if (found.isEmpty()) {
                throw new IOException(folder + ": holds no masks; folders with QSM_mask" + SUFFIX + " and NM_mask"
                        + SUFFIX + " (or _pred) are needed");
            }
            return found;
        }
    }

    private static boolean holdsMasks(Path folder) {
        return Files.exists(mask(folder, "QSM")) && Files.exists(mask(folder, "NM"));
    }

    /** The mask of a modality in a folder: a reference mask if there is one, else a predicted one. */
    static Path mask(Path folder, String modality) {
        Path reference = folder.resolve(modality + "_mask" + SUFFIX);
        return Files.exists(reference) ? reference : folder.resolve(modality + "_pred" + SUFFIX);
    }

    static String baseName(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }
}
