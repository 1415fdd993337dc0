package org.substantia.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.SubjectTable;
import org.substantia.cli.option.ThreadsOption;
import org.substantia.cli.output.BiomarkerTable;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.pipeline.CaseBiomarkers;
import org.substantia.pipeline.MeasuredCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia biomarkers}: a cohort's biomarkers as one table, for statistics elsewhere. */
@Command(
        name = "biomarkers",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the biomarkers of a cohort and writes them to one CSV table.",
            "One row per case that can be read and has a mask, one column per biomarker; empty where a biomarker "
                    + "could not be measured "
                    + "(docs/reference/biomarkers.md).",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  substantia biomarkers train_data --out biomarkers.csv",
            "  substantia biomarkers scans --predictions results --out biomarkers.csv"
        })
public final class BiomarkersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "COHORT",
            description = "cases with images and, unless --predictions is given, masks")
    private Path cohort;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "CSV file to write")
    private Path out;

    @Option(
            names = "--predictions",
            paramLabel = "DIR",
            description = "measure in the masks that predict wrote to DIR instead of the cohort's own")
    private Optional<Path> predictions = Optional.empty();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        Cohort patients = Cohort.open(cohort);
        SubjectTable subjects = SubjectTable.read(
                patients,
                EnumSet.of(TableColumn.LABEL, TableColumn.AGE, TableColumn.SEX),
                spec.commandLine().getErr());
        Optional<Cohort> predicted =
                predictions.isPresent() ? Optional.of(Cohort.open(predictions.get())) : Optional.empty();
        List<CaseFolder> cases = patients.cases();
        OutputFolders.requireWritableFile(out);
        MeasuredCases measured;
        try (Workers workers = threads.workers();
                Progress progress = new Progress(
                        "measuring", cases.size(), spec.commandLine().getErr())) {
            measured = CaseBiomarkers.measure(cases, predicted, workers, progress::step);
        }
        int status = FailedCases.print(measured.failures(), spec.commandLine().getErr());
        boolean passedOver = PassedOver.print(patients, spec.commandLine().getErr());
        if (measured.cases().isEmpty()) {
            // A table of an earlier run stays.
            spec.commandLine().getErr().println("substantia: nothing was measured; " + out + " is not written");
            return status == ExitCode.OK ? ExitCode.DATA : status;
        }
        BiomarkerTable rows = new BiomarkerTable();
        for (int i = 0; i < measured.cases().size(); i++) {
            CaseFolder folder = measured.cases().get(i);
            rows.add(
                    folder.id(),
                    subjects.table().flatMap(t -> t.find(folder)),
                    measured.biomarkers().get(i));
        }
        rows.write(out);
        spec.commandLine()
                .getOut()
                .println((measured.failures().isEmpty() ? "" : measured.cases().size() + " of ")
                        + Format.count(cases.size(), "case") + ", "
                        + BiomarkerCatalog.all().size() + " biomarkers: " + out);
        return status == ExitCode.OK && (passedOver || subjects.failed()) ? ExitCode.DATA : status;
    }
}
