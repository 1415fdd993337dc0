package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.output.BatchText;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.PatientIds;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.pipeline.batch.BatchFiles;
import org.substantia.pipeline.batch.BatchSummary;
import org.substantia.pipeline.batch.CaseOutcome;
import org.substantia.pipeline.batch.WrittenBatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia group}: the files about all cases, after parts of them were analyzed. */
@Command(
        name = "group",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the tables of all cases from the folders that the parts of a batch wrote (predict --part).",
            "Reads no image. The files are the same as those of one run. Cases that were made with another version, "
                    + "model or option than most are named, and so are folders that are damaged or hold a "
                    + "case of another name, which are passed over; the exit status is 3 then.",
            ""
        },
        footerHeading = "%nFiles written to OUTPUTS:%n",
        footer = {
            "  label_predict.csv   id, label and probability of every case, if there are diagnoses",
            "  index.html          the table of all reports, if there are some",
            "",
            "Example:",
            "  substantia group predictions --inputs cases"
        })
public final class GroupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OUTPUTS", description = "folder with one folder per case")
    private Path outputs;

    @Option(
            names = "--inputs",
            paramLabel = "DIR",
            description = "the cases that should be there; those without results are named")
    private Optional<Path> inputs = Optional.empty();

    public GroupCommand() {}

    /** As another command calls it. */
    GroupCommand(CommandSpec caller, Path outputs) {
        this.spec = caller;
        this.outputs = outputs;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        WrittenBatch batch = WrittenBatch.read(outputs, Version.number());
        BatchSummary summary = batch.summary();
        PrintWriter err = spec.commandLine().getErr();
        BatchText.print(summary, out, err);
        batch.faults().forEach(fault -> err.println("substantia: " + fault));
        BatchFiles.write(outputs, batch).ifPresent(page -> out.println("Reports: " + page));
        out.println(Format.count(summary.cases().size(), "case") + " in " + outputs);
        int status = BatchText.status(summary);
        boolean missing = namesMissing(summary);
        boolean faulty = missing || !batch.faults().isEmpty();
        return status == ExitCode.OK && faulty ? ExitCode.DATA : status;
    }

    private boolean namesMissing(BatchSummary summary) throws IOException {
        if (inputs.isEmpty()) {
            return false;
        }
        Set<String> there = summary.cases().stream().map(CaseOutcome::id).collect(Collectors.toSet());
        List<String> missing = Cohort.open(inputs.get()).cases().stream()
                .map(CaseFolder::id)
                .filter(id -> !there.contains(id))
                .toList();
        if (!missing.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("substantia: " + outputs + ": has no results of " + PatientIds.listed(missing)
                            + "; run their part again");
        }
        return !missing.isEmpty();
    }
}
