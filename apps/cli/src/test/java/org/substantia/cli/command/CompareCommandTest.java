package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;

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
}
