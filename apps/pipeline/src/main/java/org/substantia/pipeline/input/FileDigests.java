package org.substantia.pipeline.input;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.layout.CaseFolder;

/** Digests of the files of a case, by which what was made of them is known again. Stateless. */
public final class FileDigests {
    private FileDigests() {}

    /**
     * Adds what {@link LabeledScans} are made of.
     *
     * @param predicted the case's predicted masks, which count instead of its own
     */
    public static void add(Sha256 digest, CaseFolder folder, Optional<CaseFolder> predicted) throws IOException {
        add(digest, folder.images());
        add(digest, predicted.isPresent() ? predicted.get().predictions() : folder.masks());
        if (predicted.isPresent()) {
            add(digest, predicted.get().standIns());
        }
        if (predicted.isPresent() && WrittenRegistration.moved(predicted.get())) {
            digest.update("images moved");
        }
    }

    /**
     * Adds files to a digest, in the order of the map: what each is and its content as stored.
     *
     * @param files by modality or scheme
     */
    public static void add(Sha256 digest, Map<?, ByteSource> files) throws IOException {
        for (Map.Entry<?, ByteSource> file : files.entrySet()) {
            digest.update(file.getKey() + Sha256.hex(file.getValue()));
        }
    }
}
