package org.substantia.learning.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLogTest {
    private static final String THREE =
            "{\"step\":10,\"loss\":0.5}\n{\"step\":20,\"loss\":0.25}\n{\"step\":30,\"loss\":0.125}\n";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheLog() {
        file = folder.resolve("run").resolve("log.jsonl");
    }

    private void given(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void eachLineIsOnDiskWhenWriteReturns() throws IOException {
        try (TrainingLog log = TrainingLog.start(file)) {
            assertThat(file).isEmptyFile();
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("step", 1);
            first.put("loss", 0.5);
            first.put("dice", List.of(0.25, 0.75));
            log.write(first);
            assertThat(file)
                    .content(StandardCharsets.UTF_8)
                    .isEqualTo("{\"step\":1,\"loss\":0.5,\"dice\":[0.25,0.75]}\n");
            log.write(Map.of("step", 5_000_000_000L));
            assertThat(TrainingLog.read(file)).containsExactly(first, Map.of("step", 5_000_000_000L));
        }
    }

    @Test
    void aNewRunBeginsAnew() throws IOException {
        given(THREE);
        TrainingLog.start(file).close();
        assertThat(file).isEmptyFile();
    }

    @Test
    void resumingDropsLaterStepsAndGoesOn() throws IOException {
        given(THREE);
        try (TrainingLog log = TrainingLog.resume(file, 20)) {
            log.write(Map.of("step", 25));
        }
        assertThat(file)
                .content(StandardCharsets.UTF_8)
                .isEqualTo("{\"step\":10,\"loss\":0.5}\n{\"step\":20,\"loss\":0.25}\n{\"step\":25}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"step\":1", "{\"step\":15}", "\u00e9"})
    void resumingDropsALastHalfLine(String half) throws IOException {
        given(THREE + half);
        assertThat(TrainingLog.read(file)).hasSize(3);
        try (TrainingLog log = TrainingLog.resume(file, 30)) {
            log.write(Map.of("step", 40));
        }
        assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(THREE + "{\"step\":40}\n");
    }

    @Test
    void resumingKeepsLinesAsTheyAre() throws IOException {
        String line = "{ \"note\" : \"na\\u00efve é\", \"step\" : 3, \"loss\" : 1.50e-1 }\n";
        given(line);
        TrainingLog.resume(file, 3).close();
        assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(line);
    }

    @Test
    void resumingWithoutALogBeginsOne() throws IOException {
        try (TrainingLog log = TrainingLog.resume(file, 100)) {
            log.write(Map.of("step", 101));
        }
        assertThat(TrainingLog.read(file)).containsExactly(Map.of("step", 101));
    }

    @Test
    void lossesThatAreNotFiniteComeBackAsSuch() throws IOException {
        try (TrainingLog log = TrainingLog.start(file)) {
            log.write(Map.of("step", 1, "loss", Double.NaN));
            log.write(Map.of("step", 2, "loss", Float.NEGATIVE_INFINITY));
        }
        assertThat(TrainingLog.read(file))
                .containsExactly(
                        Map.of("step", 1, "loss", Double.NaN), Map.of("step", 2, "loss", Double.NEGATIVE_INFINITY));
    }

    @Test
    void refusesLinesWithoutAStep() throws IOException {
        try (TrainingLog log = TrainingLog.start(file)) {
            assertThatThrownBy(() -> log.write(Map.of("loss", 0.5))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.write(Map.of("step", 0.5))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(file).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"half a li\n", "[3]\n", "{\"loss\":1}\n", "null\n", "\n", "{\"step\":\"1\"}\n"})
    void namesTheLineThatIsNoLineOfALog(String line) throws IOException {
        given("{\"step\":1}\n" + line + THREE);
        assertThatThrownBy(() -> TrainingLog.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": line 2 should be a JSON object");
        assertThatThrownBy(() -> TrainingLog.resume(file, 1)).isInstanceOf(IOException.class);
        assertThat(file).content(StandardCharsets.UTF_8).isEqualTo("{\"step\":1}\n" + line + THREE);
    }

    @Test
    void namesTheLogThatIsNotThere() {
        assertThatThrownBy(() -> TrainingLog.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be read: no such file or folder");
    }

    @Test
    void writingFromSeveralThreadsKeepsLinesWhole() throws Exception {
        try (TrainingLog log = TrainingLog.start(file)) {
            Thread[] threads = new Thread[4];
            for (int t = 0; t < threads.length; t++) {
                int first = t * 100;
                threads[t] = new Thread(() -> {
                    for (int i = 0; i < 100; i++) {
                        try {
                            log.write(Map.of("step", first + i));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                });
                threads[t].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(TrainingLog.read(file)).extracting("step").hasSize(400).doesNotHaveDuplicates();
    }
}
