package org.substantia.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
            "Works on Linux x86-64, from a source checkout.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  substantia package --out substantia-image.tar",
            "  docker load -i substantia-image.tar",
            "  docker run --network none -v /PDCAD/test_data:/pdcad substantia bash /auto_run.sh"
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

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "cannot make " + out + keepRoot.map(dir -> " and " + dir).orElse("")
                        + " here: package runs from a source checkout, as ./substantia package");
    }
}
