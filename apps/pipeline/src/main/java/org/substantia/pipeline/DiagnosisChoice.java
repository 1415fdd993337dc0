package org.substantia.pipeline;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.fusion.EncoderAssessor;
import org.substantia.pipeline.fusion.FusedModel;

/**
 * Which diagnosis model an analysis uses, if any.
 *
 * @param kind where the model comes from
 * @param file of the model; empty unless it comes from a file
 * @param encoder file or folder of the encoder that the model was trained with; empty if it was trained without one or
 *     with the bundled one
 */
public record DiagnosisChoice(Kind kind, String file, String encoder) implements Serializable {
    /** Where the model comes from. */
    public enum Kind {
        /** No model: nothing is measured and nothing diagnosed. */
        NONE,
        BUNDLED,
        FILE
    }

    /** Label maps only. */
    public static DiagnosisChoice none() {
        return new DiagnosisChoice(Kind.NONE, "", "");
    }

    public static DiagnosisChoice bundled() {
        return new DiagnosisChoice(Kind.BUNDLED, "", "");
    }

    public static DiagnosisChoice of(Path file) {
        return new DiagnosisChoice(Kind.FILE, file.toString(), "");
    }

    /** A model that was trained with an encoder. */
    public static DiagnosisChoice of(Path file, Path encoder) {
        return new DiagnosisChoice(Kind.FILE, file.toString(), encoder.toString());
    }

    /**
     * Opens the model.
     *
     * @param device that an encoder runs on
     * @return empty where nothing is diagnosed; to be closed by the caller
     * @throws IOException naming the file, if it cannot be read or the encoder is another one than it needs
     */
    public Optional<Assessor> open(ComputeDevice device) throws IOException {
        Optional<FusedModel> fused = fused();
        if (fused.isEmpty()) {
            return open();
        }
        return Optional.of(new Assessor(
                fused.get().biomarkers(),
                name(),
                Sha256.hex(Path.of(file)),
                Optional.of(EncoderAssessor.open(fused.get(), file, encoderFile(), device))));
    }

    /**
     * Opens what tells the model from others, without its encoder: no libtorch is needed.
     *
     * @return empty where nothing is diagnosed
     * @throws IOException naming the file, if it cannot be read
     */
    public Optional<Assessor> open() throws IOException {
        return switch (kind) {
            case NONE -> Optional.empty();
            case BUNDLED -> Optional.of(Assessor.builtIn());
            case FILE -> {
                Optional<FusedModel> fused = fused();
                DiagnosisModel model =
                        fused.isPresent() ? fused.get().biomarkers() : DiagnosisModel.read(Path.of(file));
                yield Optional.of(new Assessor(model, name(), Sha256.hex(Path.of(file))));
            }
        };
    }

    /**
     * Makes sure that the encoder's file is that of the model's encoder, also where the model finds the bundled one by
     * itself; not to be asked where another model may want the file.
     *
     * @throws IOException if it is another encoder
     */
    public void requireEncoder() throws IOException {
        Optional<FusedModel> fused = fused();
        if (fused.isPresent()) {
            fused.get().encoder().required().requireSame(file, encoderFile());
        }
    }

    private Optional<Path> encoderFile() {
        return encoder.isEmpty() ? Optional.empty() : Optional.of(Path.of(encoder));
    }

    private String name() {
        return Path.of(file).getFileName().toString();
    }

    /** The model with its encoder's part, where the file has one and the encoder is given or the bundled one. */
    private Optional<FusedModel> fused() throws IOException {
        if (kind != Kind.FILE) {
            return Optional.empty();
        }
        Path path = Path.of(file);
        if (!FusedModel.isIn(path)) {
            if (!encoder.isEmpty()) {
                throw new IOException(file + ": was trained without an encoder; leave --encoder out");
            }
            return Optional.empty();
        }
        FusedModel model = FusedModel.read(path);
        model.encoder().required().requireGiven(file, encoderFile());
        return Optional.of(model);
    }
}
