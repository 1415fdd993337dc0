package org.substantia.report.patient;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.diagnosis.classification.Verdict;

/**
 * One patient in the index of a batch.
 *
 * @param id of the patient
 * @param report the report's path relative to the index, with {@code /}; empty if there is none
 * @param verdict of the classifier; empty if there was none
 * @param probability of Parkinson's disease
 * @param flags what a person should look at; for a case that failed, why
 */
public record BatchRow(
        String id, Optional<String> report, Optional<Verdict> verdict, OptionalDouble probability, List<String> flags) {
    public BatchRow {
        flags = List.copyOf(flags);
    }
}
