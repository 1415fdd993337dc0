package org.substantia.diagnosis.training;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.Subject;

/**
 * A patient to learn from.
 *
 * @param id unique among the patients
 * @param biomarkers what was measured
 * @param demographics age and sex, where known
 * @param label the known diagnosis
 * @param softLabel probability of the disease, 0 to 1, by whoever knows more of the patient than the images show; what
 *     is learned from it is less a matter of luck than what is learned from the diagnosis
 */
public record PatientRecord(
        String id, Biomarkers biomarkers, Demographics demographics, Diagnosis label, OptionalDouble softLabel) {
    /** Without a soft label. */
    public PatientRecord(String id, Biomarkers biomarkers, Demographics demographics, Diagnosis label) {
        this(id, biomarkers, demographics, label, OptionalDouble.empty());
    }

    public PatientRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(biomarkers, "biomarkers");
        Objects.requireNonNull(demographics, "demographics");
        Objects.requireNonNull(label, "label");
        if (softLabel.isPresent() && !(softLabel.getAsDouble() >= 0 && softLabel.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(id + ": a soft label is 0 to 1, not " + softLabel.getAsDouble());
        }
    }

    public PatientRecord withSoftLabel(double probability) {
        return new PatientRecord(id, biomarkers, demographics, label, OptionalDouble.of(probability));
    }

    /** Whether anything was measured of each of these families. */
    public boolean has(Set<EvidenceFamily> families) {
        return subject().has(families);
    }

    Subject subject() {
        return Subject.of(biomarkers, demographics);
    }
}
