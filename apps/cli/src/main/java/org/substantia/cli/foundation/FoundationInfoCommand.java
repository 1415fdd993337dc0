package org.substantia.cli.foundation;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.json.EnumNames;
import org.substantia.cli.console.ExitCode;
import org.substantia.foundation.checkpoint.Checkpoint;
import org.substantia.foundation.checkpoint.CheckpointReader;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.registry.ModelRegistry;
import org.substantia.foundation.registry.RegisteredModel;
import org.substantia.foundation.volume.HighRes3dNetFile;
import org.substantia.foundation.volume.MeshNetFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia foundation info}: which network is in a file. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = {
            "Tells which network is in a file of weights.",
            "Reads safetensors (in shards, too), files of torch.save and layers of TensorFlow.js by their content. "
                    + "Nothing in a file is run; a file that is no whole network is refused with the names that are "
                    + "missing or unexpected.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = {"  substantia foundation info dinov2_vits14_pretrain.pth"})
final class FoundationInfoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "weights, an index of shards, a folder that holds them, or built-in")
    private Path path;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Checkpoint checkpoint = CheckpointReader.read(path);
        String digest = checkpoint.digest();
        line(out, "file", checkpoint.file());
        line(out, "format", checkpoint.format().label());
        line(out, "SHA-256", digest);
        Optional<RegisteredModel> known = ModelRegistry.withDigest(digest);
        line(out, "model", known.map(RegisteredModel::name).orElse("not among those known by their digest"));
        known.ifPresent(model -> line(out, "license", model.license()));
        known.ifPresent(model -> line(out, "preprocessing", model.preprocessing()));
        line(out, "tensors", checkpoint.tensors().size() + " of " + checkpoint.count() + " numbers");
        if (HighRes3dNetFile.looksLike(checkpoint)) {
            HighRes3dNetFile network = HighRes3dNetFile.open(path);
            line(
                    out,
                    "network",
                    "HighRes3DNet, " + network.convolutions().size() + " convolutions, " + network.classes()
                            + " classes");
        } else if (MeshNetFile.looksLike(checkpoint)) {
            MeshNetFile network = MeshNetFile.open(path);
            line(
                    out,
                    "network",
                    "MeshNet, " + network.network().layers().size() + " convolutions, " + network.classes()
                            + " classes");
        } else {
            describe(out, EncoderFile.open(path));
        }
        return ExitCode.OK;
    }

    private static void describe(PrintWriter out, EncoderFile file) throws IOException {
        Architecture a = file.architecture();
        line(
                out,
                "network",
                "%s, %d wide, %d blocks, %d heads, patches of %d, %d registers, %s"
                        .formatted(
                                a.family().label(),
                                a.width(),
                                a.depth(),
                                a.heads(),
                                a.embedding().patch(),
                                a.embedding().registers(),
                                EnumNames.of(a.activation())));
        line(out, "names", EnumNames.of(file.naming()) + (file.prefix().isEmpty() ? "" : ", behind " + file.prefix()));
        line(out, "positions", EnumNames.of(a.embedding().positions()));
        file.assumed()
                .ifPresent(assumed -> line(out, "assumed", assumed + ", which nothing in or beside the file tells"));
        if (!file.leftOut().isEmpty()) {
            line(
                    out,
                    "left out",
                    file.leftOut().size() + " tensors that are no part of the encoder, the first "
                            + file.leftOut().get(0));
        }
    }

    private static void line(PrintWriter out, String what, Object value) {
        out.printf("%-14s %s%n", what, value);
    }
}
