package org.substantia.challenge.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;

/** Takes out of what an image wrote the files that the challenge asks for, and nothing else; no link is followed. */
final class OutputCollection {
    static final String DIAGNOSIS = "PD_pred.txt";

    private static final long MAX_BYTES = 64L << 20;

    private OutputCollection() {}

    /** The files that every case needs. */
    static List<String> wanted() {
        List<String> names = new ArrayList<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            names.add(scheme.predictionFileName());
        }
        names.add(DIAGNOSIS);
        return names;
    }

    /**
     * Copies {@code ID/QSM_pred.nii.gz}, {@code ID/NM_pred.nii.gz} and {@code ID/PD_pred.txt}.
     *
     * @param outputs what the image wrote; nothing of it runs any more
     * @param target a new folder
     * @return what is missing or was not taken, one line each
     */
    static List<String> collect(Path outputs, List<String> cases, Path target) throws IOException {
        List<String> faults = new ArrayList<>();
        Files.createDirectories(target);
        for (String id : cases) {
            Path folder = outputs.resolve(id);
            for (String name : wanted()) {
                Path file = folder.resolve(name);
                Optional<String> fault = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        ? fault(file)
                        : Optional.of("its folder is missing");
                if (fault.isPresent()) {
                    faults.add(id + "/" + name + ": " + fault.get());
                } else {
                    Path copy = target.resolve(id).resolve(name);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        return faults;
    }

    private static Optional<String> fault(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("is missing");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("is a link or no file; it was not followed");
        }
        return Files.size(file) > MAX_BYTES
                ? Optional.of("has more than " + (MAX_BYTES >> 20) + " MB")
                : Optional.empty();
    }
}
