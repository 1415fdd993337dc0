package org.substantia.foundation.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    /** The first of these that is there is the {@link #topology}. */
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

    /** The file beside the weights of 3D convolutions that tells how far their taps lie apart, if there is one. */
    public Optional<Path> topology() {
        return TOPOLOGIES.stream().flatMap(name -> beside(name).stream()).findFirst();
    }

    /** The file beside the weights that names the classes of voxels, if there is one. */
    public Optional<Path> classes() {
        return beside(CLASSES);
    }

    /** All files that tell which network it is, {@link #file} first: where these lie together, it opens the same. */
    public List<Path> files() {
        Set<Path> files = new LinkedHashSet<>(List.of(file));
        files.addAll(parts);
        configuration.ifPresent(files::add);
        topology().ifPresent(files::add);
        classes().ifPresent(files::add);
        return List.copyOf(files);
    }

    private Optional<Path> beside(String name) {
        return Optional.of(file.resolveSibling(name)).filter(Files::isRegularFile);
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
                topology().ifPresent(files::add);
            }
            classes().ifPresent(files::add);
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
