package org.substantia.foundation.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;

/**
 * The weights in a file, under the file's own names. Immutable; the tensors may lie in the file, which then must not be
 * changed as long as they are in use.
 *
 * @param file that was named, or was found in the folder that was named
 * @param parts the files that hold its weights, if it only lists them: shards or binary files
 * @param format of the file
 * @param content all tensors
 * @param configuration of the network in the JSON file beside it, if there is one
 */
public record Checkpoint(
        Path file, List<Path> parts, CheckpointFormat format, TensorFile content, Optional<Path> configuration) {
    /** How far the taps of 3D convolutions lie apart is told by the first of these that is there. */
    private static final List<String> TOPOLOGIES = List.of("layers.json", "model.json");

    private static final String CLASSES = "colormap.json";
    private static final int DIMENSIONS_OF_3D = 5;

    public Checkpoint {
        parts = List.copyOf(parts);
    }

    public Map<String, NamedTensor> tensors() {
        return content.tensors();
    }

    /** How many numbers the tensors are. */
    public long count() {
        return tensors().values().stream().mapToLong(NamedTensor::elements).sum();
    }

    /**
     * What these weights are known by, hexadecimal: the SHA-256 of the file, or, where several files define the
     * network, that of the SHA-256 of all of them. What a {@link #configuration} tells is not in it.
     *
     * @throws IOException naming the file, if one cannot be read
     */
    public String digest() throws IOException {
        List<Path> files = new ArrayList<>(List.of(file));
        files.addAll(parts);
        if (tensors().values().stream().anyMatch(tensor -> tensor.shape().length == DIMENSIONS_OF_3D)) {
            if (format != CheckpointFormat.TENSORFLOW_JS) {
                TOPOLOGIES.stream()
                        .map(file::resolveSibling)
                        .filter(Files::isRegularFile)
                        .findFirst()
                        .ifPresent(files::add);
            }
            Path classes = file.resolveSibling(CLASSES);
            if (Files.isRegularFile(classes)) {
                files.add(classes);
            }
        }
        if (files.size() == 1) {
            return Sha256.hex(file);
        }
        Sha256 digest = new Sha256();
        for (Path each : files) {
            digest.update(Sha256.hex(each));
        }
        return digest.hex();
    }
}
