package org.substantia.foundation.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.foundation.checkpoint.BundledEncoder;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.registry.ModelRegistry;
import org.substantia.foundation.registry.RegisteredModel;

/**
 * The encoder that something was trained with, whose own weights are not part of what was trained.
 *
 * @param file its name, without folders
 * @param sha256 of its file, hexadecimal
 * @param family whose code it follows
 * @param positions the rule that it was used under; under another one it is off
 */
public record RequiredEncoder(String file, String sha256, Family family, PositionRule positions) {
    /** This encoder. */
    public static RequiredEncoder of(EncoderFile encoder) throws IOException {
        Path file = encoder.checkpoint().file();
        return new RequiredEncoder(
                file.getFileName().toString(),
                Sha256.hex(file),
                encoder.architecture().family(),
                encoder.architecture().embedding().positions());
    }

    /** The license of its weights, where they are known by their digest. */
    public Optional<String> license() {
        return ModelRegistry.withDigest(sha256).map(RegisteredModel::license);
    }

    /** Whether it comes with the program. */
    public boolean bundled() throws IOException {
        return BundledEncoder.sha256().equals(Optional.of(sha256));
    }

    /**
     * Makes sure that its file was given where it is needed.
     *
     * @param source what was trained with it, in messages
     * @throws IOException if no file is given and it is not the bundled one
     */
    public void requireGiven(String source, Optional<Path> given) throws IOException {
        if (given.isEmpty() && !bundled()) {
            throw new IOException(source + ": was trained with an encoder, which is not in it; give its file with"
                    + " --encoder (" + file + ", " + family.label() + ", SHA-256 " + sha256 + ")");
        }
    }

    /**
     * Opens it: the bundled one, or the given file.
     *
     * @param source what was trained with it, in messages
     * @throws IOException if the file is missing or another encoder
     */
    public EncoderFile open(String source, Optional<Path> given) throws IOException {
        if (bundled()) {
            return EncoderFile.open(BundledEncoder.folder()).with(positions);
        }
        requireGiven(source, given);
        EncoderFile encoder = EncoderFile.open(given.orElseThrow());
        Path found = encoder.checkpoint().file();
        String digest = Sha256.hex(found);
        if (!digest.equals(sha256)) {
            throw new IOException(found + ": is another encoder than " + source + " was made with: SHA-256 " + digest
                    + " instead of " + sha256 + " (" + file + ")");
        }
        return encoder.with(positions);
    }
}
