package org.substantia.cli.foundation;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.substantia.base.csv.CsvTable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.json.EnumNames;
import org.substantia.base.text.Format;
import org.substantia.cli.console.AssumedOfEncoder;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Progress;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.Overwritten;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.foundation.adapter.LoraAdapter;
import org.substantia.foundation.adapter.PeftFiles;
import org.substantia.foundation.embedding.SliceEmbedder;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.imaging.Volume;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.pipeline.CaseFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia foundation embed}: features of a cohort's slices. */
@Command(
        name = "embed",
        mixinStandardHelpOptions = true,
        description = {
            "Computes an encoder's features of every axial slice of a cohort.",
            "For each slice the class token and the mean of the patches. Intensities from the 0.5 to the 99.5 %% point "
                    + "become 0 to 1; a slice is resized to a square and stands in all three channels.",
            ""
        },
        footerHeading = "%nFiles written to --out:%n",
        footer = {
            "  features.safetensors   a tensor per case: slices x features",
            "  features.csv           one row per slice: case, slice and its first features",
            "",
            "Example:",
            "  substantia foundation embed dinov2_vits14_pretrain.pth train --image QSM --out features"
        })
final class FoundationEmbedCommand implements Callable<Integer> {
    private static final String FEATURES = "features.safetensors";
    private static final int SHOWN = 4;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "an encoder's weights, a folder that holds them, or built-in")
    private Path path;

    @Parameters(index = "1", paramLabel = "COHORT", description = "folder or zip archive of cases")
    private Path cohortPath;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the features")
    private Path out;

    @Option(names = "--image", paramLabel = "NAME", description = "T1, QSM or NM (default: ${DEFAULT-VALUE})")
    private Modality image = Modality.QSM;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description = "rows and columns of a resized slice (default: ${DEFAULT-VALUE})")
    private int size = 224;

    @Option(names = "--adapter", paramLabel = "DIR", description = "a LoRA adapter in PEFT's form")
    private Optional<Path> adapter = Optional.empty();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Override
    public Integer call() throws IOException {
        Overwritten.refuse(path, out.resolve(FEATURES), spec);
        EncoderFile file = EncoderFile.open(path);
        AssumedOfEncoder.print(file, spec.commandLine().getErr());
        Cohort cohort = Cohort.open(cohortPath);
        OutputFolders.requireWritable(out);
        Optional<LoraAdapter> lora = Optional.empty();
        if (adapter.isPresent()) {
            LoraAdapter read = PeftFiles.read(adapter.get(), file.architecture());
            file = read.positions().isPresent() ? file.with(read.positions().get()) : file;
            lora = Optional.of(read);
        }
        Map<String, NamedTensor> features = new LinkedHashMap<>();
        ComputeDevice device = compute.device();
        List<CaseFailure> failures = embed(file, cohort, lora, device, features);
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("encoder_sha256", file.checkpoint().digest());
        if (adapter.isPresent()) {
            notes.put("adapter_sha256", PeftFiles.digest(adapter.get()));
        }
        notes.put("device", device.kindAndPrecision());
        notes.put("image", image.spelling());
        notes.put("size", String.valueOf(size));
        notes.put("positions", EnumNames.of(file.architecture().embedding().positions()));
        SafeTensors.write(out.resolve(FEATURES), new TensorFile(notes, features));
        table(features).write(out.resolve("features.csv"));
        spec.commandLine().getOut().println(Format.count(features.size(), "case") + " embedded: " + out);
        boolean passedOver = PassedOver.print(cohort, spec.commandLine().getErr());
        int status = failures.isEmpty()
                ? ExitCode.OK
                : FailedCases.print(failures, spec.commandLine().getErr());
        return status == ExitCode.OK && passedOver ? ExitCode.DATA : status;
    }

    private List<CaseFailure> embed(
            EncoderFile file,
            Cohort cohort,
            Optional<LoraAdapter> lora,
            ComputeDevice device,
            Map<String, NamedTensor> features)
            throws IOException {
        VisionEncoder encoder = file.encoder(device.precision());
        List<CaseFailure> failures = new ArrayList<>();
        PrintWriter err = spec.commandLine().getErr();
        UnaryOperator<EncoderWriter.Values> merged =
                values -> lora.isPresent() ? lora.get().merged(values) : values;
        try (org.substantia.learning.layer.Parameters weights =
                        file.parameters(encoder.declarations(), merged, device);
                Progress progress = new Progress("embedding", cohort.cases().size(), err)) {
            SliceEmbedder embedder = embedder(encoder, weights, device);
            for (CaseFolder folder : cohort.cases()) {
                try {
                    features.put(folder.id(), tensor(folder.id(), embedder.embed(scan(folder))));
                } catch (IOException e) {
                    failures.add(CaseFailure.of(folder.id(), e));
                }
                progress.step();
            }
        }
        return failures;
    }

    private SliceEmbedder embedder(VisionEncoder encoder, Weights weights, ComputeDevice device) {
        try {
            return new SliceEmbedder(encoder, weights, device, size);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--size: " + e.getMessage(), e);
        }
    }

    private Volume scan(CaseFolder folder) throws IOException {
        return ScanReader.read(folder)
                .volume(image)
                .orElseThrow(() -> new IOException(folder.id() + ": has no " + image.spelling() + " image"));
    }

    private static NamedTensor tensor(String id, List<float[]> slices) {
        int width = slices.get(0).length;
        float[] all = new float[slices.size() * width];
        for (int i = 0; i < slices.size(); i++) {
            System.arraycopy(slices.get(i), 0, all, i * width, width);
        }
        return NamedTensor.ofFloats(id, TensorType.F32, new long[] {slices.size(), width}, all);
    }

    private static CsvTable table(Map<String, NamedTensor> features) {
        List<String> header = new ArrayList<>(List.of("case", "slice"));
        for (int i = 0; i < SHOWN; i++) {
            header.add("feature_" + i);
        }
        CsvTable table = new CsvTable(header);
        features.forEach((id, tensor) -> {
            float[] values = tensor.floats();
            int width = (int) tensor.shape()[1];
            for (int slice = 0; slice < tensor.shape()[0]; slice++) {
                List<Object> row = new ArrayList<>(List.of(id, slice));
                for (int i = 0; i < SHOWN; i++) {
                    row.add(values[slice * width + i]);
                }
                table.row(row);
            }
        });
        return table;
    }
}
