package org.substantia.foundation.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.WeightsException;

/**
 * The encoder that comes with the program (docs/results/encoder-card.md), {@link BuiltIn#NAME} by name. Weights lie in
 * files, which are mapped into memory, so the first use unpacks it into a folder that is gone with the program.
 * Thread-safe.
 */
public final class BundledEncoder {
    private static final String RESOURCES = "/org/substantia/weights/encoder/";
    private static final String WEIGHTS = "model.safetensors";
    private static final List<String> FILES = List.of(WEIGHTS, "config.json");

    private static Optional<Path> unpacked = Optional.empty();

    private BundledEncoder() {}

    /**
     * SHA-256 of its file of weights, hexadecimal.
     *
     * @return empty if this build of the program holds none
     */
    public static Optional<String> sha256() throws IOException {
        try (InputStream in = open(WEIGHTS)) {
            return in == null ? Optional.empty() : Optional.of(Sha256.hex(in.readAllBytes()));
        }
    }

    /**
     * Its folder in transformers' layout, unpacked now or before.
     *
     * @throws WeightsException if this build of the program holds none, or there is no room for it
     */
    public static synchronized Path folder() throws WeightsException {
        if (unpacked.isEmpty()) {
            try {
                unpacked = Optional.of(unpack());
            } catch (IOException e) {
                throw new WeightsException(BuiltIn.NAME, "cannot be unpacked: " + e.getMessage(), e);
            }
        }
        return unpacked.get();
    }

    private static Path unpack() throws IOException {
        Path folder = Files.createTempDirectory("substantia-encoder");
        folder.toFile().deleteOnExit();
        for (String name : FILES) {
            Path file = folder.resolve(name);
            // Registered before it is there, and after its folder: files go first.
            file.toFile().deleteOnExit();
            try (InputStream in = open(name)) {
                if (in == null) {
                    throw new IOException("this build of the program holds no encoder; give one's file");
                }
                Files.copy(in, file);
            }
        }
        return folder;
    }

    private static InputStream open(String name) {
        return BundledEncoder.class.getResourceAsStream(RESOURCES + name);
    }
}
