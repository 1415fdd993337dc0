package org.substantia.cohort;

import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.subject.Sex;

/**
 * What is known of a patient besides the images.
 *
 * @param age years
 * @param sex as recorded
 */
public record Demographics(OptionalDouble age, Optional<Sex> sex) {
    private static final Demographics UNKNOWN = new Demographics(OptionalDouble.empty(), Optional.empty());

    /** Of a subject of whom only images are at hand. */
    public static Demographics unknown() {
        return UNKNOWN;
    }

    /** @param table of the cohort, if it has one */
    public static Demographics of(CaseFolder patient, Optional<LabelTable> table) {
        Optional<LabelTable.Row> row = table.flatMap(t -> t.find(patient));
        return new Demographics(
                row.map(LabelTable.Row::age).orElse(OptionalDouble.empty()), row.flatMap(LabelTable.Row::sex));
    }
}
