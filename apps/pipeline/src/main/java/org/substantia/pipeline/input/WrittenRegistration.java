package org.substantia.pipeline.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.json.EnumNames;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.ScanAligner;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.registration.RegistrationQuality;

/** What lies beside predicted masks of how {@code predict} brought the images together. Stateless. */
public final class WrittenRegistration {
    /** What {@code predict} says of the masks of a case. */
    public static final String FILE = "segmentation.json";

    private WrittenRegistration() {}

    /**
     * Where the images lie on which masks were predicted; aligned again, in the same way, on the calling thread.
     *
     * @param predicted a case with images and predicted masks
     * @return the grids of all its images, or none where their headers tell
     * @throws IOException naming the file, if one cannot be read
     */
    public static Map<Modality, Geometry> places(CaseFolder predicted) throws IOException {
        Map<Modality, Geometry> places = new EnumMap<>(Modality.class);
        if (moved(predicted) && !predicted.images().isEmpty()) {
            new ScanAligner(Workers.caller())
                    .align(ScanReader.read(predicted))
                    .images()
                    .forEach((modality, image) ->
                            places.put(modality, image.volume().geometry()));
        }
        return places;
    }

    /**
     * Whether an image was moved from where its header puts it, so that the masks are right for the moved images only.
     * Masks without {@value #FILE} were made by another program, and then the headers tell.
     *
     * @param predicted a case's masks
     * @throws IOException naming the file, if it cannot be read
     */
    public static boolean moved(CaseFolder predicted) throws IOException {
        Optional<ByteSource> file =
                predicted.predictedMasks().stream().findFirst().flatMap(mask -> mask.sibling(FILE));
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
