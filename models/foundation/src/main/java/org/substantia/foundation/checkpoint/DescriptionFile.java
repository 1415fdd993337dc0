package org.substantia.foundation.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.substantia.base.json.JsonFiles;
import org.substantia.learning.weights.WeightsException;

/** JSON that describes weights beside it: configurations, indexes of shards, topologies, names of classes. */
public final class DescriptionFile {
    private DescriptionFile() {}

    /** @throws WeightsException naming the file, if it cannot be read or is not JSON */
    public static JsonNode read(Path file) throws WeightsException {
        try {
            return JsonFiles.read(file);
        } catch (IOException e) {
            throw new WeightsException(file.toString(), "is not a JSON file that can be read", e);
        }
    }
}
