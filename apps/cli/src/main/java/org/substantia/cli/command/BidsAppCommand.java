package org.substantia.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.text.Format;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.AnalysisChoices;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.PartOptions;
import org.substantia.pipeline.batch.DerivativesDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia bids-app}: predict and group as BIDS Apps are called (Gorgolewski et al. 2017). */
@Command(
        name = "bids-app",
        mixinStandardHelpOptions = true,
        description = {
            "Analyzes a BIDS data set as BIDS Apps do: 'participant' for each subject, 'group' once in the end.",
            "'participant' does what predict does and writes the subjects' folders only, so that many may run at "
                    + "once. 'group' makes the tables from these folders and does not read BIDS_DIR.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  substantia bids-app /data /out participant --participant-label 01 02",
            "  substantia bids-app /data /out participant --part 3/100",
            "  substantia bids-app /data /out group"
        })
public final class BidsAppCommand implements Callable<Integer> {
    /** What a call does. */
    public enum Level {
        PARTICIPANT,
        GROUP;

        @Override
        public String toString() {
            return Format.lowerCase(this);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BIDS_DIR", description = "the data set")
    private Path inputs;

    @Parameters(index = "1", paramLabel = "OUTPUT_DIR", description = "folder for the results")
    private Path outputs;

    @Parameters(index = "2", paramLabel = "LEVEL", description = "one of: ${COMPLETION-CANDIDATES}")
    private Level level;

    @Mixin
    private PartOptions parts = new PartOptions();

    @Mixin
    private AnalysisChoices choices = new AnalysisChoices();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Override
    public Integer call() throws IOException {
        if (level == Level.GROUP) {
            return new GroupCommand(spec, outputs).call();
        }
        OutputFolders.requireWritable(outputs);
        int status = new PredictionRun(spec.commandLine(), choices, parts, compute, true, false).run(inputs, outputs);
        DerivativesDescription.writeOnce(outputs, inputs, Version.number())
                .ifPresent(line -> spec.commandLine().getErr().println("substantia: warning: " + line));
        return status;
    }
}
