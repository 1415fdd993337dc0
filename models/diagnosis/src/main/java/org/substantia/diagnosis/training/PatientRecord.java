package org.substantia.diagnosis.training;

import java.util.Objects;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.features.Subject;

/**
 * A patient to learn from.
 *
 * @param id unique among the patients
 * @param biomarkers what was measured
 * @param demographics age and sex, where known
 * @param label the known diagnosis
 */
public record PatientRecord(String id, Biomarkers biomarkers, Demographics demographics, Diagnosis label) {
    public PatientRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(biomarkers, "biomarkers");
        Objects.requireNonNull(demographics, "demographics");
        Objects.requireNonNull(label, "label");
    }

    Subject subject() {
        return Subject.of(biomarkers, demographics);
    }
}
