package org.substantia.pipeline.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.csv.CsvTable;
import org.substantia.base.io.FileFaults;
import org.substantia.base.text.Format;
import org.substantia.cohort.Cohort;
import org.substantia.pipeline.output.DiagnosisSummary;
import org.substantia.report.patient.BatchRow;
import org.substantia.report.patient.page.BatchIndexHtml;

/** Files about all cases of a batch: {@code label_predict.csv} and {@code index.html}. */
public final class BatchFiles {
    private static final String INDEX = "index.html";

    private BatchFiles() {}

    /**
     * The challenge's table of predicted labels, with the probability of Parkinson's disease as a third column; a case
     * that failed has no row.
     */
    static void writeLabels(Path folder, BatchSummary summary) throws IOException {
        CsvTable table = new CsvTable("patient_id", "prediction", "probability");
        for (CaseOutcome outcome : summary.cases()) {
            outcome.diagnosis()
                    .ifPresent(diagnosis -> table.row(List.of(
                            outcome.id(),
                            diagnosis.label().label(),
                            Format.fixed(diagnosis.probability(), DiagnosisSummary.PROBABILITY_DECIMALS))));
        }
        table.write(folder.resolve(Cohort.PREDICTIONS_FILE));
    }

    /**
     * The table of all reports.
     *
     * @param provenance names and values under the table
     * @return the page's file
     */
    public static Path writeIndex(Path folder, BatchSummary summary, Map<String, String> provenance)
            throws IOException {
        Path file = folder.resolve(INDEX);
        List<BatchRow> rows = summary.cases().stream().map(BatchFiles::row).toList();
        BatchIndexHtml.write("Deep gray matter reports", rows, provenance, file);
        return file;
    }

    /**
     * The files about all cases, and takes away those of an earlier run that this one does not make anew.
     *
     * @param labels whether the cases were diagnosed
     * @param reports whether the cases have reports
     * @param version of the program
     * @return the index of the reports, if there is one
     */
    public static Optional<Path> write(
            Path folder, BatchSummary summary, boolean labels, boolean reports, String version) throws IOException {
        if (labels) {
            writeLabels(folder, summary);
        } else {
            removeFile(folder.resolve(Cohort.PREDICTIONS_FILE));
        }
        if (reports) {
            return Optional.of(writeIndex(folder, summary, Map.of("Program", "Substantia " + version)));
        }
        removeFile(folder.resolve(INDEX));
        return Optional.empty();
    }

    /** The files about all cases that were read back: those for which the cases have what is needed. */
    public static Optional<Path> write(Path folder, WrittenBatch batch) throws IOException {
        BatchSummary summary = batch.summary();
        boolean labels = summary.complete() == 0
                || summary.cases().stream().anyMatch(c -> c.diagnosis().isPresent());
        boolean reports = summary.complete() == 0
                || summary.cases().stream().anyMatch(c -> c.report().isPresent());
        return write(folder, summary, labels, reports, String.join(" and ", batch.versions()));
    }

    /**
     * Takes away those of an earlier run.
     *
     * @throws IOException naming a file that cannot be removed
     */
    static void remove(Path folder) throws IOException {
        removeFile(folder.resolve(Cohort.PREDICTIONS_FILE));
        removeFile(folder.resolve(INDEX));
    }

    private static void removeFile(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new IOException(file + ": of an earlier run, cannot be removed: " + FileFaults.reason(e), e);
        }
    }

    private static BatchRow row(CaseOutcome outcome) {
        return outcome.diagnosis()
                .map(diagnosis -> row(outcome, diagnosis))
                .orElseGet(() -> new BatchRow(
                        outcome.id(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        List.of(outcome.failure().orElse("was not diagnosed"))));
    }

    private static BatchRow row(CaseOutcome outcome, DiagnosisSummary diagnosis) {
        List<String> flags = new ArrayList<>(outcome.warnings());
        if (!outcome.flagged().isEmpty()) {
            flags.add("look at " + String.join(" ", outcome.flagged()));
        }
        if (!diagnosis.inDistribution()) {
            flags.add("unlike the persons the model was trained on");
        }
        return new BatchRow(
                outcome.id(),
                outcome.report().map(file -> outcome.id() + "/" + file),
                Optional.of(diagnosis.verdict()),
                diagnosis.estimated() ? OptionalDouble.of(diagnosis.probability()) : OptionalDouble.empty(),
                flags);
    }
}
