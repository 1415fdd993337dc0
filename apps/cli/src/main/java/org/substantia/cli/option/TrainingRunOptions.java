package org.substantia.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.substantia.base.io.OutputFolders;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The folder of a training run, its seed, and whether it is begun or resumed. */
public final class TrainingRunOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the run")
    private Path out;

    @Option(names = "--seed", paramLabel = "S", description = "seed of every random choice (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--resume", description = "continue the run in OUT")
    private boolean resume;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "steps between checkpoints (default: ${DEFAULT-VALUE})")
    private int checkpointEvery;

    private final String record;

    /** As segmentation models are trained. */
    public TrainingRunOptions() {
        this("training.json", 250);
    }

    /**
     * @param record the file in the run's folder that holds its options
     * @param checkpointEvery steps between checkpoints, unless the user says otherwise
     */
    public TrainingRunOptions(String record, int checkpointEvery) {
        this.record = record;
        this.checkpointEvery = checkpointEvery;
    }

    /** @throws ParameterException if a number is out of range, or the folder does not suit {@code --resume} */
    public void check() {
        if (checkpointEvery < 1) {
            throw wrong("--checkpoint-every must be at least 1, not " + checkpointEvery);
        }
        if (Files.exists(record()) && !resume) {
            throw wrong(out + " already holds a run; continue it with --resume or name another folder");
        }
        if (!Files.exists(record()) && resume) {
            throw wrong(out + " holds no run to resume");
        }
    }

    /** Makes the folder, if it is not there yet. */
    public void begin() throws IOException {
        OutputFolders.requireWritable(out);
    }

    public Path out() {
        return out;
    }

    /** Where the options of the run are recorded. */
    public Path record() {
        return out.resolve(record);
    }

    /** Where the run's model is written. */
    public Path model() {
        return out.resolve("model.safetensors");
    }

    /** Where the run's training samples are kept. */
    public Path samples() {
        return out.resolve("samples");
    }

    public long seed() {
        return seed;
    }

    public int checkpointEvery() {
        return checkpointEvery;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
