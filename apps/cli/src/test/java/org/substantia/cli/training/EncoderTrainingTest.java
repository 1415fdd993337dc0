package org.substantia.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.random.RandomStream;
import org.substantia.cli.CommandRun;
import org.substantia.cli.TinyEncoder;
import org.substantia.cli.console.ExitCode;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.learning.weights.TensorType;
import org.substantia.pipeline.fusion.FusedModel;

/** The commands of docs/how-to/adapt-a-foundation-model.md, on a tiny encoder and blocks instead of nuclei. */
@Tag("slow")
class EncoderTrainingTest {
    private static final Geometry GRID = new Geometry(40, 30, 12, Affine.scaling(-2, 2, 3, 40, -30, -18));
    private static final int PATIENTS = 32;

    private static final String METHODS = "biomarkers,probe,pooling,fusion-probe,nuclei-last-1";

    @TempDir
    static Path folder;

    private static Path encoder;
    private static Path cohort;
    private static Path test;

    @BeforeAll
    static void make() throws IOException {
        encoder = encoder("tiny", 1);
        cohort = cohort("cohort", PATIENTS, 7);
        test = cohort("other", 10, 8);
    }

    private static Path encoder(String name, long seed) throws IOException {
        RandomStream random = new RandomStream(seed);
        Path made = folder.resolve(name);
        EncoderWriter.write(
                made, TinyEncoder.SHAPE, d -> d.initial(random), Naming.TRANSFORMERS, TensorType.F32, Map.of());
        return made;
    }

    /**
     * Blocks, right and left nigra, whose iron tells a little of the diagnosis, and whose front half, which no
     * biomarker measures alone, tells more.
     */
    private static Path cohort(String name, int cases, long seed) throws IOException {
        Path root = folder.resolve(name);
        StringBuilder labels = new StringBuilder("patient_id,label,age,sex\n");
        RandomStream random = new RandomStream(seed);
        for (int k = 1; k <= cases; k++) {
            int label = k % 2;
            String id = String.format(Locale.ROOT, "P%03d", k);
            labels.append(id).append(',').append(label).append(',').append(50 + k % 20);
            labels.append(k % 3 == 0 ? ",M\n" : ",F\n");
            double iron = 130 + 6 * label + 8 * random.nextGaussian();
            double tilt = (label == 1 ? 60 : -60) + 10 * random.nextGaussian();
            byte[] mask = new byte[GRID.voxelCount()];
            Volume qsm = Volume.zeros(GRID);
            for (int z = 2; z < 9; z++) {
                for (int y = 5; y < 15; y++) {
                    for (int x = 4; x < 36; x++) {
                        int i = GRID.index(x, y, z);
                        boolean nigra = x < 12 || x >= 28;
                        mask[i] = (byte) (!nigra ? 0 : x < 12 ? 11 : 12);
                        double here = nigra ? iron + (y < 10 ? tilt : -tilt) : 5;
                        qsm.data()[i] = (float) (here + 3 * random.nextGaussian());
                    }
                }
            }
            Path patient = Files.createDirectories(root.resolve(id));
            Nifti.write(patient.resolve("QSM.nii.gz"), qsm);
            Nifti.write(patient.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, mask));
        }
        Files.writeString(root.resolve("labels.csv"), labels);
        return root;
    }

    private static CommandRun train(Path out, String... more) {
        return train(cohort, out, more);
    }

    private static CommandRun train(Path patients, Path out, String... more) {
        List<Object> line = new ArrayList<>(List.of("train", "diagnosis", "--cohort", patients, "--out", out));
        line.addAll(List.of("--folds", "2", "--init", "none", "--encoder"));
        line.addAll(List.of(encoder, "--image-size", "12", "--threads", "2", "--device", "cpu", "--precision", "fp32"));
        line.addAll(Arrays.asList(more));
        return CommandRun.of(line.toArray());
    }

    /** With slices as large as those that the encoder was trained on. */
    private static CommandRun trainAtItsOwnSize(Object own, Path out) {
        List<Object> line = new ArrayList<>(List.of("train", "diagnosis", "--cohort", cohort, "--out", out));
        line.addAll(List.of("--folds", "2", "--init", "none", "--encoder", own, "--threads", "2"));
        line.addAll(List.of("--device", "cpu", "--precision", "fp32"));
        return CommandRun.of(line.toArray());
    }

    @Test
    void aCurveSetsAnEncoderBesideTheBiomarkers() throws IOException {
        Path same = Files.writeString(folder.resolve("same.json"), "{\"keepTogether\": []}");
        Path curve = folder.resolve("curve");
        List<Object> line =
                new ArrayList<>(List.of("adapt", "--cohort", cohort, "--track", "diagnosis", "--methods", METHODS));
        line.addAll(List.of("--encoder", encoder, "--image-size", "12", "--amounts", "16", "--folds", "2"));
        line.addAll(List.of("--seeds", "1", "--keep-together", same, "--threads", "2", "--device", "cpu"));
        line.addAll(List.of("--precision", "fp32", "--max-epochs", "1", "--out", curve));

        CommandRun run = CommandRun.of(line.toArray());

        assertThat(run.status()).as(run.err()).isZero();
        Map<String, Double> auroc = new LinkedHashMap<>();
        for (JsonNode point : JsonFiles.read(curve.resolve("adaptation.json")).path("points")) {
            if (point.path("metric").asText().equals("auroc")) {
                auroc.put(point.path("method").asText(), point.path("mean").asDouble());
            }
        }
        assertThat(auroc).containsOnlyKeys(METHODS.split(","));
        assertThat(auroc.get("probe")).isGreaterThan(0.9);
        assertThat(auroc.get("fusion-probe")).isBetween(0.5, 1.0);
        assertThat(Files.readString(curve.resolve("index.html")))
                .contains("adapted to these patients by probe", "joined with an encoder");
        assertThat(curve.resolve("cache/crops/P001.safetensors")).exists();
    }

    @Test
    void anEncoderOfOnesOwnIsTrainedWithoutLabelsAndThenAdapted() throws IOException {
        Path own = folder.resolve("own");
        List<Object> line = new ArrayList<>(List.of("foundation", "pretrain", "--cohort", cohort, "--cohort", test));
        line.addAll(List.of("--out", own, "--shape", "tiny", "--steps", "30", "--batch", "4", "--threads", "2"));
        line.addAll(List.of("--device", "cpu", "--precision", "fp32"));

        CommandRun made = CommandRun.of(line.toArray());

        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.out()).contains("588 slices", "step 25 of 30: loss ", "encoder: " + own.resolve("encoder"));
        JsonNode record = JsonFiles.read(own.resolve("pretraining.json"));
        assertThat(record.path("command").asText()).isEqualTo("foundation pretrain");
        assertThat(record.at("/options/slices").asInt()).isEqualTo(588);
        assertThat(record.path("seed").asInt()).isEqualTo(1);
        CommandRun twice = CommandRun.of(line.toArray());
        assertThat(twice.status()).isEqualTo(ExitCode.USAGE);
        assertThat(twice.err()).contains("already holds a run; continue it with --resume");
        line.add("--resume");
        assertThat(CommandRun.of(line.toArray()).status()).isZero();
        byte[] written = Files.readAllBytes(own.resolve("pretraining.json"));
        line.addAll(List.of("--seed", "2"));
        CommandRun other = CommandRun.of(line.toArray());
        assertThat(other.status()).isEqualTo(ExitCode.DATA);
        assertThat(other.err()).contains("pretraining.checkpoint: belongs to another run");
        assertThat(own.resolve("pretraining.json")).hasBinaryContent(written);

        Path model = folder.resolve("own.safetensors");
        CommandRun adapted = trainAtItsOwnSize(own.resolve("encoder"), model);
        assertThat(adapted.status()).as(adapted.err()).isZero();
        assertThat(adapted.out()).contains("encoder: DINOv2, nuclei-probe; 1 region");
        assertThat(FusedModel.read(model).encoder().size()).isEqualTo(48);
    }

    @Test
    void anEncoderIsProbedJoinedWrittenAndTestedOnOtherPatients() throws IOException {
        Path model = folder.resolve("probe.safetensors");

        CommandRun run = train(model, "--test", test.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("encoder: DINOv2, nuclei-probe; 1 region (STN, SN, RN in QSM); 65 numbers trained")
                .containsPattern("(?m)^biomarkers alone +[01]\\.")
                .containsPattern("(?m)^encoder alone +[01]\\.")
                .containsPattern("(?m)^both +[01]\\.")
                .containsPattern("(?m)^test cohort, 10 patients +accuracy")
                .containsPattern("(are added with a weight of [01]\\.|adds nothing clear)");
        FusedModel read = FusedModel.read(model);
        assertThat(read.encoder().sha256()).isEqualTo(Sha256.hex(encoder.resolve("model.safetensors")));
        assertThat(read.encoder().positions()).isEqualTo(PositionRule.BICUBIC);
        assertThat(read.encoder().rois()).containsExactly("qsm-stn-sn-rn");
        assertThat(read.crossValidation().predictions().patients()).isEqualTo(PATIENTS);
        assertThat(read.biomarkers().provenance().toString()).contains("encoderSha256");
        Path again = folder.resolve("again.safetensors");
        read.write(again);
        assertThat(again).hasSameBinaryContentAs(model);
    }

    @Test
    void oneModelIsTestedOnSeveralCohorts() throws IOException {
        Path second = cohort("second", 10, 4);
        Path third = cohort("third", 6, 5);
        Path fewer = cohort("fewer", 4, 5);
        for (Path root : List.of(second, fewer)) {
            try (Stream<Path> masks = Files.walk(root).filter(file -> file.endsWith("QSM_mask.nii.gz"))) {
                for (Path mask : masks.toList()) {
                    Files.copy(mask, mask.resolveSibling("QSM_pred.nii.gz"));
                }
            }
        }
        CommandRun run = train(
                folder.resolve("several.safetensors"),
                "--test",
                second.toString(),
                "--test",
                third.toString(),
                "--test-predictions",
                second.toString(),
                "--test-predictions",
                fewer.toString());

        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("P005: has no predicted masks", "P006: has no predicted masks");
        assertThat(run.out()).contains(second + ", 10 patients", third + ", 4 patients");
        assertThat(run.out().split("encoder alone", -1)).hasSize(4);
    }

    /** Two groups are left to learn from, which cannot be parted in three; it died when the biomarkers were learned. */
    @Test
    void withFewGroupsTheBiomarkersDecideAlone() throws IOException {
        List<List<String>> groups = new ArrayList<>();
        for (int first = 1; first <= 40; first += 10) {
            groups.add(IntStream.range(first, first + 10)
                    .mapToObj(k -> String.format(Locale.ROOT, "P%03d", k))
                    .toList());
        }
        Path together = folder.resolve("four-groups.json");
        JsonFiles.write(together, Map.of("keepTogether", groups));
        Path model = folder.resolve("groups.safetensors");

        CommandRun run = train(cohort("groups", 40, 9), model, "--keep-together", together.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("(?m)^both +[01]\\.");
        assertThat(FusedModel.read(model).crossValidation().learners()).containsOnly("encoder counts 0.0");
    }

    /** A small encoder learns what a better one said of the patients, whose table predict writes. */
    @Test
    void softLabelsOfATeacherAreLearned() throws IOException {
        StringBuilder table = new StringBuilder("patient_id,prediction,probability\n");
        for (int k = 1; k <= PATIENTS; k++) {
            table.append(String.format(Locale.ROOT, "P%03d,%d,%.2f\n", k, k % 2, k % 2 == 1 ? 0.93 : 0.08));
        }
        Path labels = Files.writeString(folder.resolve("label_predict.csv"), table);
        Path model = folder.resolve("student.safetensors");

        CommandRun run = train(model, "--adapt", "full", "--max-epochs", "1", "--soft-labels", labels.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("encoder: DINOv2, full");
        assertThat(FusedModel.read(model).biomarkers().provenance().toString())
                .contains("softLabels=label_predict.csv");

        Files.writeString(labels, table.substring(0, table.length() - 1 - "P032,0,0.08".length()));
        CommandRun lacking = train(folder.resolve("none.safetensors"), "--soft-labels", labels.toString());
        assertThat(lacking.status()).isEqualTo(ExitCode.DATA);
        assertThat(lacking.err())
                .contains("label_predict.csv: has no probability from 0 to 1 of 1 patient, the first of them P032");
    }

    @Test
    void loraGivesAModelThatHoldsItsMatrices() throws IOException {
        Path model = folder.resolve("lora.safetensors");

        CommandRun run = train(model, "--adapt", "lora", "--max-epochs", "1");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("encoder: DINOv2, lora");
        assertThat(FusedModel.read(model).encoder().adaptation()).isEqualTo("lora");
        assertThat(FusedModel.read(model).tensors()).containsKeys("blocks.1.attn.qkv.lora_B.weight", "head.query");
    }

    @Test
    void theModelRemembersThatTheNucleiWereHidden() throws IOException {
        Path model = folder.resolve("control.safetensors");

        CommandRun run = train(model, "--mask-nuclei");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(FusedModel.read(model).encoder().nuclei()).isEqualTo(RoiCropper.Nuclei.MASKED_OUT);
    }

    @Test
    void predictWantsTheEncoderThatTheModelWasTrainedWith() throws IOException {
        Path model = folder.resolve("refused.safetensors");
        assertThat(train(model).status()).isZero();
        Path out = folder.resolve("predictions");

        CommandRun none = CommandRun.of("predict", cohort, out, "--diagnosis", model, "--device", "cpu");
        assertThat(none.status()).isEqualTo(ExitCode.DATA);
        assertThat(none.err())
                .contains("refused.safetensors: was trained with an encoder")
                .contains("--encoder (model.safetensors, DINOv2, SHA-256 ")
                .hasLineCount(1);

        CommandRun other = CommandRun.of(
                "predict", cohort, out, "--diagnosis", model, "--encoder", encoder("second", 2), "--device", "cpu");
        assertThat(other.status()).isEqualTo(ExitCode.DATA);
        assertThat(other.err()).contains("is another encoder than").hasLineCount(1);

        CommandRun bundled = CommandRun.of("predict", cohort, out, "--encoder", encoder);
        assertThat(bundled.status()).isEqualTo(ExitCode.USAGE);
        assertThat(bundled.err()).contains("--encoder needs --diagnosis");
    }

    /** The default encoder needs no path, neither to learn nor to predict: blocks are no brain, but it is asked. */
    @Test
    void theEncoderThatComesWithTheProgramIsFoundByTheModel() throws IOException {
        Path model = folder.resolve("builtin.safetensors");
        CommandRun trained = trainAtItsOwnSize("built-in", model);
        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.out())
                .contains("encoder: DINOv2, nuclei-probe; 1 region")
                .contains("License of the encoder's weights, which adapted ones carry: Apache-2.0");
        assertThat(FusedModel.read(model).encoder().size()).isEqualTo(96);

        // As thick as a head, since in a slab the nuclei would be searched for minutes.
        Geometry thick = new Geometry(40, 30, 12, Affine.scaling(-2, 2, 6, 40, -30, -36));
        Volume scan = Nifti.readVolume(cohort.resolve("P001/QSM.nii.gz")).volume();
        Path patient = Files.createDirectories(folder.resolve("thick/P001"));
        Nifti.write(patient.resolve("QSM.nii.gz"), new Volume(thick, scan.data()));
        CommandRun predicted =
                CommandRun.of("predict", patient, folder.resolve("found"), "--diagnosis", model, "--device", "cpu");
        assertThat(predicted.err()).doesNotContain("--encoder");

        // Regression: another encoder was not looked at.
        Path out = folder.resolve("other");
        CommandRun other =
                CommandRun.of("predict", patient, out, "--diagnosis", model, "--encoder", encoder, "--device", "cpu");
        assertThat(other.status()).isEqualTo(ExitCode.DATA);
        assertThat(other.err())
                .contains("is another encoder than")
                .contains("(built-in)")
                .hasLineCount(1);
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        Path model = folder.resolve("x.safetensors");
        CommandRun way = train(model, "--adapt", "distill");
        assertThat(way.status()).isEqualTo(ExitCode.USAGE);
        assertThat(way.err()).contains("'distill' is none of probe, pooling, lora, mrn");
        CommandRun deep = train(model, "--adapt", "last-7");
        assertThat(deep.status()).isEqualTo(ExitCode.USAGE);
        assertThat(deep.err()).contains("the encoder has 2 blocks only");
        CommandRun alone = CommandRun.of("train", "diagnosis", "--cohort", cohort, "--out", model, "--adapt", "lora");
        assertThat(alone.status()).isEqualTo(ExitCode.USAGE);
        assertThat(alone.err()).contains("need --encoder");
        CommandRun absent = CommandRun.of(
                "train", "diagnosis", "--cohort", cohort, "--out", model, "--encoder", folder.resolve("absent.pth"));
        assertThat(absent.status()).isEqualTo(ExitCode.DATA);
        assertThat(absent.err()).contains("absent.pth");
    }
}
