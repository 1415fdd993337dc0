package org.substantia.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.console.ExitCode;

/**
 * The container image, packed and run without a container daemon: its file tree, mounted to be read only, by chroot, as
 * an unprivileged user without a network, on one synthetic patient whose name is not ASCII and with a diagnosis model
 * of its own. Runs after the program is packed (Failsafe); where this machine cannot, it is skipped and says why.
 */
class PackagedImageIT {
    private static final Path PACKAGING = Path.of("..", "..", "tools", "packaging");

    // Not a @TempDir: the tree belongs to other users and, on a failure, is worth looking at.
    private final Path folder = Path.of("target", "packaged-image").toAbsolutePath();

    private record Ended(int status, String output) {}

    private static Ended run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void aModelThatCannotBeOpenedIsNotPacked() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "skipped: no bash here");
        Path image = Files.createDirectories(folder).resolve("image.tar");
        Path broken = Files.writeString(folder.resolve("pd.json"), "{}");

        Ended packed = run(
                PACKAGING.resolve("package").toString(), "--out", image.toString(), "--diagnosis", broken.toString());

        assertThat(packed.status()).as(packed.output()).isEqualTo(ExitCode.DATA);
        assertThat(packed.output()).contains("pd.json").hasLineCount(1);
        assertThat(image).doesNotExist();
    }

    /** Regression: the form that the help shows was taken for an option of the models. */
    @Test
    void optionsTakeTheirValuesWithAnEqualsSignToo() throws Exception {
        assumeImagesCanBePacked();
        Files.createDirectories(folder);

        Ended refused = run(PACKAGING.resolve("package").toString(), "--out=image.tar", "--keep-root=" + folder);

        assertThat(refused.status()).as(refused.output()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.output()).isEqualTo("substantia: " + folder + " exists already\n");
    }

    @Test
    void whatCannotBeWrittenIsToldBeforeAnythingIsPacked() throws Exception {
        assumeImagesCanBePacked();
        String nowhere = folder.resolve("none").resolve("image.tar").toString();

        Ended withoutValue = run(PACKAGING.resolve("package").toString(), "--out");
        Ended withoutFolder = run(PACKAGING.resolve("package").toString(), "--out", nowhere);

        assertThat(withoutValue.status()).as(withoutValue.output()).isEqualTo(ExitCode.USAGE);
        assertThat(withoutValue.output()).isEqualTo("substantia: --out needs a value\n");
        assertThat(withoutFolder.status()).as(withoutFolder.output()).isEqualTo(ExitCode.USAGE);
        assertThat(withoutFolder.output()).startsWith("substantia: " + nowhere).hasLineCount(1);
    }

    private static void assumeImagesCanBePacked() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "skipped: images are packed on Linux x86-64 only");
        assumeTrue(
                Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "jlink")),
                "skipped: the running JDK has no jlink");
    }

    @AfterEach
    void removeTheTree() throws Exception {
        run("rm", "-rf", folder.toString());
    }

    @Test
    void thePackedTreeSegmentsAndJudgesAPatientAsTheChallengeCallsIt() throws Exception {
        assumeImagesCanBePacked();
        run("rm", "-rf", folder.toString());
        Files.createDirectories(folder);
        CommandRun made =
                CommandRun.of("synthesize", folder.resolve("cases"), "--cases", 1, "--seed", 5, "--anatomy", "test");
        assertThat(made.status()).as(made.err()).isZero();
        // By bash, as the locale of this process may have no such letter.
        run(
                "bash",
                "-c",
                "mv \"$1/SYN_0001\" \"$1/\"$'p\\xc3\\xa4t'",
                "bash",
                folder.resolve("cases").toString());
        Path model = folder.resolve("pd.safetensors");
        JoinedModel.write(model);
        Path image = folder.resolve("image.tar");
        Path root = folder.resolve("root");

        Ended packed = run(
                PACKAGING.resolve("package").toString(),
                "--out=" + image,
                "--keep-root",
                root.toString(),
                "--diagnosis",
                model.toString());
        assertThat(packed.status()).as(packed.output()).isZero();
        assertThat(image).isNotEmptyFile();
        Ended tried = run(
                PACKAGING.resolve("try-image").toString(),
                root.toString(),
                folder.resolve("cases").toString());
        assumeTrue(!tried.output().startsWith("skipped"), tried.output());

        assertThat(tried.status()).as(tried.output()).isZero();
        assertThat(tried.output()).as("the image has its libraries").doesNotContain("unpacking");
        Path outputs = root.resolve("pdcad").resolve("outputs");
        run("bash", "-c", "mv \"$1\"/*/ \"$1/case\"", "bash", outputs.toString());
        Path written = outputs.resolve("case");
        assertThat(JsonFiles.read(written.resolve("segmentation.json"))
                        .path("case")
                        .asText())
                .isEqualTo("p\u00e4t");
        assertThat(Files.readString(written.resolve("PD_pred.txt"))).isIn("0", "1");
        assertThat(JsonFiles.read(written.resolve("diagnosis.json"))
                        .at("/encoder/encoder")
                        .asText())
                .as("the packed model's encoder, which comes with the program, has been asked")
                .startsWith("DINOv2, probe");
        try (Stream<Path> files = Files.list(written)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsAll(List.of("QSM_pred.nii.gz", "NM_pred.nii.gz", "report.html"));
        }
    }
}
