package org.substantia.challenge.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.setup.Backup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;
import org.substantia.cohort.Cohort;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.evaluation.SegmentationEvaluator;
import org.substantia.scoring.segmentation.CaseScorer;

/** From the bytes of a file to the row on the board, with machines of their own for check and scoring. */
@Tag("slow")
class ScoringTest {
    @TempDir
    Path folder;

    private SmallChallenge c;

    @BeforeEach
    void open() throws IOException {
        c = new SmallChallenge(folder, "live");
    }

    @AfterEach
    void close() {
        c.close();
    }

    @Test
    void aSubmissionIsCheckedScoredAndRankedAsEvaluateDoes() throws Exception {
        String team = c.team("a");
        Path zip = OracleChallenge.submission(folder.resolve("team.zip"));
        Upload upload = c.upload(team, zip);
        assertThat(upload.state()).isEqualTo(Upload.State.CHECKING);
        assertThat(c.pool.checkNext()).isTrue();
        Submission submission = c.store.submissions().byUpload(upload.id()).orElseThrow();
        assertThat(c.pool.scoreNext()).isTrue();
        assertThat(c.pool.scoreNext()).isFalse();
        Map<String, Map<String, Double>> scores = c.store
                .queue()
                .scores(c.store.queue().current(submission.id()).orElseThrow().id());
        SegmentationEvaluation direct = new SegmentationEvaluator(CaseScorer.challenge(), ChallengeWeights.standard())
                .evaluate(Cohort.open(folder.resolve("truth")), Cohort.open(zip), Workers.caller(), done -> {});
        double mean = java.util.Arrays.stream(direct.composites(ScoreConvention.LEADERBOARD))
                .average()
                .orElseThrow();
        assertThat(scores.get(Track.SEGMENTATION).get("total")).isCloseTo(mean, within(1e-12));
        assertThat(scores.get(Track.CLASSIFICATION))
                .containsEntry("accuracy", 2.0 / 3)
                .containsEntry("correct", 2.0);
        assertThat(scores.get(Track.SEGMENTATION)).containsKeys("qsm.STN.dice", "nm.SN.hausdorff");
        backupUnderWay(team);
    }

    private void backupUnderWay(String team) throws Exception {
        Path backup = folder.resolve("backup");
        Backup.backup(c.data, c.store, backup);
        Path restored = folder.resolve("restored");
        Backup.restore(backup, restored);
        try (Store copy = new Store(Database.open(new DataFolder(restored).sqliteUrl()), c.clock)) {
            assertThat(copy.submissions().ofTeam(team)).hasSize(1);
            assertThat(Backup.verify(new DataFolder(restored), copy)).isEmpty();
            Path blob;
            try (var files = Files.walk(restored.resolve("blobs"))) {
                blob = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            }
            Files.writeString(blob, "other");
            assertThat(Backup.verify(new DataFolder(restored), copy)).hasSize(1);
        }
        Files.writeString(backup.resolve("challenge.db"), "other");
        assertThatThrownBy(() -> Backup.restore(backup, folder.resolve("again")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not what was backed up");
    }

    @Test
    void aMissingMaskAndLabelAreToldBeforeAnAttemptIsUsed() throws Exception {
        String team = c.team("a");
        Path zip = OracleChallenge.submission(
                folder.resolve("team.zip"),
                "patient_id,prediction\nRJPD_005,1\nRJPD_006,2\n",
                name -> !name.equals("outputs/RJPD_006/NM_pred.nii.gz"));
        Upload upload = c.upload(team, zip);
        c.pool.checkNext();
        Upload checked = c.store.uploads().find(upload.id()).orElseThrow();
        assertThat(checked.state()).isEqualTo(Upload.State.REJECTED);
        CheckReport report = Json.read(checked.findings().orElseThrow(), CheckReport.class);
        assertThat(report.errors())
                .extracting(CheckReport.Line::message)
                .anyMatch(m -> m.contains("NM_pred.nii.gz"))
                .anyMatch(m -> m.contains("RJPD_010"))
                .allMatch(m -> !m.contains("blobs"));
        assertThat(c.store.submissions().ofTeam(team)).isEmpty();
        assertThat(c.store
                        .submissions()
                        .attempts(c.store.phases().find("test").orElseThrow(), team)
                        .used())
                .isZero();
    }

    @Test
    void hostileArchivesAreRejectedAndLeaveNothingBehind() throws Exception {
        String team = c.team("a");
        Path slip = folder.resolve("slip.zip");
        try (OutputStream out = Files.newOutputStream(slip);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("../../outside.txt"));
            zip.write(1);
        }
        Path html = folder.resolve("page.zip");
        Files.writeString(html, "<html>not a zip</html>");
        for (Path file : List.of(slip, html)) {
            Upload upload = c.upload(team, file);
            c.pool.checkNext();
            assertThat(c.store.uploads().find(upload.id()).orElseThrow().state())
                    .isEqualTo(Upload.State.REJECTED);
        }
        assertThat(folder.resolve("outside.txt")).doesNotExist();
        try (var files = Files.list(c.data.path().resolve("work"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void anUploadGoesOnWhereItStoodAndNoOtherPlace() throws Exception {
        String team = c.team("a");
        byte[] content = Files.readAllBytes(OracleChallenge.submission(folder.resolve("team.zip")));
        Upload upload = c.intake.open(
                team,
                c.store.teams().members(team).get(0).account(),
                "test",
                content.length,
                "../../x\n\u202eCON.zip",
                Optional.empty(),
                Optional.empty());
        assertThat(upload.fileName()).isEqualTo("xCON.zip");
        InputStream breaking = new InputStream() {
            private int at = 0;

            @Override
            public int read() throws IOException {
                if (at == 1000) {
                    throw new IOException("connection lost");
                }
                return content[at++] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                int value = read();
                buffer[from] = (byte) value;
                return 1;
            }
        };
        assertThatThrownBy(() -> c.intake.append(upload, 0, breaking)).isInstanceOf(IOException.class);
        Upload broken = c.store.uploads().find(upload.id()).orElseThrow();
        assertThat(broken.received()).isEqualTo(1000);
        assertThatThrownBy(() -> c.intake.append(upload, 0, new ByteArrayInputStream(content)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("offset=1000");
        Upload done = c.intake.append(upload, 1000, new ByteArrayInputStream(content, 1000, content.length - 1000));
        assertThat(done.state()).isEqualTo(Upload.State.CHECKING);
        assertThat(Files.readAllBytes(c.blobs.path(done.sha256().orElseThrow())))
                .isEqualTo(content);
        c.pool.checkNext();
        assertThat(c.store.uploads().find(upload.id()).orElseThrow().state()).isEqualTo(Upload.State.CHECKED);
    }

    @Test
    void aDifferentChecksumAndASizeAboveTheLimitAreRefused() throws Exception {
        String team = c.team("a");
        String account = c.store.teams().members(team).get(0).account();
        assertThatThrownBy(() ->
                        c.intake.open(team, account, "test", 5L << 30, "x.zip", Optional.empty(), Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("FILE_TOO_LARGE");
        Upload upload = c.intake.open(team, account, "test", 3, "x.zip", Optional.of("0".repeat(64)), Optional.empty());
        assertThatThrownBy(() -> c.intake.append(upload, 0, new ByteArrayInputStream(new byte[3])))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("CHECKSUM_DIFFERS");
    }

    @Test
    void aTruthThatCannotBeReadIsOurFaultAndNotTheParticipants() throws Exception {
        String team = c.team("a");
        c.upload(team, OracleChallenge.submission(folder.resolve("team.zip")));
        c.pool.checkNext();
        try (var files = Files.walk(c.data.truth())) {
            Path mask =
                    files.filter(f -> f.endsWith("QSM_mask.nii.gz")).findFirst().orElseThrow();
            Files.writeString(mask, "broken");
        }
        c.pool.scoreNext();
        assertThat(c.store.submissions().ofTeam(team))
                .extracting(Submission::state)
                .containsExactly(Submission.State.DELAYED);
    }

    @Test
    void theYardstickIsScoredRightly() throws Exception {
        Yardstick.make(folder.resolve("y").toFile().mkdirs() ? folder.resolve("y") : folder);
        assertThat(Yardstick.passed(SubmissionScorer.score(
                        folder.resolve("y/truth"),
                        folder.resolve("y/submission.zip"),
                        EngineOptions.STANDARD,
                        Workers.caller())))
                .isTrue();
    }
}
