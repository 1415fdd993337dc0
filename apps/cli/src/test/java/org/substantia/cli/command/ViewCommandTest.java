package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.cli.CommandRun;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

/** What {@code view} refuses, and where it leads. */
class ViewCommandTest {
    private static final Geometry GRID = Geometry.axisAligned(88, 72, 14, 0.75, 0.75, 2);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeCases() throws IOException {
        Volume image = Volume.zeros(GRID);
        byte[] labels = new byte[GRID.voxelCount()];
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = i % 50;
        }
        labels[GRID.index(20, 15, 7)] = 13;
        for (String id : List.of("P1", "P 2")) {
            Nifti.write(folder.resolve("in/" + id + "/QSM.nii.gz"), image);
            Nifti.write(folder.resolve("in/" + id + "/QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, labels));
            Nifti.write(folder.resolve("results/" + id + "/QSM_pred.nii.gz"), LabelMap.ofBytes(GRID, labels));
            Files.writeString(folder.resolve("results/" + id + "/PD_pred.txt"), "1");
        }
        Files.writeString(folder.resolve("in/labels.csv"), "ID,Label\nP1,1\nP 2,0\n");
    }

    private CommandRun write(Path out) {
        return CommandRun.of(
                "view", folder.resolve("results"), "--truth", folder.resolve("in"), "--case", "P1", "--out", out);
    }

    /** A mask became an HTML page, and the status was 0. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "in/P1/QSM.nii.gz",
                "in/P1/QSM_mask.nii.gz",
                "in/P 2/QSM_mask.nii.gz",
                "in/labels.csv",
                "results/P1/QSM_pred.nii.gz",
                "results/P1/../P1/PD_pred.txt",
                "results/P1/diagnosis.json"
            })
    void thePageIsNotWrittenOverWhatIsRead(String file) throws IOException {
        Path input = folder.resolve(file);
        if (Files.notExists(input)) {
            Files.writeString(input, "{}");
        }
        byte[] before = Files.readAllBytes(input);
        CommandRun run = write(input);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(" is read and would be written over; name another --out");
        assertThat(input).hasBinaryContent(before);
    }

    @Test
    void anEarlierPageIsWrittenAnew() {
        for (Path page : List.of(folder.resolve("page"), folder.resolve("results/P1/page.html"))) {
            for (int time = 0; time < 2; time++) {
                CommandRun run = write(page);
                assertThat(run.status()).as(run.err()).isZero();
            }
            assertThat(page).content().contains("<!doctype html>");
        }
    }

    /** It was called a fault of the program. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "70000"})
    void refusesAPortThatDoesNotExist(String port) {
        CommandRun run = CommandRun.of("view", folder.resolve("nowhere"), "--no-browser", "--port", port);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("substantia: --port is 0 to 65535, not " + port);
    }

    @Test
    void whatIsForThePageIsRefusedWhereNoneIsServed() {
        Path out = folder.resolve("page.html");
        for (String option : List.of("--port=0", "--no-browser")) {
            CommandRun run = CommandRun.of("view", folder.resolve("in"), "--case", "P1", "--out", out, option);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith(
                            "substantia: " + option.replace("=0", "") + " is for the page; with --out none is served");
        }
        assertThat(out).doesNotExist();
    }

    /** The id was not even looked up. */
    @Test
    void aCaseThatIsNotThereIsNotServed() {
        CommandRun run = CommandRun.of("view", folder.resolve("in"), "--no-browser", "--case", "NOPE");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualToNormalizingNewlines("substantia: NOPE: is none of the cases P 2, P1\n");
    }

    @Test
    @SuppressWarnings("JdkObsolete") // two threads share what is printed
    void theAddressLeadsToTheCase() throws Exception {
        StringBuffer printed = new StringBuffer();
        Thread serving = new Thread(
                () -> CommandRun.into(printed, "view", folder.resolve("in"), "--no-browser", "--case", "P 2"));
        serving.start();
        while (!printed.toString().contains("Ctrl-C") && serving.isAlive()) {
            Thread.sleep(20);
        }
        serving.interrupt();
        serving.join();
        assertThat(printed.toString().lines().findFirst().orElse(""))
                .matches("http://127\\.0\\.0\\.1:[0-9]+/\\?token=[A-Za-z0-9_-]+#P%202");
    }
}
