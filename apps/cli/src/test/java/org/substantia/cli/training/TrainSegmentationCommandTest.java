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
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.OtherRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;

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
                    --synthetic --alone T1=-1                        | --alone: the share of examples with one
                    --synthetic --alone T1=0.7 --alone NM=0.4        | --alone: the shares of examples with
                    --synthetic --resume                             | holds no run to resume
                    --synthetic --learning-rate Infinity             | --learning-rate must be above 0, not Infinity
                    --synthetic --learning-rate NaN                  | --learning-rate must be above 0, not NaN
                    --cohort c --init m --localizer-steps 9          | --localizer-steps has no effect with --init
                    --cohort c --synthetic-cases 9                   | --synthetic-cases needs --synthetic
                    --cohort c --synthetic-share 0.5                 | --synthetic-share needs both --synthetic
                    --synthetic --synthetic-share 0.5                | --synthetic-share needs both --synthetic
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

    /** A file of unpaired structures. */
    private Path labels(String... structures) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String name : structures) {
            all.add(Map.of("name", name, "label", all.size() + 1));
        }
        Path file = folder.resolve("labels.json");
        JsonFiles.write(file, List.of(Map.of("name", "QSM", "structures", all)));
        return file;
    }

    /** A model file of other structures than the challenge's. Nothing but its plan is of use. */
    private Path otherModel() throws IOException {
        LabelSet other = new LabelSet("QSM", List.of(new LabelSet.Structure("CN", 36, "CN", 1)));
        Path file = folder.resolve("other.safetensors");
        SafeTensors.write(
                file,
                SegmentationModel.toFile(
                        SegmentationPlan.challenge().withLabelSets(List.of(other)),
                        ModelFiles.read(BuiltIn.PATH).tensors(),
                        Map.of()));
        return file;
    }

    /** Regression: the challenge's structures were trained, which the model does not know. */
    @Test
    void syntheticPatientsLackTheStructuresOfAnotherModel() throws IOException {
        Path init = otherModel();

        CommandRun run = train("--synthetic --init " + init);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip())
                .isEqualTo("substantia: " + init
                        + ": segments other structures than synthetic patients have; train it on a --cohort");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /** Regression: the heads of structures that the model does not know were left at random. */
    @Test
    void noStepsAreTooFewForNewStructures() throws IOException {
        CommandRun run = train("--cohort c --init built-in --steps 0 --labels " + labels("CN_l", "New"));

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--steps 0 keeps the segmenter of --init, which does not know New");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void stepsOfARefinementThatIsNotThereAreRefused() throws IOException {
        CommandRun run = train("--cohort c --init built-in --refinement-steps 5 --labels " + labels("CN_l"));

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--refinement-steps: there is no refinement of these structures to train");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aRefinementThatIsLeftOutIsTold() throws IOException {
        CommandRun run = train("--cohort none --init built-in --labels " + labels("CN_l"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("substantia: the refinement of NM of --init is left out: ");
    }

    @Test
    void aContradictoryLabelFileGetsOneLine() throws IOException {
        Path labels = labels("CN_l", "CN_l");

        CommandRun run = train("--cohort c --init built-in --labels " + labels);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip())
                .isEqualTo("substantia: " + labels + ": label set QSM has two structures named CN_l");
    }

    /** Regression: the initial model was written over at the first checkpoint. */
    @Test
    void theInitialModelIsNotWrittenOver() throws IOException {
        Path init = folder.resolve("run/model.safetensors");
        Files.createDirectories(init.getParent());
        Files.writeString(init, "a model");

        for (String options : List.of("--init " + init, "--encoder " + init, "--encoder " + init.getParent())) {
            CommandRun run = train("--cohort c " + options);

            assertThat(run.status()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains(init + " is read and would be written over; name another --out");
            assertThat(init).hasContent("a model");
        }
    }

    /** Regression: such a cohort ended the training with a stack trace. */
    @Test
    void aCohortThatDoesNotShowTheNucleiGetsOneLine() throws IOException {
        Path patient = folder.resolve("cohort/P1");
        OtherRun.writeCase(patient);
        Files.move(patient.resolve("QSM.nii.gz"), patient.resolve("NM.nii.gz"));
        Files.move(patient.resolve("QSM_mask.nii.gz"), patient.resolve("NM_mask.nii.gz"));

        CommandRun run = train("--device cpu --cohort " + folder.resolve("cohort"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip())
                .startsWith("substantia: no case teaches the localizer, which needs a QSM mask with its structures")
                .hasLineCount(1);
    }

    /** Regression: without --labels, a model of other structures became one of the challenge's. */
    @Test
    @Tag("slow")
    void aModelOfOtherStructuresStaysOne() throws IOException {
        OtherRun.writeCase(folder.resolve("cohort/P1"));
        String some = "--device cpu --steps 1 --cohort " + folder.resolve("cohort") + " --init ";
        CommandRun first = train(some + "built-in --labels " + labels("CN_r", "CN_l"));
        assertThat(first.status()).as(first.err()).isZero();
        Path one = Files.move(folder.resolve("run"), folder.resolve("one")).resolve("model.safetensors");

        CommandRun second = train(some + one);

        assertThat(second.status()).as(second.err()).isZero();
        assertThat(ModelFiles.planOf(folder.resolve("run/model.safetensors"))).isEqualTo(ModelFiles.planOf(one));
    }

    private CommandRun train(String options) {
        List<Object> line = new ArrayList<>(List.of("train", "segmentation"));
        line.addAll(List.of(options.split(" +")));
        line.addAll(List.of("--out", folder.resolve("run")));
        return CommandRun.of(line.toArray());
    }
}
