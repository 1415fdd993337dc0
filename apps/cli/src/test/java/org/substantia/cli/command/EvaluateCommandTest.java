package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class EvaluateCommandTest {
    private static final Path TRUTH = CommandRun.ORACLE.resolve("truth");
    private static final Path PREDICTION = CommandRun.ORACLE.resolve("prediction");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"batch_seg_eval_results_qsm.csv", "batch_seg_eval_results_nm.csv"})
    void writesTheOfficialFilesToTheByte(String file) throws IOException {
        CommandRun.of("evaluate", TRUTH, PREDICTION, "--out", folder);

        assertThat(folder.resolve(file)).hasSameBinaryContentAs(PREDICTION.resolve(file));
    }

    @Test
    void listsWhatIsMissingAndExitsWithThree() {
        CommandRun run = CommandRun.of("evaluate", TRUTH, PREDICTION, "--out", folder);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out())
                .contains("2 of 8 cases could not be scored completely")
                .contains("RJPD_902: there is no QSM mask in the prediction")
                .contains("RJPD_905: there is no NM mask in the prediction")
                .contains("Not in the reference and so not scored: RJPD_999");
    }

    /** It ended well, and had taken the files of an earlier run away. */
    @Test
    void refusesToScoreAgainstAReferenceWithoutAnything() throws IOException {
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth/RJPD_005"));
        copy(PREDICTION.resolve("RJPD_005"), folder.resolve("prediction/RJPD_005"));
        Path earlier = folder.resolve("scores/batch_seg_eval_results_qsm.csv");
        Files.createDirectories(earlier.getParent());
        Files.writeString(earlier, "earlier");

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("prediction"), folder.resolve("truth"), "--out", earlier.getParent());

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err())
                .contains("prediction: has no QSM_mask, NM_mask or table of labels, so nothing can be scored; are the"
                        + " arguments exchanged?")
                .hasLineCount(1);
        assertThat(earlier).hasContent("earlier");
        assertThat(folder.resolve("scores/scores.json")).doesNotExist();

        Files.writeString(folder.resolve("prediction/labels.csv"), "patient_id,label\nRJPD_005,1\n");
        CommandRun labels = CommandRun.of(
                "evaluate", folder.resolve("prediction"), folder.resolve("truth"), "--out", earlier.getParent());
        assertThat(labels.status()).isEqualTo(ExitCode.DATA);
        assertThat(labels.err())
                .contains("no diagnosis is both known and predicted")
                .contains("the submission gives none")
                .hasLineCount(1);
        assertThat(earlier).hasContent("earlier");
    }

    @Test
    void finishesNineCasesWhenTheTenthIsCorrupt() throws IOException {
        tenCases();
        Path corrupt = folder.resolve("prediction/RJPD_0004/QSM_pred.nii.gz");
        byte[] bytes = Files.readAllBytes(corrupt);
        Files.write(corrupt, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("prediction"), "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out())
                .contains("1 of 10 cases could not be scored completely")
                .contains(corrupt.toString());
        List<String> rows = Files.readAllLines(folder.resolve("scores/batch_seg_eval_results_qsm.csv"));
        assertThat(rows).hasSize(1 + 9 + 1).noneMatch(row -> row.startsWith("RJPD_0004"));
        JsonNode scores = JsonFiles.read(folder.resolve("scores/scores.json"));
        assertThat(scores.at("/summary/failedCases")).hasSize(1);
        assertThat(scores.at("/cases/3/id").asText()).isEqualTo("RJPD_0004");
        assertThat(scores.at("/cases/3/faults/0/kind").asText()).isEqualTo("predictionUnreadable");
    }

    @Test
    void scoresAPerfectPredictionWithTheMaximum() throws IOException {
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth/RJPD_005"));

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("truth"), "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        JsonNode composite =
                JsonFiles.read(folder.resolve("scores/scores.json")).at("/summary/composite");
        assertThat(composite.at("/published/estimate").asDouble()).isCloseTo(5.48, within(1e-9));
        assertThat(composite.at("/leaderboard/estimate").asDouble()).isCloseTo(10.96, within(1e-9));
    }

    @Test
    void takesNoTruthBesideTheInputsForAMissingPrediction() throws IOException {
        Path container = folder.resolve("container");
        for (String id : List.of("P1", "P2")) {
            copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth").resolve(id));
            copy(TRUTH.resolve("RJPD_005"), container.resolve("inputs").resolve(id));
        }
        copy(PREDICTION.resolve("RJPD_005"), container.resolve("outputs/P1"));

        CommandRun run = CommandRun.of("evaluate", folder.resolve("truth"), container, "--out", folder.resolve("a"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out())
                .contains("P2: there is no QSM mask in the prediction")
                .contains("P2: there is no NM mask in the prediction")
                .doesNotContain("P1: there is no")
                .doesNotContain("scored in their place");
        CommandRun outputs = CommandRun.of(
                "evaluate", folder.resolve("truth"), container.resolve("outputs"), "--out", folder.resolve("b"));
        assertThat(outputs.status()).isEqualTo(ExitCode.DATA);
        assertThat(folder.resolve("a/batch_seg_eval_results_qsm.csv"))
                .hasSameBinaryContentAs(folder.resolve("b/batch_seg_eval_results_qsm.csv"));
    }

    @Test
    void saysThatMasksWereScoredWhereNothingIsPredicted() throws IOException {
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth/RJPD_005"));

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("truth"), "--out", folder.resolve("scores"));

        assertThat(run.out())
                .startsWith("Warning: the submission holds no QSM_pred or NM_pred; its QSM_mask and NM_mask were"
                        + " scored in their place");
    }

    @Test
    void scoresNoMasksOfASubmissionOfDiagnosesAlone() throws IOException {
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth/RJPD_005"));
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("container/inputs/RJPD_005"));
        Files.createDirectories(folder.resolve("container/outputs/RJPD_005"));
        Files.writeString(folder.resolve("container/outputs/RJPD_005/PD_pred.txt"), "1");

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("container"), "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("RJPD_005: there is no QSM mask in the prediction");
    }

    /** The masks beside them had a perfect score. */
    @Test
    void scoresNoMasksBesideMisnamedPredictions() throws IOException {
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth/RJPD_005"));
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("team/RJPD_005"));
        Files.copy(PREDICTION.resolve("RJPD_005/QSM_pred.nii.gz"), folder.resolve("team/RJPD_005/QSM_predict.nii.gz"));

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("team"), "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err())
                .contains("QSM_predict.nii.gz was not read because of its name or place, expected QSM_pred.nii.gz");
        assertNothingScored(folder.resolve("scores"));
    }

    @Test
    void scoresNoMasksBesideATableOfPredictedLabels() throws IOException {
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth/RJPD_005"));
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("team/RJPD_005"));
        Files.writeString(folder.resolve("team/label_predict.csv"), "patient_id,prediction\nRJPD_005,1\n");

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("team"), "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("RJPD_005: there is no QSM mask in the prediction");
        assertNothingScored(folder.resolve("scores"));
    }

    private static void assertNothingScored(Path scores) throws IOException {
        JsonNode summary = JsonFiles.read(scores.resolve("scores.json")).at("/summary");
        assertThat(summary.at("/masksScored").asBoolean(true)).isFalse();
        assertThat(summary.at("/composite/leaderboard/estimate").asDouble(-1)).isZero();
    }

    @Test
    void namesPatientsWhoseReferenceOrPredictionIsMisnamed() throws IOException {
        for (String id : List.of("P1", "P2", "P3")) {
            copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth").resolve(id));
            copy(PREDICTION.resolve("RJPD_005"), folder.resolve("outputs").resolve(id));
        }
        for (String scheme : List.of("QSM", "NM")) {
            Path mask = folder.resolve("truth/P3/" + scheme + "_mask.nii.gz");
            Files.move(mask, mask.resolveSibling("P3_" + mask.getFileName()));
        }
        Path prediction = folder.resolve("outputs/P2/NM_pred.nii.gz");
        Files.move(prediction, prediction.resolveSibling("nm_pred.nii.gz"));

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("outputs"), "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err())
                .contains("P3: nothing was recognized of this patient")
                .contains("P3_NM_mask.nii.gz came closest, expected NM_mask.nii.gz")
                .contains("P2/nm_pred.nii.gz was not read because of its name or place, expected NM_pred.nii.gz");
    }

    @Test
    void givesTheSameFilesForAZipAsForItsFolder() throws IOException {
        Path zip = folder.resolve("team.zip");
        zip(PREDICTION, "team/outputs/", zip);

        CommandRun.of("evaluate", TRUTH, PREDICTION, "--out", folder.resolve("a"));
        CommandRun.of("evaluate", TRUTH, zip, "--out", folder.resolve("b"));

        for (String file : List.of("batch_seg_eval_results_qsm.csv", "scores.json")) {
            assertThat(folder.resolve("a").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
        }
    }

    @Test
    void givesTheSameBytesOnAnyNumberOfThreads() throws IOException {
        CommandRun.of("evaluate", TRUTH, PREDICTION, "--out", folder.resolve("a"), "--threads", 1);
        CommandRun.of("evaluate", TRUTH, PREDICTION, "--out", folder.resolve("b"), "--threads", 3);

        assertThat(folder.resolve("a/scores.json")).hasSameBinaryContentAs(folder.resolve("b/scores.json"));
    }

    @Test
    void scoresDiagnosesFromTheTableAndThenFromFiles() throws IOException {
        Files.createDirectories(folder.resolve("truth"));
        Files.writeString(folder.resolve("truth/labels.csv"), "patient_id,label\nA,0\nB,1\nC,1\nD,0\nRJPD_005,1\n");
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("outputs/RJPD_005"));
        Files.writeString(folder.resolve("outputs/RJPD_005/PD_pred.txt"), "1\n");
        Files.writeString(folder.resolve("outputs/label_predict.csv"), "patient_id,prediction\nA,0\nB,1\nC,0\n");

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("outputs"), "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("Without a prediction, counted as wrong: D");
        JsonNode classification =
                JsonFiles.read(folder.resolve("scores/scores.json")).at("/classification");
        assertThat(classification.at("/figures/accuracy/estimate").asDouble()).isCloseTo(0.6, within(1e-9));
        assertThat(classification.at("/truePositives").asInt()).isEqualTo(2);
        assertThat(classification.at("/falsePositives").asInt()).isEqualTo(1);
        assertThat(classification.at("/figures/auroc").isMissingNode()).isTrue();
    }

    /** The tables have two of three right, but not the same ones. */
    @Test
    void tellsNothingOfAHiddenReferenceButMeansAndHowManyAreRight() throws IOException {
        copy(TRUTH.resolve("RJPD_005"), folder.resolve("truth/A"));
        copy(TRUTH.resolve("RJPD_006"), folder.resolve("truth/B"));
        copy(TRUTH.resolve("RJPD_010"), folder.resolve("truth/C"));
        Files.writeString(folder.resolve("truth/labels.csv"), "patient_id,label\nA,1\nB,0\nC,1\n");
        List<String> tables = List.of("A,1\nB,0\nC,0\n", "A,0\nB,0\nC,1\n");
        List<JsonNode> scores = new ArrayList<>();
        List<String> printed = new ArrayList<>();
        Path out = Files.createDirectories(folder.resolve("scores"));
        Files.writeString(out.resolve("batch_seg_eval_results_qsm.csv"), "of an earlier run");
        for (String table : tables) {
            Path team = folder.resolve("team" + scores.size());
            copy(PREDICTION.resolve("RJPD_005"), team.resolve("A"));
            Files.writeString(team.resolve("label_predict.csv"), "patient_id,prediction\n" + table);

            CommandRun run =
                    CommandRun.of("evaluate", folder.resolve("truth"), team, "--hidden-reference", "--out", out);

            assertThat(run.status()).isEqualTo(ExitCode.DATA);
            scores.add(JsonFiles.read(out.resolve("scores.json")));
            printed.add(run.out());
        }

        JsonNode one = scores.get(0);
        assertThat(one.has("cases")).isFalse();
        assertThat(one.at("/provenance/inputs").fieldNames())
                .toIterable()
                .isNotEmpty()
                .allMatch(input -> input.startsWith("prediction/"));
        assertThat(one.at("/summary/composite/leaderboard/estimate").asDouble()).isPositive();
        assertThat(one.at("/summary/masksScored").isBoolean()).isTrue();
        assertThat(one.at("/classification").has("truePositives")).isFalse();
        assertThat(one.at("/classification/figures")).hasSize(1);
        assertThat(one.at("/classification/figures/accuracy/low").asDouble()).isCloseTo(0.2077, within(1e-4));
        assertThat(one.at("/classification")).isEqualTo(scores.get(1).at("/classification"));
        assertThat(printed.get(0))
                .contains("Diagnosis of 3 patients: accuracy 0.667 [0.208, 0.939]")
                .isEqualTo(printed.get(1));
        assertThat(out.resolve("batch_seg_eval_results_qsm.csv")).doesNotExist();
    }

    @Test
    void namesAFolderThatIsNotThere() {
        CommandRun run = CommandRun.of("evaluate", folder.resolve("nowhere"), PREDICTION, "--out", folder);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("nowhere").hasLineCount(1);
    }

    @Test
    void refusesANegativeToleranceAsWrongUsage() {
        CommandRun run = CommandRun.of("evaluate", TRUTH, PREDICTION, "--out", folder, "--tolerance", -1);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--tolerance must be at least 0 mm");
    }

    private void tenCases() throws IOException {
        for (int i = 0; i < 10; i++) {
            String from = List.of("RJPD_005", "RJPD_006", "RJPD_010").get(i % 3);
            for (String side : List.of("truth", "prediction")) {
                copy(
                        CommandRun.ORACLE.resolve(side).resolve(from),
                        folder.resolve(side).resolve("RJPD_%04d".formatted(i + 1)));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void zip(Path from, String prefix, Path zip) throws IOException {
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out, StandardCharsets.UTF_8);
                Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".nii.gz")).toList()) {
                entries.putNextEntry(
                        new ZipEntry(prefix + from.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }

    /** A toy mask of two labels, stored in a way that programs read differently; the script's row is given. */
    @ParameterizedTest
    @ValueSource(strings = {"exact", "rounded", "plain", "wild"})
    void scoresOddMasksTwiceAsTheScriptReadsThemAndAsTheyAreMeant(String kind) throws IOException {
        Geometry grid = new Geometry(20, 12, 8, Affine.scaling(1, 1, 1));
        float[] truth = new float[grid.voxelCount()];
        for (int z = 2; z < 6; z++) {
            for (int y = 3; y < 9; y++) {
                truth[grid.index(4, y, z)] = 1;
                truth[grid.index(5, y, z)] = 1;
                truth[grid.index(12, y, z)] = 2;
            }
        }
        float[] prediction = truth.clone();
        if (kind.equals("rounded")) {
            for (int i = 0; i < prediction.length; i++) {
                prediction[i] *= 0.9999999f;
            }
        } else if (kind.equals("wild")) {
            prediction[0] = Float.NaN;
            prediction[1] = 1e12f;
            prediction[2] = 99;
        }
        Nifti.write(folder.resolve("truth/RJPD_1/NM_mask.nii.gz"), new Volume(grid, truth));
        String ending = kind.equals("plain") ? ".nii" : ".nii.gz";
        Nifti.write(folder.resolve("out/RJPD_1/NM_pred" + ending), new Volume(grid, prediction));

        CommandRun run = CommandRun.of(
                "evaluate", folder.resolve("truth"), folder.resolve("out"), "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        JsonNode one = JsonFiles.read(folder.resolve("scores/scores.json")).at("/cases/0");
        assertThat(one.at("/masks/NM/nuclei/SN_r/dice").asDouble()).isEqualTo(1);
        List<String> rows = Files.readAllLines(folder.resolve("scores/batch_seg_eval_results_nm.csv"));
        String perfect = "RJPD_1_NM,1.0000,0.0000,1.0000,0.0000";
        switch (kind) {
            case "exact" -> assertThat(one.at("/warnings")).isEmpty();
            case "rounded" -> assertThat(run.out()).contains("Warning: ", "not exact whole numbers");
            case "plain" -> assertThat(run.out()).contains("Warning: ", "names that end in .nii.gz");
            default ->
                assertThat(run.out())
                        .contains("2 voxels hold no whole number (the first: NaN at voxel (0, 0, 0))")
                        .contains("labels outside the scheme, which count as background: 99 (1 voxel)");
        }
        switch (kind) {
            case "rounded" -> assertThat(rows).contains("RJPD_1_NM,0.0000,inf,0.0000,inf");
            case "plain" -> assertThat(rows).hasSize(1);
            default -> assertThat(rows).contains(perfect);
        }
    }
}
