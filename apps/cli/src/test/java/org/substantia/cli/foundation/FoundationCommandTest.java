package org.substantia.cli.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.cli.CommandRun;
import org.substantia.cli.OtherRun;
import org.substantia.cli.TinyEncoder;
import org.substantia.foundation.adapter.LoraAdapter;
import org.substantia.foundation.adapter.PeftFiles;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;

class FoundationCommandTest {
    @TempDir
    Path folder;

    private Path encoder() throws IOException {
        Path made = folder.resolve("encoder");
        EncoderWriter.write(
                made, TinyEncoder.SHAPE, d -> new float[d.count()], Naming.OFFICIAL, TensorType.F32, Map.of());
        return made;
    }

    @Test
    void listShowsLicensesAndDigests() {
        CommandRun run = CommandRun.of("foundation", "list");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("dinov2-vits14  (DINOv2, 88 MB)", "license        Apache-2.0", "b938bf1b")
                .contains("DINOv3 License")
                .contains("built-in  (DINOv2, 2 MB)", "file           comes with the program: built-in");
    }

    @Test
    void infoKnowsTheEncoderThatComesWithTheProgram() {
        CommandRun run = CommandRun.of("foundation", "info", "built-in");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .containsPattern("(?m)^model +built-in$")
                .containsPattern("(?m)^license +Apache-2.0$")
                .contains("DINOv2, 128 wide, 4 blocks, 4 heads, patches of 8");
    }

    @Test
    void infoTellsWhatIsInAFile() throws IOException {
        CommandRun run = CommandRun.of("foundation", "info", encoder());

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("DINOv2, 16 wide, 2 blocks, 2 heads, patches of 4, 0 registers, gelu")
                .contains("bicubicOffset", "official");
    }

    /** A file alone, without the notes of this program. */
    @Test
    void whatIsAssumedOfAnEncoderIsSaid() throws IOException {
        Path file = folder.resolve("alone.safetensors");
        TensorFile written = SafeTensors.read(encoder().resolve("model.safetensors"));
        SafeTensors.write(file, new TensorFile(Map.of(), written.tensors()));

        CommandRun info = CommandRun.of("foundation", "info", file);
        CommandRun export = CommandRun.of("foundation", "export", file, "--out", folder.resolve("out"));

        assertThat(info.out()).containsPattern("(?m)^assumed +heads of 64 numbers, which nothing");
        assertThat(export.status()).isZero();
        assertThat(export.err())
                .contains("warning", "assumed: heads of 64 numbers")
                .hasLineCount(1);
    }

    @Test
    void aBrokenModelIsRefusedWithItsNames() throws IOException {
        Path file = encoder().resolve("model.safetensors");
        var tensors = new java.util.LinkedHashMap<>(SafeTensors.read(file).tensors());
        tensors.remove("blocks.1.ls2.gamma");
        SafeTensors.write(file, new TensorFile(Map.of(), tensors));

        CommandRun run = CommandRun.of("foundation", "info", file);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("is not a whole DINOv2 encoder of 2 blocks: it lacks blocks.1.ls2.gamma");
    }

    private Path adapter() throws IOException {
        Path adapter = folder.resolve("lora");
        PeftFiles.write(
                adapter,
                LoraAdapter.initialize(TinyEncoder.SHAPE, LoraAdapter.USUAL_TARGETS, 2, 4, 1),
                TinyEncoder.SHAPE,
                Naming.OFFICIAL,
                "");
        return adapter;
    }

    @Test
    void anEncoderIsExportedWithItsAdapter() throws IOException {
        Path adapter = adapter();
        Path out = folder.resolve("out");

        CommandRun run =
                CommandRun.of("foundation", "export", encoder(), "--adapter", adapter, "--out", out, "--type", "bf16");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        EncoderFile written = EncoderFile.open(out);
        assertThat(written.naming()).isEqualTo(Naming.TRANSFORMERS);
        assertThat(written.checkpoint().content().metadata()).containsKey("source_sha256");
        assertThat(written.checkpoint().tensors().values()).allMatch(t -> t.type() == TensorType.BF16);
        assertThat(Files.readString(out.resolve("config.json"))).contains("Dinov2Model");
    }

    /** Regression: the file became half as precise, and with an adapter a second run would have merged it twice. */
    @Test
    void noEncoderIsWrittenOver() throws IOException {
        Path encoder = encoder();
        byte[] before = Files.readAllBytes(encoder.resolve("model.safetensors"));

        for (Path input : List.of(encoder, encoder.resolve("model.safetensors"))) {
            CommandRun run = CommandRun.of("foundation", "export", input, "--type", "f16", "--out", encoder);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("is read and would be written over; name another --out");
        }
        assertThat(encoder.resolve("model.safetensors")).hasBinaryContent(before);
    }

    /** Regression: they became infinite, in a file that this program then called damaged. */
    @Test
    void numbersThatDoNotFitTheTypeAreNotWritten() throws IOException {
        Path file = encoder().resolve("model.safetensors");
        TensorFile sound = SafeTensors.read(file);
        var tensors = new java.util.LinkedHashMap<>(sound.tensors());
        tensors.computeIfPresent("blocks.1.ls2.gamma", (name, tensor) -> {
            float[] values = tensor.floats();
            values[0] = 1e5f;
            return NamedTensor.ofFloats(name, TensorType.F32, tensor.shape(), values);
        });
        SafeTensors.write(file, new TensorFile(sound.metadata(), tensors));
        Path out = folder.resolve("out");

        CommandRun run =
                CommandRun.of("foundation", "export", file, "--names", "official", "--type", "f16", "--out", out);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("not written: blocks.1.ls2.gamma has numbers that are too large for f16");
        assertThat(out.resolve("model.safetensors")).doesNotExist();
        assertThat(CommandRun.of("foundation", "export", file, "--names", "official", "--type", "bf16", "--out", out)
                        .status())
                .isZero();
    }

    /** Regression: the rule was noted and then taken from the names again, under which the weights are off. */
    @Test
    void anExportedEncoderKeepsTheRuleOfItsAdapter() throws IOException {
        Path adapter = adapter();
        Path out = folder.resolve("out");
        Path again = folder.resolve("again");

        CommandRun.of("foundation", "export", encoder(), "--adapter", adapter, "--out", out);
        CommandRun.of("foundation", "export", out, "--out", again);

        for (Path made : List.of(out, again)) {
            assertThat(CommandRun.of("foundation", "info", made).out())
                    .containsPattern("(?m)^names +transformers$")
                    .containsPattern("(?m)^positions +bicubicOffset$");
        }
    }

    @Test
    void anAdapterOfOtherPositionsGetsOneLine() throws IOException {
        Architecture rotary = TinyEncoder.SHAPE.with(PositionRule.ROTARY);
        Path adapter = folder.resolve("lora");
        PeftFiles.write(
                adapter,
                LoraAdapter.initialize(rotary, LoraAdapter.USUAL_TARGETS, 2, 4, 1),
                rotary,
                Naming.OFFICIAL,
                "");
        Path cohort = folder.resolve("cohort");
        Nifti.write(cohort.resolve("P1").resolve("QSM.nii.gz"), Volume.zeros(new Geometry(8, 8, 4, Affine.identity())));

        for (CommandRun run : List.of(
                CommandRun.of("foundation", "export", encoder(), "--adapter", adapter, "--out", folder.resolve("o")),
                CommandRun.of(
                        "foundation",
                        "embed",
                        encoder(),
                        cohort,
                        "--adapter",
                        adapter,
                        "--out",
                        folder.resolve("o")))) {
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err())
                    .contains("under the rule for positions 'rotary'")
                    .hasLineCount(1);
        }
    }

    private CommandRun embed(Path cohort, Path out, Object... more) throws IOException {
        List<Object> line = new ArrayList<>(List.of("foundation", "embed", encoder(), cohort, "--out", out));
        line.addAll(List.of("--size", 16, "--device", "cpu", "--threads", 1));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    @Test
    void aCohortsSlicesAreEmbedded() throws IOException {
        Geometry grid = new Geometry(40, 30, 12, Affine.scaling(-2, 2, 3, 40, -30, -18));
        float[] voxels = new float[grid.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) (100 * Math.sin(0.1 * i));
        }
        Path cohort = folder.resolve("cohort");
        Nifti.write(cohort.resolve("P1").resolve("QSM.nii.gz"), new Volume(grid, voxels));
        Nifti.write(cohort.resolve("P2").resolve("T1.nii.gz"), new Volume(grid, voxels));
        Path out = folder.resolve("features");

        CommandRun run = embed(cohort, out);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("P2: has no QSM image");
        TensorFile features = SafeTensors.read(out.resolve("features.safetensors"));
        assertThat(features.tensors().keySet()).containsExactly("P1");
        assertThat(features.tensors().get("P1").shape()).containsExactly(12, 32);
        assertThat(features.metadata())
                .containsEntry("image", "QSM")
                .containsEntry("positions", "bicubicOffset")
                .doesNotContainKey("adapter_sha256");
        Path adapter = adapter();
        Path adapted = folder.resolve("adapted");
        embed(cohort, adapted, "--adapter", adapter);
        assertThat(SafeTensors.read(adapted.resolve("features.safetensors")).metadata())
                .containsEntry("adapter_sha256", PeftFiles.digest(adapter));
        assertThat(Files.readAllLines(out.resolve("features.csv")))
                .hasSize(13)
                .first()
                .isEqualTo("case,slice,feature_0,feature_1,feature_2,feature_3");
        assertThat(CommandRun.of("foundation", "embed", encoder(), cohort, "--out", out, "--size", 3)
                        .status())
                .isEqualTo(2);
    }

    @Test
    void wrongCommandLinesAreUsageFaults() throws IOException {
        assertThat(CommandRun.of("foundation").status()).isEqualTo(2);
        assertThat(CommandRun.of("foundation", "fetch", "no-such-model").status())
                .isEqualTo(2);
        assertThat(CommandRun.of("foundation", "export", encoder(), "--out", folder, "--type", "i64")
                        .status())
                .isEqualTo(2);
        CommandRun gated = CommandRun.of("foundation", "fetch", "dinov3-vits16", "--into", folder);
        assertThat(gated.status()).isEqualTo(3);
        assertThat(gated.err()).contains("its owners want to be asked first");
    }

    /** Regression: its slices were cut first, over those of the run. */
    @Test
    void pretrainLeavesARunThatWasBegunWithOtherDataAsItIs() throws IOException {
        OtherRun.writeCase(folder.resolve("cohort/P1"));
        Path run = folder.resolve("own");
        OtherRun.write(run, "pretraining.json", "pretraining.checkpoint", "run");
        Map<String, String> before = OtherRun.listing(run);

        CommandRun resumed = CommandRun.of(
                "foundation",
                "pretrain",
                "--cohort",
                folder.resolve("cohort"),
                "--device",
                "cpu",
                "--resume",
                "--out",
                run);

        assertThat(resumed.status()).isEqualTo(3);
        assertThat(resumed.err())
                .contains("pretraining.checkpoint: belongs to another run (other)")
                .hasLineCount(1);
        assertThat(OtherRun.listing(run)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --steps 0                            | must be above 0
                    --learning-rate -1                   | must be above 0
                    --learning-rate Infinity             | must be above 0
                    --shape huge                         | TINY, SMALL, MEDIUM
                    --jitter 0.4                         | only self-distillation takes a jitter
                    --method dino                        | there is no method 'dino', but masked-autoencoder
                    --method self-distillation --jitter 2 | jitter is 0 to 1, not 2.0
                    --predictions p --predictions q      | --predictions should be given once for each --cohort
                    --resume                             | holds no run to resume
                    """)
    void pretrainSaysWhatIsWrongWithItsOptions(String options, String message) {
        List<Object> line = new ArrayList<>(List.of("foundation", "pretrain", "--cohort", folder));
        line.addAll(List.of("--out", folder.resolve("own")));
        line.addAll(List.of(options.split(" ")));

        CommandRun run = CommandRun.of(line.toArray());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).containsIgnoringCase(message);
        assertThat(folder.resolve("own")).doesNotExist();
    }
}
