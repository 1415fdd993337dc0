package org.substantia.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.pipeline.evaluation.ScoreFiles;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.evaluation.DiagnosisEvaluation;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.evaluation.SegmentationEvaluator;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.testing.Repository;

/** Scores on Spark are those of one process, byte for byte. */
@Tag("slow")
class ClusterEvaluationTest {
    private static final Path ORACLE = Repository.root().resolve("examples/data/official-score-oracle");

    @TempDir
    Path folder;

    /** Masks of real patients, of which some are missing, empty or cannot be read. */
    @BeforeEach
    void cases() throws IOException {
        for (String side : new String[] {"truth", "prediction"}) {
            copy(ORACLE.resolve(side), folder.resolve(side));
        }
        Files.writeString(folder.resolve("prediction/RJPD_010/QSM_pred.nii.gz"), "no mask");
    }

    @Test
    void threadsOfOneMachineGiveTheSameBytes() throws IOException {
        StringWriter err = new StringWriter();

        int status = Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                "evaluate",
                folder.resolve("truth").toString(),
                folder.resolve("prediction").toString(),
                "--out",
                folder.resolve("spark").toString(),
                "--master",
                "local[2]",
                "--partitions",
                "5");

        assertThat(status).as(err.toString()).isEqualTo(Main.DATA);
        assertThat(err.toString()).contains("RJPD_010/QSM_pred.nii.gz: not a NIfTI image");
        assertSameScores();
        assertThat(folder.resolve("spark/scores.parquet/_SUCCESS")).exists();
    }

    /** Whatever ends it with a status other than 0 is named, as by {@code evaluate}. */
    @Test
    void patientsWithoutAPredictionAreNamed() throws IOException {
        Files.writeString(folder.resolve("truth/labels.csv"), "patient_id,label\nRJPD_005,1\nRJPD_006,0\n");
        Files.writeString(
                folder.resolve("prediction/label_predict.csv"), "patient_id,prediction\nRJPD_005,1\nRJPD_006,x\n");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int status = Main.run(
                new PrintWriter(out),
                new PrintWriter(err),
                "evaluate",
                folder.resolve("truth").toString(),
                folder.resolve("prediction").toString(),
                "--out",
                folder.resolve("spark").toString(),
                "--master",
                "local[2]",
                "--no-parquet");

        assertThat(status).as(err.toString()).isEqualTo(Main.DATA);
        assertThat(err.toString())
                .contains("substantia: without a prediction, counted as wrong: RJPD_006")
                .contains("label_predict.csv");
        assertThat(out.toString()).contains("accuracy, 2 patients: 0.5000");
    }

    @Test
    void anExecutorThatIsKilledChangesNothing() throws Exception {
        Driver driver = Driver.start(
                folder,
                "900m",
                "evaluate",
                folder.resolve("truth").toString(),
                folder.resolve("prediction").toString(),
                "--out",
                folder.resolve("spark").toString(),
                "--master",
                "local-cluster[2,1,1024]",
                "--partitions",
                "8",
                "--no-parquet");
        driver.killAnExecutorOnce(() -> driver.log().contains("scoring: 1 of 8"));

        assertThat(driver.status()).as(driver.log()).isEqualTo(Main.DATA);
        assertSameScores();
    }

    @Test
    void anArchiveIsRefusedInOneLine() throws IOException {
        Path archive = Files.write(folder.resolve("team.zip"), new byte[] {'P', 'K', 3, 4});
        StringWriter err = new StringWriter();

        int status = Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                "evaluate",
                folder.resolve("truth").toString(),
                archive.toString());

        assertThat(status).isEqualTo(Main.DATA);
        assertThat(err.toString().strip())
                .isEqualTo("substantia: " + archive + ": executors read folders only; unpack the archive first");
    }

    private void assertSameScores() throws IOException {
        Path alone = folder.resolve("alone");
        scoreAlone(alone);
        try (Stream<Path> files = Files.list(alone)) {
            assertThat(files.toList()).hasSize(3).allSatisfy(file -> assertThat(
                            folder.resolve("spark").resolve(file.getFileName()))
                    .hasSameBinaryContentAs(file));
        }
    }

    private void scoreAlone(Path out) throws IOException {
        Cohort reference = Cohort.open(folder.resolve("truth"));
        Cohort submission = Cohort.open(folder.resolve("prediction"));
        Bootstrap bootstrap = Bootstrap.seeded(2025);
        try (Workers workers = Workers.of(2)) {
            SegmentationEvaluation segmentation = new SegmentationEvaluator(
                            CaseScorer.complete(1, 1.0), ChallengeWeights.standard())
                    .evaluate(reference, submission, workers, done -> {});
            Optional<DiagnosisEvaluation> diagnosis = DiagnosisEvaluation.of(Optional.empty(), reference, submission);
            new ScoreFiles(Main.version(), 1.0, 1, bootstrap, false)
                    .write(out, EvaluationSummary.of(segmentation, diagnosis, bootstrap, workers));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
