package org.substantia.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Progress;
import org.substantia.cli.option.ThreadsOption;
import org.substantia.cli.output.Plural;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;
import org.substantia.diagnosis.biomarkers.Biomarkers;
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
            "Measures the biomarkers of a cohort and writes them as one table (docs/reference/biomarkers.md): a case a row, a biomarker a column, "
                    + "empty where it could not be measured.",
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

    @Parameters(index = "0", paramLabel = "COHORT", description = "cases with images, and masks unless --predictions")
    private Path cohort;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the table, CSV")
    private Path out;

    @Option(
            names = "--predictions",
            paramLabel = "DIR",
            description = "measure in the masks that predict wrote there, not in the cohort's own")
    private Optional<Path> predictions = Optional.empty();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        Cohort patients = Cohort.open(cohort);
        Optional<LabelTable> table = patients.labels();
        Optional<Cohort> predicted =
                predictions.isPresent() ? Optional.of(Cohort.open(predictions.get())) : Optional.empty();
        List<CaseFolder> cases = patients.cases();
        String[] rows = new String[cases.size()];
        try (Workers workers = threads.workers();
                Progress progress = new Progress(
                        "measuring", cases.size(), spec.commandLine().getErr())) {
            workers.forEach(rows.length, i -> {
                try {
                    rows[i] = row(cases.get(i), table, CaseMeasurement.of(cases.get(i), predicted));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                progress.step();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        StringBuilder text = new StringBuilder("patient_id,label,age,sex");
        for (BiomarkerDefinition definition : BiomarkerCatalog.all()) {
            text.append(',').append(definition.name());
        }
        text.append('\n');
        for (String row : rows) {
            text.append(row).append('\n');
        }
        AtomicFiles.writeText(out, text.toString());
        spec.commandLine()
                .getOut()
                .println(Plural.of(rows.length, "case") + ", "
                        + BiomarkerCatalog.all().size() + " biomarkers: " + out);
        return ExitCode.OK;
    }

    private static String row(CaseFolder patient, Optional<LabelTable> table, Biomarkers biomarkers) {
        Optional<LabelTable.Row> known = table.flatMap(t -> t.find(patient));
        StringBuilder row = new StringBuilder(patient.id());
        row.append(',');
        known.flatMap(LabelTable.Row::diagnosis).ifPresent(diagnosis -> row.append(diagnosis.label()));
        row.append(',');
        known.ifPresent(person -> person.age().ifPresent(row::append));
        row.append(',');
        known.flatMap(LabelTable.Row::sex)
                .map(Sex::name)
                .map(s -> s.substring(0, 1))
                .ifPresent(row::append);
        for (BiomarkerDefinition definition : BiomarkerCatalog.all()) {
            row.append(',');
            biomarkers
                    .value(definition.name())
                    .ifPresent(value -> row.append(String.format(Locale.ROOT, "%.6g", value)));
        }
        return row.toString();
    }
}
