package org.substantia.foundation.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;

/**
 * The weights in a file, under the file's own names. Immutable; the tensors may lie in the file, which then must not be
 * changed as long as they are in use.
 *
 * @param file that was named, or was found in the folder that was named
 * @param format of the file
 * @param content all tensors
 * @param configuration of the network in the JSON file beside it, if there is one
 */
public record Checkpoint(Path file, CheckpointFormat format, TensorFile content, Optional<Path> configuration) {
    public Map<String, NamedTensor> tensors() {
        return content.tensors();
    }

    /** How many numbers the tensors are. */
    public long count() {
        return tensors().values().stream().mapToLong(NamedTensor::elements).sum();
    }
}
