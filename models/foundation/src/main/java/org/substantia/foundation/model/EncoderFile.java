package org.substantia.foundation.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Device;
import org.substantia.foundation.checkpoint.Checkpoint;
import org.substantia.foundation.checkpoint.CheckpointReader;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.registry.ModelRegistry;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.weights.WeightsException;

/**
 * A published encoder in a file: which network it is, told from names and shapes, and its numbers. Nothing is loaded
 * until {@link #parameters} is called. Immutable; the file must not be changed as long as this is in use.
 */
public final class EncoderFile {
    private final Checkpoint checkpoint;
    private final Identification identified;
    private final Architecture architecture;
    private final List<String> assumed;
    private final ParameterSource source;

    private EncoderFile(
            Checkpoint checkpoint,
            Identification identified,
            Architecture architecture,
            List<String> assumed,
            ParameterSource source) {
        this.checkpoint = checkpoint;
        this.identified = identified;
        this.architecture = architecture;
        this.assumed = List.copyOf(assumed);
        this.source = source;
    }

    /**
     * @param fileOrFolder in any form that {@link CheckpointReader} reads
     * @throws WeightsException if it holds no known encoder, lacks a part of one, or holds anything that belongs to
     *     none
     */
    public static EncoderFile open(Path fileOrFolder) throws WeightsException {
        Checkpoint checkpoint = CheckpointReader.read(fileOrFolder);
        String name = checkpoint.file().toString();
        Configuration beside = checkpoint.configuration().isPresent()
                ? Configuration.read(checkpoint.configuration().get())
                : Configuration.NONE;
        // A file may be parted from its configuration, and lie beside another one's; what is in it stays its own.
        Configuration configuration =
                Configuration.ofMetadata(checkpoint.content().metadata()).or(beside);
        Identification identified = Identification.of(name, checkpoint.tensors());
        ArchitectureReader reader = new ArchitectureReader(name, identified, checkpoint.tensors(), configuration);
        Architecture architecture = reader.read();
        return new EncoderFile(
                checkpoint,
                identified,
                architecture,
                reader.assumed(),
                new ParameterSource(name, identified, checkpoint.tensors(), architecture));
    }

    /**
     * The same file under another rule for positions than that of the program whose names it bears.
     *
     * @throws IllegalArgumentException if the rule is rotary and the network's positions are not, or the reverse
     */
    public EncoderFile with(PositionRule rule) {
        if (rule.isRotary() != architecture.embedding().positions().isRotary()) {
            throw new IllegalArgumentException(
                    "positions of " + architecture.family().label() + " cannot be " + rule);
        }
        Architecture other = architecture.with(rule);
        try {
            return new EncoderFile(
                    checkpoint,
                    identified,
                    other,
                    assumed,
                    new ParameterSource(checkpoint.file().toString(), identified, checkpoint.tensors(), other));
        } catch (WeightsException e) {
            throw new IllegalStateException("the same names were found before", e);
        }
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    public Naming naming() {
        return identified.naming();
    }

    /** What stands before the encoder's names in the file; empty or with a dot at its end. */
    public String prefix() {
        return identified.names().prefix();
    }

    public Architecture architecture() {
        return architecture;
    }

    /**
     * What was assumed of the network because nothing in or beside the file tells it.
     *
     * @return in words, such as {@code heads of 64 numbers}; empty also for models that are known by their digest
     */
    public Optional<String> assumed() throws IOException {
        return assumed.isEmpty()
                        || ModelRegistry.withDigest(checkpoint.digest()).isPresent()
                ? Optional.empty()
                : Optional.of(String.join(" and ", assumed));
    }

    /** Names of tensors that are no part of the encoder, such as a text tower. */
    public List<String> leftOut() {
        return source.leftOut();
    }

    /** The network, without weights. */
    public VisionEncoder encoder(Precision precision) {
        return new VisionEncoder(architecture, precision);
    }

    /**
     * The network's numbers.
     *
     * @param declarations of {@link #encoder}, of which training may change all, some or none
     * @throws WeightsException if a number is not finite
     */
    public Parameters parameters(Declarations declarations, Device device) throws WeightsException {
        return parameters(declarations, UnaryOperator.identity(), device);
    }

    /**
     * The numbers of the network with an adapter.
     *
     * @param declarations of the adapted network
     * @param adapter makes the adapted network's numbers of the encoder's
     * @throws WeightsException if a number is not finite
     */
    public Parameters parameters(Declarations declarations, UnaryOperator<EncoderWriter.Values> adapter, Device device)
            throws WeightsException {
        EncoderWriter.Values values = adapter.apply(source::values);
        try {
            return Parameters.of(declarations, d -> unchecked(values, d), device);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof WeightsException fault) {
                throw fault;
            }
            throw e;
        }
    }

    /** Likewise, on a device. */
    public Parameters parameters(
            Declarations declarations, UnaryOperator<EncoderWriter.Values> adapter, ComputeDevice device)
            throws WeightsException {
        try (Device where = device.torchDevice()) {
            return parameters(declarations, adapter, where);
        }
    }

    private static float[] unchecked(EncoderWriter.Values values, Declaration declaration) {
        try {
            return values.of(declaration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The numbers of one parameter.
     *
     * @throws WeightsException if one is not finite
     */
    public float[] values(Declaration declaration) throws WeightsException {
        return source.values(declaration);
    }
}
