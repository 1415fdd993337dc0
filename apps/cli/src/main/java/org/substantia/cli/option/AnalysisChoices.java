package org.substantia.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.DiagnosisChoice;
import org.substantia.pipeline.fusion.FusedModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an analysis uses and writes: the same options for every command that analyzes patients. */
public final class AnalysisChoices {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--model",
            arity = "1..*",
            paramLabel = "FILE",
            description = "use this model instead of the bundled one; the probabilities of several models are averaged")
    private List<Path> models = List.of();

    @Option(
            names = "--tta",
            description = "test-time augmentation: look twice, from places one voxel apart (a model of both halves of "
                    + "the head: at the mirrored patch), and average; slightly more accurate, twice the network time")
    private boolean augmented;

    @Option(names = "--no-registration", description = "trust the NIfTI headers; do not register")
    private boolean noRegistration;

    @Option(
            names = "--diagnosis",
            paramLabel = "FILE",
            description = "use this diagnosis model instead of the bundled one (see train diagnosis)")
    private Optional<Path> diagnosis = Optional.empty();

    @Option(
            names = "--encoder",
            paramLabel = "FILE",
            description =
                    "the encoder that the --diagnosis model or a --model was trained with (--encoder of train); not "
                            + "needed for the built-in one")
    private Optional<Path> encoder = Optional.empty();

    @Option(names = "--no-report", description = "do not write HTML reports")
    private boolean noReport;

    @Option(names = "--segmentation-only", description = "write only label maps and segmentation.json")
    private boolean segmentationOnly;

    /** @throws IOException if the file of the diagnosis model cannot be read */
    public AnalysisOptions options() throws IOException {
        if (segmentationOnly && diagnosis.isPresent()) {
            throw new ParameterException(
                    command.commandLine(), "--segmentation-only and --diagnosis contradict each other");
        }
        if (encoder.isPresent() && diagnosis.isEmpty() && models.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "--encoder needs --diagnosis or --model: what was trained with it");
        }
        return AnalysisOptions.defaults()
                .withSegmentationModels(models.stream().map(Path::toString).toList())
                .withEncoder(encoder.map(Path::toString).orElse(""))
                .withDiagnosis(diagnosis())
                .withAugmented(augmented)
                .withRegistration(!noRegistration);
    }

    private DiagnosisChoice diagnosis() throws IOException {
        if (segmentationOnly) {
            return DiagnosisChoice.none();
        }
        if (diagnosis.isEmpty()) {
            return DiagnosisChoice.bundled();
        }
        // With a model of segmentation beside it the encoder may be that one's alone.
        boolean joined = encoder.isPresent() && (models.isEmpty() || FusedModel.isIn(diagnosis.get()));
        return joined ? DiagnosisChoice.of(diagnosis.get(), encoder.get()) : DiagnosisChoice.of(diagnosis.get());
    }

    /** Whether every case is diagnosed. */
    public boolean diagnoses() {
        return !segmentationOnly;
    }

    /** Whether every case gets a report. */
    public boolean reports() {
        return !segmentationOnly && !noReport;
    }
}
