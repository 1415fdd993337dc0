package org.substantia.pipeline;

import java.util.List;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.diagnosis.biomarkers.Biomarkers;

/**
 * What came of measuring many cases: one that fails does not stop the others. Immutable.
 *
 * @param cases those that were measured, in their order
 * @param biomarkers one entry for each of {@code cases}
 * @param failures those that could not be measured, in their order
 */
public record MeasuredCases(List<CaseFolder> cases, List<Biomarkers> biomarkers, List<CaseFailure> failures) {
    public MeasuredCases {
        cases = List.copyOf(cases);
        biomarkers = List.copyOf(biomarkers);
        failures = List.copyOf(failures);
    }
}
