package org.substantia.segmentation.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.substantia.base.io.FileFaults;
import org.substantia.base.io.Sha256;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.plan.SegmentationPlan;

/** Opens model files and the bundled model. Thread-safe. */
public final class ModelFiles {
    /** What messages and provenance call the bundled model. */
    public static final String BUILT_IN = "built-in model";

    private static final String RESOURCE = "/org/substantia/weights/dgm.safetensors.gz";

    private ModelFiles() {}

    /**
     * @throws WeightsException with one line that names the file, if it is cut short, of another version or not a model
     * @throws IOException if it cannot be read, or was trained with an encoder other than the bundled one
     */
    public static SegmentationModel open(Path file, ComputeDevice device) throws IOException {
        return open(file, Optional.empty(), device);
    }

    /**
     * Likewise, a model that may have been trained with an encoder.
     *
     * @param encoder its file, needed unless it is the bundled one; ignored by a model without an encoder
     * @throws IOException also if it was trained with another encoder
     */
    public static SegmentationModel open(Path file, Optional<Path> encoder, ComputeDevice device) throws IOException {
        return BuiltIn.isMeant(file) ? builtIn(device) : open(file.toString(), content(file), encoder, device);
    }

    private static byte[] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileFaults.named(file, e);
        }
    }

    /**
     * The weights and metadata of a model file, or of the bundled model for {@link BuiltIn#PATH}.
     *
     * @throws IOException naming the file, if it cannot be read
     */
    public static TensorFile read(Path file) throws IOException {
        return BuiltIn.isMeant(file)
                ? SafeTensors.read(BUILT_IN, new ByteArrayInputStream(builtInContent()))
                : SafeTensors.read(file);
    }

    /**
     * The plan of a model file, or of the bundled model for {@link BuiltIn#PATH}.
     *
     * @throws IOException naming the file, if it cannot be read or is not a model of a version that can be
     */
    public static SegmentationPlan planOf(Path file) throws IOException {
        return SegmentationModel.planOf(file.toString(), read(file));
    }

    /**
     * SHA-256 of a model file's content, hexadecimal, as {@link SegmentationModel#sha256()} gives it; needs no
     * libtorch.
     *
     * @param file of the model, or {@link BuiltIn#PATH}
     * @throws IOException naming the file, if it cannot be read
     */
    public static String sha256(Path file) throws IOException {
        return BuiltIn.isMeant(file) ? Sha256.hex(builtInContent()) : Sha256.hex(file);
    }

    /** The bundled model. */
    public static SegmentationModel builtIn(ComputeDevice device) throws IOException {
        return open(BUILT_IN, builtInContent(), Optional.empty(), device);
    }

    private static byte[] builtInContent() throws IOException {
        try (InputStream in = ModelFiles.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("this build of the program holds no model; give one with --model");
            }
            return new GZIPInputStream(in).readAllBytes();
        }
    }

    private static SegmentationModel open(String source, byte[] content, Optional<Path> encoder, ComputeDevice device)
            throws IOException {
        TensorFile file = SafeTensors.read(source, new ByteArrayInputStream(content));
        return SegmentationModel.of(source, file, Sha256.hex(content), encoder, device);
    }
}
