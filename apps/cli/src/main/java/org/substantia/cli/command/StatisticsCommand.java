package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.SubjectTable;
import org.substantia.cli.console.Version;
import org.substantia.cli.console.Warnings;
import org.substantia.cli.option.ThreadsOption;
import org.substantia.cli.output.StatisticsJson;
import org.substantia.cli.output.StatisticsTables;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.diagnosis.statistics.CohortStatistics;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.input.WrittenRegistration;
import org.substantia.report.cohort.CohortPlots;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia statistics}: volumes and intensities of a cohort's nuclei by diagnosis. */
@Command(
        name = "statistics",
        mixinStandardHelpOptions = true,
        description = {
            "Summarizes volumes and intensities of a cohort's nuclei by diagnosis.",
            "Reports the volume of every nucleus, its mean T1, QSM (ppb) and NM intensity, and the volumes of the "
                    + "nigra in the NM mask and of "
                    + "the pars compacta, beside the means that the challenge published. Uses reference masks or, "
                    + "where "
                    + "there are none, predicted ones. T1 and NM are relative to the median intensity of the brain.",
            ""
        },
        footerHeading = "%nFiles written to --out:%n",
        footer = {
            "  measures.csv      one row per case and nucleus",
            "  statistics.json   n, mean and standard deviation by diagnosis",
            "  volume.svg, t1.svg, qsm.svg, nm.svg, nm_volume.svg, snpc_volume.svg",
            "",
            "Example:",
            "  substantia statistics train --out statistics"
        })
public final class StatisticsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COHORT", description = "folder of cases with masks, and optionally images and labels.csv")
    private Path path;

    @Option(names = "--out", paramLabel = "DIR", description = "folder for the results (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("statistics");

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "known diagnoses: a table with patient_id and label (default: the table in the cohort)")
    private Optional<Path> labelsFile = Optional.empty();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        Cohort cohort = Cohort.open(path);
        OutputFolders.requireWritable(out);
        requireMasks(cohort);
        SubjectTable subjects = table(cohort);
        Optional<LabelTable> labels = subjects.table();
        CohortStatistics statistics;
        try (Workers workers = threads.workers();
                Progress progress = new Progress(
                        "measuring", cohort.cases().size(), spec.commandLine().getErr())) {
            statistics = CohortStatistics.of(cohort, labels, WrittenRegistration::places, workers, progress::step);
        }
        StatisticsTables tables = new StatisticsTables(statistics);
        PrintWriter print = spec.commandLine().getOut();
        print.println(cohort.source() + ": " + Format.count(statistics.cases().size(), "case") + " measured");
        sayWhereMasksArePredicted(cohort, print);
        tables.print(print);
        tables.csv().write(out.resolve("measures.csv"));
        Provenance provenance =
                new Provenance(Version.number(), "statistics", Map.of(), OptionalLong.empty(), Map.of());
        JsonFiles.write(out.resolve("statistics.json"), StatisticsJson.of(provenance, statistics));
        List<Path> plots = CohortPlots.write(statistics, out);
        print.println("Files: " + out + " (" + Format.count(plots.size(), "plot") + ")");
        boolean passedOver = PassedOver.print(cohort, spec.commandLine().getErr());
        List<CaseFailure> failures = statistics.failures().stream()
                .map(failure -> CaseFailure.of(
                        failure.caseId(), failure.fault().orElseGet(() -> new IOException(failure.message()))))
                .toList();
        if (!failures.isEmpty()) {
            print.println(Format.count(failures.size(), "case") + " could not be measured");
            return FailedCases.print(failures, spec.commandLine().getErr());
        }
        return !passedOver && complete(cohort, subjects) ? ExitCode.OK : ExitCode.DATA;
    }

    /** Before the files of an earlier run are replaced. */
    private void requireMasks(Cohort cohort) throws IOException {
        if (cohort.cases().stream()
                .allMatch(c -> c.masks().isEmpty() && c.predictedMasks().isEmpty())) {
            PassedOver.print(cohort, spec.commandLine().getErr());
            throw new IOException(path + ": no case has a QSM_mask, NM_mask, QSM_pred, NM_pred, T1_pred or"
                    + " NM_nuclei_pred, so nothing can be measured; make them with 'substantia predict'");
        }
    }

    /** A mean over masks of both kinds says little of either. */
    private static void sayWhereMasksArePredicted(Cohort cohort, PrintWriter print) {
        List<String> predicted = cohort.cases().stream()
                .filter(CaseFolder::fallsBackOnPredictions)
                .map(CaseFolder::id)
                .toList();
        if (!predicted.isEmpty()
                && cohort.cases().stream().anyMatch(c -> !c.masks().isEmpty())) {
            print.println("Warning: measured in a predicted mask for want of a reference mask: "
                    + String.join(", ", predicted));
        }
    }

    private SubjectTable table(Cohort cohort) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        EnumSet<TableColumn> needed = EnumSet.of(TableColumn.LABEL);
        if (labelsFile.isEmpty()) {
            return SubjectTable.read(cohort, needed, err);
        }
        LabelTable table = LabelTable.readLabels(labelsFile.get());
        Warnings.print(err, table.warnings(cohort.cases(), needed));
        return new SubjectTable(Optional.of(table), false);
    }

    /** Whether every label that there is could be used. */
    private static boolean complete(Cohort cohort, SubjectTable subjects) {
        return !subjects.failed()
                && subjects.table()
                        .map(table -> table.faultsOf(cohort.cases(), EnumSet.of(TableColumn.LABEL)))
                        .orElse(List.of())
                        .isEmpty();
    }
}
