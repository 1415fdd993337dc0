package org.substantia.app.patient;

import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.CaseFolder;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.Sex;

/**
 * What is known of a patient besides the images.
 *
 * @param age years
 * @param sex as recorded
 */
public record Person(OptionalDouble age, Optional<Sex> sex) {
    /** @param table of the cohort, if it has one */
    public static Person of(CaseFolder patient, Optional<LabelTable> table) {
        Optional<LabelTable.Row> row = table.flatMap(t -> t.find(patient));
        return new Person(
                row.map(LabelTable.Row::age).orElse(OptionalDouble.empty()), row.flatMap(LabelTable.Row::sex));
    }
}
