package org.substantia.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.cli.CommandRun;
import org.substantia.cli.OtherRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class DistillCommandTest {
    @TempDir
    Path folder;

    /** Nothing is trained, so each of them ends at once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --student half --synthetic                                  | missing required option: '--teacher
                    --teacher a --synthetic                                     | missing required option: '--student
                    --teacher a --student half                                  | missing required argument
                    --teacher a --student half --cohort c --folds 5             | --folds and --fold go together
                    --teacher a --student half --synthetic --steps 0            | --steps must be at least 1, not 0
                    --teacher a --student half --synthetic --temperature 0      | --temperature must be above 0
                    --teacher a --student half --synthetic --soft-share 1.5     | --soft-share must be above 0
                    --teacher a --student half --synthetic --learning-rate 0    | --learning-rate must be above 0
                    --teacher a --student half --synthetic --checkpoint-every 0 | --checkpoint-every must be at least 1
                    --teacher a --student half --synthetic --resume             | holds no run to resume
                    --teacher a --student half --cohort c --synthetic-cases 9   | --synthetic-cases needs --synthetic
                    """)
    void saysWhatIsWrongWithTheOptions(String options, String message) {
        CommandRun run = distill(options.split(" +"));

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aTeacherThatIsNotThereGetsOneLine() {
        CommandRun run = distill("--teacher", "none.safetensors", "--student", "half", "--synthetic");

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip()).isEqualTo("substantia: none.safetensors: no such file or folder");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /** Regression: a teacher of an earlier run in the same folder was written over. */
    @Test
    void noTeacherIsWrittenOver() throws IOException {
        for (String name : List.of("start.safetensors", "model.safetensors")) {
            Path teacher = folder.resolve("run").resolve(name);
            Files.createDirectories(teacher.getParent());
            Files.writeString(teacher, "a model");

            CommandRun run = distill("--teacher", "built-in", teacher.toString(), "--student", "half", "--synthetic");

            assertThat(run.status()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains(teacher + " is read and would be written over; name another --out");
            assertThat(teacher).hasContent("a model");
        }
    }

    @Test
    @Tag("slow")
    void aStudentThatDoesNotSuitTheTeacherGetsOneLine() throws IOException {
        Path levels = Files.writeString(folder.resolve("levels.json"), """
                [{"channels": 8, "stride": [1, 1, 1], "blocks": 0},
                 {"channels": 8, "stride": [3, 1, 1], "blocks": 0}]
                """);

        CommandRun run = distill("--teacher", "built-in", "--student", levels.toString(), "--synthetic");

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip())
                .startsWith("substantia: " + levels + ": is no plan of a student")
                .doesNotContain("\n");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /** A scan without masks and the bundled model are enough. */
    @Test
    @Tag("slow")
    void theStudentOfOneUnlabeledScanIsAModelThatPredicts() throws IOException {
        Path cohort = folder.resolve("cohort");
        Path grid = folder.resolve("grid.nii.gz");
        Nifti.write(grid, Volume.zeros(new Geometry(64, 72, 40, Affine.scaling(-3, 3, 3, 94.5, -106, -60))));
        CommandRun.of("synthesize", cohort, "--cases", 1, "--seed", 1, "--grid", grid);
        try (var files = Files.walk(cohort)) {
            for (Path mask : files.filter(file -> file.toString().endsWith("_mask.nii.gz"))
                    .toList()) {
                Files.delete(mask);
            }
        }

        CommandRun run = distill(
                "--teacher",
                "built-in",
                "built-in",
                "--student",
                "shallow",
                "--cohort",
                cohort.toString(),
                "--steps",
                "1",
                "--learning-rate",
                "1e-6");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        Path model = folder.resolve("run/model.safetensors");
        assertThat(run.out()).contains("model: " + model);
        assertThat(folder.resolve("run/training.json")).content().contains("\"teachers\"", "\"studentLevels\"");
        CommandRun prediction =
                CommandRun.of("predict", cohort, folder.resolve("out"), "--model", model, "--segmentation-only");
        assertThat(prediction.status()).isZero();
        byte[] record = Files.readAllBytes(folder.resolve("run/training.json"));
        CommandRun otherwise = distill(
                "--teacher",
                "built-in",
                "--student",
                "shallow",
                "--cohort",
                cohort.toString(),
                "--steps",
                "1",
                "--learning-rate",
                "1e-6",
                "--resume");
        assertThat(otherwise.status()).isEqualTo(ExitCode.DATA);
        assertThat(otherwise.err())
                .contains("segmenter.checkpoint: belongs to another run")
                .hasLineCount(1);
        assertThat(folder.resolve("run/training.json")).hasBinaryContent(record);
        CommandRun again = distill("--teacher", "built-in", "--student", "shallow", "--synthetic");
        assertThat(again.status()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("already holds a run; continue it with --resume");
    }

    /** Regression: what the student begins as, and all samples, were written before. */
    @Test
    @Tag("slow")
    void aRunThatWasBegunWithOtherDataIsLeftAsItIs() throws IOException {
        OtherRun.writeCase(folder.resolve("cohort/P1"));
        Path run = folder.resolve("run");
        OtherRun.write(run, "training.json", "segmenter.checkpoint", "data");
        Map<String, String> before = OtherRun.listing(run);

        CommandRun resumed = distill(
                "--teacher",
                "built-in",
                "--student",
                "shallow",
                "--cohort",
                folder.resolve("cohort").toString(),
                "--resume");

        assertThat(resumed.status()).isEqualTo(ExitCode.DATA);
        assertThat(resumed.err())
                .contains("segmenter.checkpoint: belongs to another run (other), not to this one (1 cases ")
                .hasLineCount(1);
        assertThat(OtherRun.listing(run)).isEqualTo(before);
    }

    private CommandRun distill(String... options) {
        List<Object> line = new ArrayList<>(List.of("distill"));
        line.addAll(List.of(options));
        line.addAll(List.of("--out", folder.resolve("run")));
        return CommandRun.of(line.toArray());
    }
}
