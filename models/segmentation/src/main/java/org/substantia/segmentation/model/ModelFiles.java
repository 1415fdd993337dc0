package org.substantia.segmentation.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.WeightsException;

/** Opens model files, and the model that comes with the program. Thread-safe. */
public final class ModelFiles {
    /** The name under which the shipped model goes in faults and provenance. */
    public static final String BUILT_IN = "built-in model";

    private static final String RESOURCE = "/org/substantia/weights/dgm.safetensors.gz";

    private ModelFiles() {}

    /**
     * @throws WeightsException with one line that names the file, if it is cut short, of another version or not a model
     * @throws IOException if it cannot be read
     */
    public static SegmentationModel open(Path file, ComputeDevice device) throws IOException {
        return open(file.toString(), Files.readAllBytes(file), device);
    }

    /** The model that comes with the program. */
    public static SegmentationModel builtIn(ComputeDevice device) throws IOException {
        try (InputStream in = ModelFiles.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("this build of the program holds no model; give one with --model");
            }
            return open(BUILT_IN, new GZIPInputStream(in).readAllBytes(), device);
        }
    }

    private static SegmentationModel open(String source, byte[] content, ComputeDevice device) throws IOException {
        TensorFile file = SafeTensors.read(source, new ByteArrayInputStream(content));
        return SegmentationModel.of(source, file, sha256(content), device);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
