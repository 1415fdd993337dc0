package org.substantia.viewer.findings;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of a case.
 *
 * @param flags what a person should look at before relying on the case, in words
 * @param verdict of the classifier, in words; empty if there was none
 * @param probability of Parkinson's disease, 0 to 1
 * @param doubt of the model that drew the masks: the mean over the structures of 1 minus its confidence, 0 to 1
 * @param evidence what the verdict rests on, the weightiest first
 * @param biomarkers everything that was measured
 */
public record CaseFindings(
        List<String> flags,
        Optional<String> verdict,
        OptionalDouble probability,
        OptionalDouble doubt,
        List<Marker> evidence,
        List<Marker> biomarkers) {
    public CaseFindings {
        flags = List.copyOf(flags);
        evidence = List.copyOf(evidence);
        biomarkers = List.copyOf(biomarkers);
    }

    /** What somebody may know who draws the case: not what the model made of the patient. */
    public CaseFindings withoutDiagnosis() {
        return new CaseFindings(flags, Optional.empty(), OptionalDouble.empty(), doubt, List.of(), List.of());
    }
}
