package org.substantia.diagnosis.classification.features;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.subject.Sex;

/**
 * What a classifier may know of a person.
 *
 * @param features of the images
 * @param age years; unknown counts as the mean of those it learnt from
 * @param sex unknown or other counts as halfway between women and men
 */
public record Person(SideFeatures features, OptionalDouble age, Optional<Sex> sex) {
    public Person {
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(age, "age");
        Objects.requireNonNull(sex, "sex");
    }

    /** 1 for a man, -1 for a woman, 0 where that is not known. */
    double male() {
        return sex.map(s -> s == Sex.MALE ? 1.0 : s == Sex.FEMALE ? -1.0 : 0.0).orElse(0.0);
    }
}
