package org.substantia.diagnosis.classification.features;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.Biomarkers;

/**
 * What a classifier may know of a subject.
 *
 * @param features of the images
 * @param demographics an unknown age counts as the mean of those it learnt from; an unknown or other sex as halfway
 *     between women and men
 */
public record Subject(SideFeatures features, Demographics demographics) {
    public Subject {
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(demographics, "demographics");
    }

    public static Subject of(Biomarkers biomarkers, Demographics demographics) {
        return new Subject(SideFeatures.of(biomarkers), demographics);
    }

    /** Whether anything was measured of each of these families. */
    public boolean has(Set<EvidenceFamily> families) {
        return features.values().keySet().stream()
                .map(EvidenceFamily::of)
                .collect(Collectors.toSet())
                .containsAll(families);
    }

    /** The same person's mirror image. */
    public Subject mirrored() {
        return new Subject(features.mirrored(), demographics);
    }

    OptionalDouble age() {
        return demographics.age();
    }

    boolean hasSex() {
        return demographics.sex().isPresent();
    }

    /** 1 for a man, -1 for a woman, 0 where that is not known. */
    double male() {
        return demographics
                .sex()
                .map(s -> s == Sex.MALE ? 1.0 : s == Sex.FEMALE ? -1.0 : 0.0)
                .orElse(0.0);
    }
}
