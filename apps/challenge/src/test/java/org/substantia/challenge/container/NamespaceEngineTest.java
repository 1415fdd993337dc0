package org.substantia.challenge.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;

/** Images that run, well and ill behaved, in namespaces of their own; skipped where the machine does not allow it. */
@Tag("slow")
class NamespaceEngineTest {
    private static final ContainerEngine ENGINE = new NamespaceEngine();

    @TempDir
    Path folder;

    private Path inputs;

    @BeforeEach
    void prepare() throws IOException {
        Optional<String> reason = ENGINE.unavailable();
        Assumptions.assumeTrue(reason.isEmpty(), () -> "skipped: " + reason.get());
        inputs = folder.resolve("cases");
        for (String id : List.of("RJPD_005", "RJPD_006", "RJPD_010")) {
            Files.createDirectories(inputs.resolve(id));
            Files.writeString(inputs.resolve(id).resolve("T1.nii.gz"), "image of " + id);
            Files.writeString(inputs.resolve(id).resolve("QSM_mask.nii.gz"), "secret");
        }
    }

    private ContainerEngine.Ended run(String program, Path outputs) throws Exception {
        TestImage image = new TestImage();
        TestImage.runnable(image, program);
        Path file = image.save(folder.resolve("image.tar"));
        assertThat(ImageCheck.check(file, "image.tar", ImageLimits.standard()).passed())
                .isTrue();
        return run(file, outputs, Duration.ofSeconds(60));
    }

    private ContainerEngine.Ended run(Path image, Path outputs, Duration wall) throws Exception {
        Files.createDirectories(outputs);
        Files.setPosixFilePermissions(outputs, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path work = Files.createDirectories(folder.resolve("work"));
        RunLimits limits = new RunLimits(256L << 20, 64L << 20, 64, 1, wall);
        return ENGINE.run(new ContainerEngine.Run(image, inputs, outputs, work, limits));
    }

    @Test
    void anImageSeesItsInputsWritesItsOutputsAndNothingElse() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "the truth");
        Path outputs = folder.resolve("outputs");
        ContainerEngine.Ended ended =
                run("""
                cat /pdcad/inputs/RJPD_005/T1.nii.gz > /pdcad/outputs/seen
                echo "$GREETING" > /pdcad/outputs/greeting
                id -u > /pdcad/outputs/user
                echo x 2>/dev/null > /pdcad/inputs/RJPD_005/T1.nii.gz && echo yes > /pdcad/outputs/wrote-inputs
                cat SECRET > /pdcad/outputs/secret 2>/dev/null
                cat /proc/1/environ > /pdcad/outputs/environ 2>/dev/null
                (exec 3<>/dev/tcp/127.0.0.1/PORT) 2>/dev/null && echo yes > /pdcad/outputs/network
                ln -s /etc/passwd /pdcad/outputs/link
                cat /dev/urandom 2>/dev/null > /pdcad/outputs/full
                exit 0
                """.replace("SECRET", secret.toString()).replace("PORT", "22"), outputs);
        assertThat(ended.status()).as(ended.output()).isIn(0, 28);
        assertThat(outputs.resolve("seen")).hasContent("image of RJPD_005");
        assertThat(outputs.resolve("greeting")).hasContent("good morning");
        assertThat(outputs.resolve("user")).hasContent("1000");
        assertThat(outputs.resolve("wrote-inputs")).doesNotExist();
        assertThat(inputs.resolve("RJPD_005/T1.nii.gz")).hasContent("image of RJPD_005");
        assertThat(outputs.resolve("secret")).isEmptyFile();
        assertThat(outputs.resolve("environ")).isEmptyFile();
        assertThat(outputs.resolve("network")).doesNotExist();
        assertThat(Files.isSymbolicLink(outputs.resolve("link"))).isTrue();
        assertThat(Files.size(outputs.resolve("full"))).isLessThan(65L << 20);
    }

    @Test
    void whatRunsTooLongIsEndedWithAllItsChildren() throws Exception {
        TestImage image = new TestImage();
        TestImage.runnable(image, "sleep 12345 & sleep 12345");
        Path file = image.save(folder.resolve("image.tar"));
        ContainerEngine.Ended ended = run(file, folder.resolve("outputs"), Duration.ofSeconds(5));
        assertThat(ended.exceeded()).contains("5 s");
        assertThat(ProcessHandle.allProcesses().filter(p -> p.info()
                        .arguments()
                        .filter(a -> List.of(a).contains("12345"))
                        .isPresent()))
                .isEmpty();
        assertThat(folder.resolve("work/root")).doesNotExist();
    }

    @Test
    void bombsOfProcessesAndOfMemoryHurtThemselvesOnly() throws Exception {
        ContainerEngine.Ended forks = run("for i in {1..500}; do sleep 60 & done; exit 7", folder.resolve("a"));
        assertThat(forks.status()).isNotZero();
        ContainerEngine.Ended memory =
                run("x=; for i in {1..30}; do x=\"$x$x$(printf %1048576s)\"; done", folder.resolve("b"));
        assertThat(memory.status()).isNotZero();
        assertThat(memory.exceeded())
                .hasValueSatisfying(limit -> assertThat(limit).contains("memory"));
        assertThat(memory.peakMemory().orElse(0)).isLessThanOrEqualTo(256L << 20);
    }

    @Test
    void anImageIsVerifiedAgainstItsTeamsSubmission() throws Exception {
        Path zip = OracleChallenge.submission(folder.resolve("team.zip"));
        TestImage image = new TestImage();
        TestImage.Layer layer = TestImage.runnable(image, """
                for folder in /pdcad/inputs/*/; do
                  id=${folder%/}; id=${id##*/}
                  mkdir -p /pdcad/outputs/$id
                  cp /model/$id/* /pdcad/outputs/$id/
                  echo 1 > /pdcad/outputs/$id/PD_pred.txt
                done
                """).folder("model");
        OracleChallenge.addPredictions((id, name, content) -> layer.file("model/" + id + "/" + name, 0644, content));
        Path file = image.save(folder.resolve("image.tar"));
        Path work = Files.createDirectories(folder.resolve("work"));
        ContainerVerification verification =
                new ContainerVerification(ENGINE, ImageLimits.standard(), 512L << 20, 1, 30, 0.99);
        ContainerReport report = verification.verify(
                new ContainerVerification.Task(file, "team.tar", inputs, Optional.of(inputs), Optional.of(zip), work),
                "test",
                Clock.systemUTC());
        assertThat(report.dryRun().orElseThrow().missing()).isEmpty();
        assertThat(report.dryRun().orElseThrow().status()).isZero();
        assertThat(report.agreement()).hasValueSatisfying(agreement -> {
            assertThat(agreement.masks()).isEqualTo(6);
            assertThat(agreement.identical()).isEqualTo(6);
            assertThat(agreement.labels()).isEqualTo(3);
            assertThat(agreement.equalLabels()).isEqualTo(3);
        });
        assertThat(report.passed()).isTrue();
        Path key = folder.resolve("report.key");
        SignedReport signed = SignedReport.sign(report, key);
        assertThat(signed.isGenuine()).isTrue();
        assertThat(signed.content()).isEqualTo(report);
        assertThat(SignedReport.sign(report, key).publicKey()).isEqualTo(signed.publicKey());
        assertThat(new SignedReport(
                                signed.report().replace("\"passed\":true", "\"passed\":false"),
                                signed.signature(),
                                signed.publicKey())
                        .isGenuine())
                .isFalse();
    }

    @Test
    void anImageThatWritesOtherMasksOrLinksDoesNotPass() throws Exception {
        Path zip = OracleChallenge.perfectSubmission(
                folder.resolve("team.zip"), "patient_id,prediction\nRJPD_005,0\nRJPD_006,1\nRJPD_010,1\n");
        TestImage image = new TestImage();
        TestImage.Layer layer = TestImage.runnable(image, """
                for id in RJPD_005 RJPD_006; do
                  mkdir -p /pdcad/outputs/$id
                  cp /model/$id/* /pdcad/outputs/$id/
                  echo 1 > /pdcad/outputs/$id/PD_pred.txt
                done
                mkdir /pdcad/outputs/RJPD_010
                ln -s /etc/passwd /pdcad/outputs/RJPD_010/PD_pred.txt
                """).folder("model");
        OracleChallenge.addPredictions((id, name, content) -> layer.file("model/" + id + "/" + name, 0644, content));
        Path file = image.save(folder.resolve("image.tar"));
        Path collected = folder.resolve("collected");
        Path outputs = folder.resolve("outputs");
        run(file, outputs, Duration.ofSeconds(60));
        List<String> missing =
                OutputCollection.collect(outputs, List.of("RJPD_005", "RJPD_006", "RJPD_010"), collected);
        assertThat(missing).hasSize(3).contains("RJPD_010/PD_pred.txt: is a link or no file; it was not followed");
        ContainerReport.Agreement agreement = OutputComparison.compare(collected, zip);
        assertThat(agreement.masks()).isEqualTo(4);
        assertThat(agreement.lowestDice()).isLessThan(0.99);
        assertThat(agreement.equalLabels()).isEqualTo(1);
        assertThat(agreement.differing()).contains("RJPD_005/PD_pred.txt: is not the label that was submitted");
    }
}
