package org.substantia.report.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.statistics.CohortStatistics;

/**
 * The cases that are shown together.
 *
 * @param name as shown
 * @param diagnosis of all of them; empty for those without a label
 */
public record DiagnosisGroup(String name, Optional<Diagnosis> diagnosis) {
    /** The groups that have cases: healthy, Parkinson's disease, without label. */
    public static List<DiagnosisGroup> of(CohortStatistics statistics) {
        List<DiagnosisGroup> groups = new ArrayList<>();
        for (Diagnosis diagnosis : Diagnosis.values()) {
            groups.add(new DiagnosisGroup(diagnosis.title(), Optional.of(diagnosis)));
        }
        groups.add(new DiagnosisGroup("without label", Optional.empty()));
        return groups.stream()
                .filter(group ->
                        statistics.cases().stream().anyMatch(c -> c.diagnosis().equals(group.diagnosis())))
                .toList();
    }
}
