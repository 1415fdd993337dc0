package org.substantia.diagnosis.classification;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.features.Person;
import org.substantia.diagnosis.classification.features.SideFeatures;

/**
 * A patient to learn from.
 *
 * @param id unique among the patients
 * @param biomarkers what was measured
 * @param age years
 * @param sex as recorded
 * @param label the known diagnosis
 */
public record PatientRecord(String id, Biomarkers biomarkers, OptionalDouble age, Optional<Sex> sex, Diagnosis label) {
    public PatientRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(biomarkers, "biomarkers");
        Objects.requireNonNull(age, "age");
        Objects.requireNonNull(sex, "sex");
        Objects.requireNonNull(label, "label");
    }

    Person person() {
        return new Person(SideFeatures.of(biomarkers), age, sex);
    }
}
