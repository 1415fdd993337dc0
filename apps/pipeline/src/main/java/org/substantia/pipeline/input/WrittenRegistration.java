package org.substantia.pipeline.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.json.EnumNames;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.registration.RegistrationQuality;

/** What lies beside predicted masks of how {@code predict} brought the images together. Stateless. */
public final class WrittenRegistration {
    /** What {@code predict} says of the masks of a case. */
    public static final String FILE = "segmentation.json";

    private WrittenRegistration() {}

    /**
     * Whether an image was moved from where its header puts it, so that the masks are right for the moved images only.
     * Masks without {@value #FILE} were made by another program, and then the headers tell.
     *
     * @param predicted a case's masks
     * @throws IOException naming the file, if it cannot be read
     */
    public static boolean moved(CaseFolder predicted) throws IOException {
        Optional<ByteSource> file =
                predicted.predictions().values().stream().findFirst().flatMap(mask -> mask.sibling(FILE));
        if (file.isEmpty()) {
            return false;
        }
        byte[] content;
        try (InputStream in = file.get().open()) {
            content = in.readAllBytes();
        }
        for (JsonNode image :
                JsonFiles.parse(file.get().name(), content, JsonNode.class).path("images")) {
            if (image.path("registration").path("quality").asText().equals(EnumNames.of(RegistrationQuality.ALIGNED))) {
                return true;
            }
        }
        return false;
    }
}
