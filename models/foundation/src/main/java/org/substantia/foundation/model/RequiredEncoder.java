package org.substantia.foundation.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.EnumNames;
import org.substantia.foundation.checkpoint.BundledEncoder;
import org.substantia.foundation.checkpoint.Checkpoint;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.registry.ModelRegistry;
import org.substantia.foundation.registry.RegisteredModel;
import org.substantia.learning.weights.BuiltIn;

/**
 * The encoder that something was trained with, whose own weights are not part of what was trained.
 *
 * @param file its name, without folders
 * @param sha256 {@link Checkpoint#digest} of its weights; of models from before {@code heads} was told, the SHA-256 of
 *     the file
 * @param family whose code it follows
 * @param positions the rule that it was used under; under another one it is off
 * @param heads of attention, which stand in no tensor; with the next two, empty in older models
 * @param normEpsilon of the normalizations
 * @param activation between the feed-forward matrices
 */
public record RequiredEncoder(
        String file,
        String sha256,
        Family family,
        PositionRule positions,
        Optional<Integer> heads,
        Optional<Double> normEpsilon,
        Optional<Activation> activation) {
    /** This encoder. */
    public static RequiredEncoder of(EncoderFile encoder) throws IOException {
        Architecture architecture = encoder.architecture();
        return new RequiredEncoder(
                encoder.checkpoint().file().getFileName().toString(),
                encoder.checkpoint().digest(),
                architecture.family(),
                architecture.embedding().positions(),
                Optional.of(architecture.heads()),
                Optional.of(architecture.normEpsilon()),
                Optional.of(architecture.activation()));
    }

    /** The same encoder, whatever its file is called. */
    public RequiredEncoder unnamed() {
        return new RequiredEncoder("", sha256, family, positions, heads, normEpsilon, activation);
    }

    private static <T> boolean agree(Optional<T> one, Optional<T> other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
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
     * Makes sure that a file which was given for this alone is its encoder's, though the bundled one would be found
     * without it: otherwise a wrong file would be passed over.
     *
     * @param source what was trained with it, in messages
     * @throws IOException if the given file is another encoder
     */
    public void requireSame(String source, Optional<Path> given) throws IOException {
        if (given.isPresent()) {
            requireSame(source, EncoderFile.open(given.get()));
        }
    }

    private void requireSame(String source, EncoderFile encoder) throws IOException {
        Path found = encoder.checkpoint().file();
        String digest = heads.isPresent() ? encoder.checkpoint().digest() : Sha256.hex(found);
        if (!digest.equals(sha256)) {
            throw new IOException(found + ": is another encoder than " + source + " was made with: SHA-256 " + digest
                    + " instead of " + sha256 + " (" + (bundled() ? BuiltIn.NAME : file) + ")");
        }
    }

    /**
     * Opens it: the bundled one, or the given file. Of the bundled one a given file is not looked at, since it may be
     * for something else; see {@link #requireSame}.
     *
     * @param source what was trained with it, in messages
     * @throws IOException if the file is missing or another encoder
     */
    public EncoderFile open(String source, Optional<Path> given) throws IOException {
        if (bundled()) {
            return suitable(source, EncoderFile.open(BundledEncoder.folder()));
        }
        requireGiven(source, given);
        EncoderFile encoder = EncoderFile.open(given.orElseThrow());
        requireSame(source, encoder);
        return suitable(source, encoder);
    }

    private EncoderFile suitable(String source, EncoderFile encoder) throws IOException {
        Architecture found = encoder.architecture();
        if (!agree(heads, Optional.of(found.heads()))
                || !agree(normEpsilon, Optional.of(found.normEpsilon()))
                || !agree(activation, Optional.of(found.activation()))) {
            throw new IOException("%s: is used otherwise than %s was made with it: %s instead of %s; is the config.json"
                            .formatted(
                                    encoder.checkpoint().file(),
                                    source,
                                    form(found.heads(), found.normEpsilon(), found.activation()),
                                    form(
                                            heads.orElse(found.heads()),
                                            normEpsilon.orElse(found.normEpsilon()),
                                            activation.orElse(found.activation())))
                    + " beside it another one?");
        }
        return encoder.with(positions);
    }

    private static String form(int heads, double normEpsilon, Activation activation) {
        return heads + " heads, " + EnumNames.of(activation) + ", epsilon " + normEpsilon;
    }
}
