package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.SubjectTable;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.AnalysisChoices;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.PartOptions;
import org.substantia.cli.output.BatchText;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.batch.BatchAnalysis;
import org.substantia.pipeline.batch.BatchFiles;
import org.substantia.pipeline.batch.BatchSummary;
import org.substantia.pipeline.batch.FinishedCases;
import org.substantia.pipeline.output.AnalysisWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Analyzes a cohort or a part of it, for every command that does.
 *
 * @param line that called
 * @param groupLater whether another run makes the files about all cases
 * @param everyFile whether a case that fails gets placeholders
 */
record PredictionRun(
        CommandLine line,
        AnalysisChoices choices,
        PartOptions parts,
        ComputeOptions compute,
        boolean groupLater,
        boolean everyFile) {

    /** @return the exit status */
    int run(Path inputs, Path outputs) throws IOException {
        Instant start = Instant.now();
        AnalysisOptions options = choices.options();
        Cohort recognized = parts.open(inputs);
        // Where every case must have its files, those of a folder without an image are missed, too.
        Cohort cohort = everyFile ? recognized.withUnrecognized() : recognized;
        List<CaseFolder> cases = parts.select(cohort);
        if (cohort.cases().isEmpty()) {
            throw new IOException(inputs + ": holds no case");
        }
        OutputFolders.requireWritable(outputs);
        PrintWriter err = line.getErr();
        SubjectTable subjects = choices.diagnoses()
                ? SubjectTable.read(cohort, EnumSet.of(TableColumn.AGE, TableColumn.SEX), err)
                : SubjectTable.none();
        BatchSummary summary;
        try (Workers workers = compute.workers();
                Progress progress = new Progress("segmenting", cases.size(), err)) {
            BatchAnalysis batch = new BatchAnalysis(outputs, new AnalysisWriter(choices.reports()), subjects.table());
            batch = everyFile ? batch.withPlaceholders() : batch;
            batch = groupLater ? batch.withFailureFiles() : batch;
            if (parts.skipsFinished()) {
                batch = batch.skipping(
                        FinishedCases.of(options, Version.number(), compute.described(), choices.reports()));
            }
            summary = batch.run(cases, () -> open(options, workers), outcome -> progress.step());
        }
        BatchText.print(summary, line.getOut(), err);
        line.getOut()
                .printf(
                        Locale.ROOT,
                        "%s segmented in %.1f s, in %s%n",
                        counted(summary),
                        Duration.between(start, Instant.now()).toMillis() / 1000.0,
                        outputs);
        try {
            finish(outputs, summary);
        } catch (IOException e) {
            // The cases are named already; one that is the program's own fault decides the status.
            err.println("substantia: " + e.getMessage());
            return summary.hasFault() ? ExitCode.INTERNAL : ExitCode.DATA;
        }
        boolean passedOver = parts.tellsOfPassedOver() && PassedOver.print(cohort, err);
        int status = BatchText.status(summary);
        return status == ExitCode.OK && (passedOver || subjects.failed()) ? ExitCode.DATA : status;
    }

    private PatientAnalyzer open(AnalysisOptions options, Workers workers) throws IOException {
        ComputeDevice device = compute.device();
        try {
            return PatientAnalyzer.open(options, Version.number(), device, workers);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, String.valueOf(e.getMessage()), e);
        }
    }

    private static String counted(BatchSummary summary) {
        int all = summary.cases().size();
        return summary.isComplete()
                ? Format.count(all, "case")
                : summary.complete() + " of " + Format.count(all, "case");
    }

    private void finish(Path outputs, BatchSummary summary) throws IOException {
        if (groupLater) {
            line.getOut().println("When all parts are done: substantia group " + outputs);
            return;
        }
        BatchFiles.write(outputs, summary, choices.diagnoses(), choices.reports(), Version.number())
                .ifPresent(page -> line.getOut().println("Reports: " + page));
    }
}
