package org.substantia.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.diagnosis.training.PatientRecord;

/**
 * The cases of a cohort whose diagnosis is known: what a diagnosis model is trained and tested on. Immutable.
 *
 * @param cases in the cohort's order, at least one
 * @param labels age, sex and diagnosis of each
 */
public record LabeledCohort(List<CaseFolder> cases, LabelTable labels) {
    public LabeledCohort {
        cases = List.copyOf(cases);
    }

    /** @throws CohortException if there is no table of labels, or if it names none of the cases */
    public static LabeledCohort of(Cohort cohort) throws IOException {
        LabelTable labels = cohort.labels()
                .orElseThrow(() -> new CohortException(
                        cohort.source(),
                        "has no " + Cohort.LABELS_FILE + " or " + Cohort.PARTICIPANTS_FILE
                                + cohort.unreadLabels().stream()
                                        .map(line -> "; " + line)
                                        .collect(Collectors.joining())));
        List<CaseFolder> known = cohort.cases().stream()
                .filter(folder -> labels.diagnosisOf(folder).isPresent())
                .toList();
        if (known.isEmpty()) {
            List<String> reasons = labels.warnings(cohort.cases(), EnumSet.of(TableColumn.LABEL));
            throw new CohortException(
                    cohort.source(),
                    "the table of labels gives no diagnosis of any of its cases"
                            + (reasons.isEmpty() ? "" : "; " + reasons.get(0)));
        }
        return new LabeledCohort(known, labels);
    }

    /**
     * Measures the cases; one that fails does not stop the others.
     *
     * @param predicted what {@code predict} made of the cases, to measure in its masks; otherwise in the cases' own
     * @param progress run after each case, from several threads
     */
    public MeasuredCases measure(Optional<Cohort> predicted, Workers workers, Runnable progress) {
        return CaseBiomarkers.measure(cases, predicted, workers, progress);
    }

    /** What was measured of these cases, with what is known of them. */
    public List<PatientRecord> records(MeasuredCases measured) {
        List<PatientRecord> records = new ArrayList<>();
        for (int i = 0; i < measured.cases().size(); i++) {
            CaseFolder folder = measured.cases().get(i);
            LabelTable.Row row = labels.find(folder).orElseThrow();
            records.add(new PatientRecord(
                    folder.id(),
                    measured.biomarkers().get(i),
                    new Demographics(row.age(), row.sex()),
                    row.diagnosis().orElseThrow()));
        }
        return records;
    }
}
