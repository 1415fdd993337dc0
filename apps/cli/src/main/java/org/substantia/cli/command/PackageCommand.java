package org.substantia.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.AnalysisChoices;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.PatientAnalyzer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code substantia package}: a container image for the challenge. The image holds the built program and a Java
 * runtime, so the work is done by the launcher's script (tools/packaging/package), which needs the source checkout;
 * this class holds its options and explains them.
 */
@Command(
        name = "package",
        mixinStandardHelpOptions = true,
        description = {
            "Packs the program into a container image, without a container daemon (docs/how-to/run-in-a-container.md).",
            "Works on Linux x86-64, from a source checkout. Models that are named here are opened, packed with the "
                    + "program and used by the image's /auto_run.sh.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  substantia package --out substantia-image.tar",
            "  docker load -i substantia-image.tar",
            "  docker run --network none -v /PDCAD/test_data:/pdcad substantia bash /auto_run.sh",
            "  substantia package --out mine.tar --model adapted.safetensors --diagnosis pd.safetensors"
        })
public final class PackageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "the image, for docker load or podman load (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("substantia-image.tar");

    @Option(
            names = "--keep-root",
            paramLabel = "DIR",
            description = "also leave the image's file tree in DIR, to run it by chroot")
    private Optional<Path> keepRoot = Optional.empty();

    @Option(
            names = "--stage",
            hidden = true,
            paramLabel = "DIR",
            description = "how tools/packaging/package calls this: open the models and copy them there")
    private Optional<Path> stage = Optional.empty();

    @Mixin
    private AnalysisChoices choices = new AnalysisChoices();

    @Override
    public Integer call() throws IOException {
        if (!choices.diagnoses() || !choices.reports()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "an image diagnoses and reports: leave --segmentation-only and --no-report out");
        }
        if (stage.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot make " + out + keepRoot.map(dir -> " and " + dir).orElse("")
                            + " here: package runs from a source checkout, as ./substantia package");
        }
        AnalysisOptions options = choices.options();
        ComputeDevice cpu = new ComputeDevice(false, Precision.FP32);
        // Opened here, so that no model is refused where the image runs: first what was named, for messages that name
        // it, then the copies, which have nothing else beside them.
        PatientAnalyzer.open(options, Version.number(), cpu, Workers.caller()).close();
        AnalysisOptions copied = PackedModels.write(options, stage.get());
        PatientAnalyzer.open(copied, Version.number(), cpu, Workers.caller()).close();
        return ExitCode.OK;
    }
}
