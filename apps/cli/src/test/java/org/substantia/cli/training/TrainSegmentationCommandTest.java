package org.substantia.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.cli.CommandRun;
import org.substantia.cli.OtherRun;
import org.substantia.cli.console.ExitCode;

class TrainSegmentationCommandTest {
    @TempDir
    Path folder;

    /** Nothing is trained, so each of them ends at once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --seed 3                                         | missing required argument
                    --synthetic --folds 5                            | --folds and --fold go together
                    --synthetic --folds 5 --fold 0                   | --folds needs a --cohort
                    --cohort c --folds 5 --fold 5                    | --fold must be 0 to 4, not 5
                    --cohort c --keep-together d.json                | --keep-together needs --folds and --fold
                    --synthetic --synthetic-cases 0                  | --synthetic-cases must be at least 1, not 0
                    --synthetic --synthetic-share 1.5                | --synthetic-share must be 0 to 1, not 1.5
                    --cohort c --labels l.json                       | --labels needs --init
                    --synthetic --init m.safetensors --labels l.json | contradict each other
                    --synthetic --steps 0                            | numbers of steps must be at least 1
                    --synthetic --checkpoint-every 0                 | --checkpoint-every must be at least 1
                    --synthetic --learning-rate 0                    | --learning-rate must be above 0, not 0.0
                    --synthetic --resume                             | holds no run to resume
                    """)
    void saysWhatIsWrongWithTheOptions(String options, String message) {
        CommandRun run = train(options);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void leavesAnEarlierRunAlone() throws IOException {
        Files.createDirectories(folder.resolve("run"));
        Path record = Files.writeString(folder.resolve("run/training.json"), "{}");

        CommandRun run = train("--synthetic");

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("already holds a run; continue it with --resume");
        assertThat(record).hasContent("{}");
    }

    /** Regression: it was refused when the samples of all cases had been made. */
    @Test
    void aRunThatWasBegunWithOtherDataIsLeftAsItIs() throws IOException {
        OtherRun.writeCase(folder.resolve("cohort/P1"));
        Path run = folder.resolve("run");
        OtherRun.write(run, "training.json", "localizer.checkpoint", "data");
        Map<String, String> before = OtherRun.listing(run);

        CommandRun resumed = train("--device cpu --resume --cohort " + folder.resolve("cohort"));

        assertThat(resumed.status()).isEqualTo(ExitCode.DATA);
        assertThat(resumed.err())
                .contains("localizer.checkpoint: belongs to another run (other), not to this one (1 cases ")
                .hasLineCount(1);
        assertThat(OtherRun.listing(run)).isEqualTo(before);
    }

    private CommandRun train(String options) {
        List<Object> line = new ArrayList<>(List.of("train", "segmentation"));
        line.addAll(List.of(options.split(" +")));
        line.addAll(List.of("--out", folder.resolve("run")));
        return CommandRun.of(line.toArray());
    }
}
