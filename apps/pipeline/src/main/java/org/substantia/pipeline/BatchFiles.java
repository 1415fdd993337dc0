package org.substantia.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.io.AtomicFiles;
import org.substantia.cohort.Cohort;
import org.substantia.report.patient.BatchRow;
import org.substantia.report.patient.page.BatchIndexHtml;
import org.substantia.segmentation.inference.CaseReport;

/** Files about all patients of a run: {@code label_predict.csv} and {@code index.html}. */
public final class BatchFiles {
    private static final String INDEX = "index.html";

    private BatchFiles() {}

    /** The challenge's table of predicted labels; a case that failed has no row. */
    public static void writeLabels(Path folder, PatientFiles patients) throws IOException {
        StringBuilder text = new StringBuilder("patient_id,prediction\n");
        patients.labels()
                .forEach(
                        (id, label) -> text.append(id).append(',').append(label).append('\n'));
        AtomicFiles.writeText(folder.resolve(Cohort.PREDICTIONS_FILE), text.toString());
    }

    /** @return the page's file */
    public static Path writeIndex(
            Path folder, List<CaseReport> reports, PatientFiles patients, Map<String, String> provenance)
            throws IOException {
        List<BatchRow> rows = new ArrayList<>();
        for (CaseReport report : reports) {
            rows.add(patients.row(report.id())
                    .filter(row -> report.failure().isEmpty())
                    .orElseGet(() -> new BatchRow(
                            report.id(),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalDouble.empty(),
                            List.of(report.failure().orElse("was not judged")))));
        }
        Path file = folder.resolve(INDEX);
        BatchIndexHtml.write("Deep gray matter reports", rows, provenance, file);
        return file;
    }
}
