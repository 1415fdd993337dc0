package org.substantia.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.roi.RoiCropper;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which encoder is adapted and how: the same options for every command that adapts one to patients. */
public final class EncoderOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--encoder",
            paramLabel = "FILE",
            description =
                    "also adapt this encoder to the patients, weights or a folder that holds them (see foundation "
                            + "list) or built-in, and join it with the biomarkers")
    private Optional<Path> encoder = Optional.empty();

    @Option(
            names = "--adapt",
            paramLabel = "WAY",
            description =
                    "how: probe, pooling, lora, mrn, last-2 (or another number of blocks), full, or scratch for the "
                            + "same network without its weights; all but pooling and mrn also by the patches of the "
                            + "nuclei alone, such as nuclei-lora (default: nuclei-probe)")
    private Optional<String> way = Optional.empty();

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "longer side of a slice as the encoder sees it, in whole patches (default: 224, or "
                    + "what it was trained on where that is less)")
    private Optional<Integer> size = Optional.empty();

    @Option(
            names = "--max-epochs",
            paramLabel = "N",
            description = "train the encoder for at most N epochs; how many is chosen within the training patients")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--mask-nuclei",
            description = "a control: hide the nuclei from the encoder, to see what it reads from elsewhere")
    private boolean masked;

    /** The encoder's file, if one is to be adapted. */
    public Optional<Path> encoder() {
        if (encoder.isEmpty() && (way.isPresent() || size.isPresent() || epochs.isPresent() || masked)) {
            throw wrong("--adapt, --image-size, --max-epochs and --mask-nuclei need --encoder");
        }
        return encoder;
    }

    /** How it is adapted. */
    public Adaptation adaptation() {
        try {
            return Adaptation.parse(way.orElse("nuclei-probe"));
        } catch (IllegalArgumentException e) {
            throw wrong("--adapt: " + e.getMessage());
        }
    }

    /** How slices are shown to it. */
    public ImageInput input(Architecture architecture) {
        ImageInput usual = ImageInput.usual(architecture);
        try {
            return new ImageInput(size.orElse(usual.size()), usual.channels());
        } catch (IllegalArgumentException e) {
            throw wrong("--image-size: " + e.getMessage());
        }
    }

    /** The limit of epochs, if one was given. */
    public OptionalInt maxEpochs() {
        if (epochs.isPresent() && epochs.get() < 0) {
            throw wrong("--max-epochs must be at least 0, not " + epochs.get());
        }
        return epochs.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** Whether the nuclei are shown to it. */
    public RoiCropper.Nuclei nuclei() {
        return masked ? RoiCropper.Nuclei.MASKED_OUT : RoiCropper.Nuclei.SHOWN;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
