package org.substantia.cli.foundation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.json.EnumNames;
import org.substantia.cli.console.AssumedOfEncoder;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.option.Overwritten;
import org.substantia.foundation.adapter.LoraAdapter;
import org.substantia.foundation.adapter.PeftFiles;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.registry.ModelRegistry;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.TensorType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia foundation export}: an encoder, with an adapter in it, as other programs read it. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes an encoder as other programs read it, with an adapter merged into it.",
            "The weights are safetensors beside a config.json; their metadata keep the digest of the file they are "
                    + "from and its license, where it is known.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = {"  substantia foundation export dinov2_vits14_pretrain.pth --adapter lora --out merged"})
final class FoundationExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "an encoder's weights, a folder that holds them, or built-in")
    private Path path;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the result")
    private Path out;

    @Option(
            names = "--names",
            paramLabel = "WHOSE",
            defaultValue = "transformers",
            description = "names of the tensors: official or transformers (default: ${DEFAULT-VALUE})")
    private Naming names;

    @Option(names = "--adapter", paramLabel = "DIR", description = "a LoRA adapter in PEFT's form, to be merged")
    private Optional<Path> adapter = Optional.empty();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "f32",
            description = "numbers of the result: f32, f16 or bf16 (default: ${DEFAULT-VALUE})")
    private TensorType type;

    @Override
    public Integer call() throws IOException {
        if (!type.isFloat() || type == TensorType.F64) {
            throw new ParameterException(spec.commandLine(), "--type should be f32, f16 or bf16, not " + type);
        }
        Overwritten.refuse(path, out.resolve(EncoderWriter.WEIGHTS), spec);
        if (!BuiltIn.isMeant(path)) {
            // Is read beside weights of any name.
            Path configuration = Files.isDirectory(path) ? path : path.resolveSibling(EncoderWriter.CONFIGURATION);
            Overwritten.refuse(configuration, out.resolve(EncoderWriter.CONFIGURATION), spec);
        }
        EncoderFile file = EncoderFile.open(path);
        AssumedOfEncoder.print(file, spec.commandLine().getErr());
        String digest = file.checkpoint().digest();
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("source_sha256", digest);
        ModelRegistry.withDigest(digest).ifPresent(model -> {
            notes.put("source_model", model.name());
            notes.put("license", model.license());
        });
        // Of an adapter that was merged before.
        Optional.ofNullable(file.checkpoint().content().metadata().get(EncoderWriter.POSITIONS))
                .ifPresent(rule -> notes.put(EncoderWriter.POSITIONS, rule));
        EncoderWriter.Values values = file::values;
        if (adapter.isPresent()) {
            LoraAdapter lora = PeftFiles.read(adapter.get(), file.architecture());
            if (lora.positions().isPresent()) {
                file = file.with(lora.positions().get());
                notes.put(EncoderWriter.POSITIONS, EnumNames.of(lora.positions().get()));
            }
            values = lora.merged(file::values);
        }
        try {
            EncoderWriter.write(out, file.architecture(), values, names, type, notes);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
        spec.commandLine().getOut().println(out);
        return ExitCode.OK;
    }
}
