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
import org.substantia.base.text.Format;
import org.substantia.cohort.Cohort;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.report.patient.BatchRow;
import org.substantia.report.patient.page.BatchIndexHtml;

/** Files about all cases of a batch: {@code label_predict.csv} and {@code index.html}. */
public final class BatchFiles {
    private static final String INDEX = "index.html";
    private static final int PROBABILITY_DECIMALS = 6;

    private BatchFiles() {}

    /**
     * The challenge's table of predicted labels, with the probability of Parkinson's disease as a third column; a case
     * that failed has no row.
     */
    public static void writeLabels(Path folder, BatchSummary summary) throws IOException {
        CsvTable table = new CsvTable("patient_id", "prediction", "probability");
        for (CaseOutcome outcome : summary.cases()) {
            outcome.diagnosis()
                    .ifPresent(diagnosis -> table.row(List.of(
                            outcome.id(),
                            diagnosis.label().label(),
                            Format.fixed(diagnosis.probability(), PROBABILITY_DECIMALS))));
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

    /** Takes away the table of an earlier run that this one does not make anew. */
    public static void removeLabels(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(Cohort.PREDICTIONS_FILE));
    }

    /** Takes away the index of an earlier run that this one does not make anew. */
    public static void removeIndex(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(INDEX));
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

    private static BatchRow row(CaseOutcome outcome, DiagnosisResult diagnosis) {
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
                diagnosis.isEstimated() ? OptionalDouble.of(diagnosis.probability()) : OptionalDouble.empty(),
                flags);
    }
}
