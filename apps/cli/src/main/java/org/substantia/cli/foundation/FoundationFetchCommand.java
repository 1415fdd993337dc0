package org.substantia.cli.foundation;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.substantia.cli.console.ExitCode;
import org.substantia.foundation.registry.ModelDownload;
import org.substantia.foundation.registry.ModelRegistry;
import org.substantia.foundation.registry.RegisteredModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia foundation fetch}: a public model's file. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches the file of a public model.",
            "A stopped download goes on where it stopped; the file gets its name when its SHA-256 is right.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = {"  substantia foundation fetch dinov2-vits14"})
final class FoundationFetchCommand implements Callable<Integer> {
    private static final long STEP = 10_000_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "a name that foundation list shows")
    private String name;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "folder for the file (default: .cache/substantia/models in the home folder)")
    private Optional<Path> into = Optional.empty();

    @Override
    public Integer call() throws IOException {
        RegisteredModel model = ModelRegistry.named(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no model " + name + ", there are "
                                + ModelRegistry.all().stream()
                                        .map(RegisteredModel::name)
                                        .collect(Collectors.joining(", "))));
        PrintWriter out = spec.commandLine().getOut();
        out.println(model.name() + ": license " + model.license());
        long[] shown = {0};
        Path file = ModelDownload.fetch(
                model,
                into.orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "substantia", "models")),
                count -> {
                    if (count / STEP > shown[0]) {
                        shown[0] = count / STEP;
                        spec.commandLine().getErr().println(count / 1_000_000 + " MB");
                    }
                });
        out.println(file);
        return ExitCode.OK;
    }
}
