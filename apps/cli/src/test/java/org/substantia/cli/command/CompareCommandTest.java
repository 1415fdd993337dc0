package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

class CompareCommandTest {
    private static final Path TRUTH = CommandRun.ORACLE.resolve("truth");
    private static final Path PREDICTION = CommandRun.ORACLE.resolve("prediction");

    @TempDir
    Path folder;

    @Test
    void ranksThePerfectSubmissionFirst() throws IOException {
        CommandRun run = CommandRun.of("compare", TRUTH, PREDICTION, TRUTH, "--out", folder, "--bootstrap", 200);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("Ranking by the mean composite").contains("prediction - truth");
        JsonNode comparison = JsonFiles.read(folder.resolve("comparison.json"));
        JsonNode first = comparison.at("/rankings/meanThenRank/submissions/0");
        assertThat(first.at("/name").asText()).isEqualTo("truth");
        assertThat(first.at("/rankCounts/0").asInt()).isEqualTo(200);
        JsonNode pair = comparison.at("/pairs/0/composite");
        assertThat(pair.at("/difference/high").asDouble()).isNegative();
        // Eight cases, all worse: the exact test gives 2 / 2^8.
        assertThat(pair.at("/permutationP").asDouble()).isEqualTo(2 / 256.0);
    }

    @Test
    void refusesToCompareWhereNothingCanBeScored() throws IOException {
        Path other = folder.resolve("other/RJPD_005");
        Files.createDirectories(other);
        Files.copy(PREDICTION.resolve("RJPD_005/QSM_pred.nii.gz"), other.resolve("QSM_pred.nii.gz"));

        CommandRun run = CommandRun.of("compare", PREDICTION, TRUTH, other.getParent(), "--out", folder);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("so nothing can be scored; are the arguments exchanged?");
        assertThat(folder.resolve("comparison.json")).doesNotExist();
    }

    /** It had succeeded, and replaced an earlier comparison by an empty one. */
    @Test
    void comparesNoSubmissionThatNothingIsScoredOf() throws IOException {
        Path truth = Files.createDirectories(folder.resolve("truth"));
        Files.writeString(truth.resolve("labels.csv"), "patient_id,label\nA,1\nB,0\nC,1\n");
        Path first = Files.createDirectories(folder.resolve("first"));
        Files.writeString(first.resolve("label_predict.csv"), "patient_id,prediction\nA,1\nB,0\nC,0\n");
        Path second = Files.createDirectories(folder.resolve("second"));
        Files.writeString(second.resolve("label_predict.csv"), "patient_id,prediction\nA,0\nB,0\nC,1\n");
        Path without = folder.resolve("without/A/QSM_pred.nii.gz");
        Files.createDirectories(without.getParent());
        Files.copy(PREDICTION.resolve("RJPD_005/QSM_pred.nii.gz"), without);
        Path earlier = Files.writeString(folder.resolve("comparison.json"), "earlier");

        CommandRun two = CommandRun.of("compare", truth, first, folder.resolve("without"), "--out", folder);

        assertThat(two.status()).isEqualTo(ExitCode.DATA);
        assertThat(two.err())
                .contains("without: predicts no diagnosis that is known")
                .contains("of 2 submissions 1 can be scored; a comparison needs two or more");
        assertThat(earlier).hasContent("earlier");

        CommandRun three = CommandRun.of("compare", truth, first, folder.resolve("without"), second, "--out", folder);

        assertThat(three.status()).isEqualTo(ExitCode.DATA);
        assertThat(three.err())
                .contains("without: predicts no diagnosis that is known")
                .contains("it is not compared");
        assertThat(JsonFiles.read(earlier).at("/submissions"))
                .map(JsonNode::asText)
                .containsExactly("first", "second");
    }

    @Test
    void recordsTheWeightsItRanksBy() throws IOException {
        Path weights = Files.writeString(folder.resolve("own.properties"), "region.qsm.STN=2.5\n");

        CommandRun.of(
                "compare",
                TRUTH,
                PREDICTION,
                TRUTH,
                "--weights",
                weights,
                "--out",
                folder.resolve("own"),
                "--bootstrap",
                20);

        JsonNode comparison = JsonFiles.read(folder.resolve("own/comparison.json"));
        assertThat(comparison.at("/weights/regions/QSM/STN").asDouble()).isEqualTo(2.5);
        assertThat(comparison.at("/weights/hausdorffNormalizer").asDouble()).isEqualTo(10);
    }

    @Test
    void wantsTwoSubmissions() {
        CommandRun run = CommandRun.of("compare", TRUTH, PREDICTION);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void refusesTheSameSubmissionTwice() {
        CommandRun run = CommandRun.of("compare", TRUTH, PREDICTION, PREDICTION, "--out", folder);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("is named twice");
    }

    @Test
    void refusesAnotherSpellingOfTheSameSubmissionBeforeAnythingIsScored() {
        Path other = PREDICTION.resolve("..").resolve(PREDICTION.getFileName());

        CommandRun run = CommandRun.of("compare", folder.resolve("not there"), PREDICTION, other, "--out", folder);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("are the same submission; name it once");
    }

    @Test
    void warnsOfWhatIsOddInTheMasksOfASubmission() throws IOException {
        Path truth = folder.resolve("truth");
        Path same = folder.resolve("same");
        Path odd = folder.resolve("odd");
        Geometry grid = new Geometry(20, 12, 8, Affine.scaling(1, 1, 1));
        byte[] labels = new byte[grid.voxelCount()];
        labels[500] = 1;
        labels[505] = 2;
        Nifti.write(truth.resolve("P1/NM_mask.nii.gz"), LabelMap.ofBytes(grid, labels));
        Nifti.write(same.resolve("P1/NM_mask.nii.gz"), LabelMap.ofBytes(grid, labels));
        byte[] more = labels.clone();
        more[600] = 9;
        Nifti.write(odd.resolve("P1/NM_pred.nii.gz"), LabelMap.ofBytes(grid, more));
        // Where masks are scored, a misnamed one is missed.
        Nifti.write(same.resolve("P2/nm_mask.nii.gz"), LabelMap.ofBytes(grid, labels));

        CommandRun run = CommandRun.of("compare", truth, same, odd, "--out", folder.resolve("scores"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("nm_mask.nii.gz came closest, expected NM_mask.nii.gz");
        assertThat(run.out())
                .contains("Warning: odd: ", "labels outside the scheme, which count as background: 9 (1 voxel)")
                .contains("Warning: same holds no QSM_pred or NM_pred");
        JsonNode comparison = JsonFiles.read(folder.resolve("scores/comparison.json"));
        assertThat(comparison.at("/masksScored")).hasSize(1);
        assertThat(comparison.at("/masksScored/0").asText()).isEqualTo("same");
    }

    /** One gives its diagnoses in words, another is an empty folder. */
    @Test
    void oneWrongSubmissionDoesNotStopTheOthers() throws IOException {
        Path labels = folder.resolve("labels.csv");
        Files.writeString(labels, "patient_id,label\nRJPD_005,1\nRJPD_006,0\n");
        Path words = folder.resolve("words");
        Files.createDirectories(words.resolve("RJPD_005"));
        Files.copy(PREDICTION.resolve("RJPD_005/QSM_pred.nii.gz"), words.resolve("RJPD_005/QSM_pred.nii.gz"));
        Files.writeString(words.resolve("label_predict.csv"), "patient_id,prediction\nRJPD_005,PD\nRJPD_006,HC\n");
        Path empty = Files.createDirectories(folder.resolve("empty"));

        CommandRun run = CommandRun.of(
                "compare", TRUTH, PREDICTION, empty, words, "--labels", labels, "--out", folder, "--bootstrap", 20);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("empty").contains("it is not compared");
        assertThat(run.out()).contains("prediction - words").contains("words: ").contains("label_predict.csv: line 2");
        assertThat(JsonFiles.read(folder.resolve("comparison.json")).at("/pairs"))
                .hasSize(1);

        CommandRun alone = CommandRun.of("evaluate", TRUTH, words, "--labels", labels, "--out", folder);
        assertThat(alone.status()).isEqualTo(ExitCode.DATA);
        assertThat(alone.out())
                .contains("label_predict.csv: line 2")
                .contains("Without a prediction, counted as wrong: RJPD_005, RJPD_006");
    }
}
