package org.substantia.report.patient;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;

/**
 * The figures of one nucleus.
 *
 * @param nucleus which
 * @param scheme the mask they were measured in
 * @param volumeMm3 volume
 * @param susceptibilityPpb mean susceptibility
 * @param nmContrast contrast of the neuromelanin-sensitive image against the crus cerebri, as a ratio
 * @param confidence of the segmentation, 0 to 1
 * @param flags what is implausible about it, in words
 */
public record NucleusRow(
        Nucleus nucleus,
        LabelScheme scheme,
        Optional<MeasuredValue> volumeMm3,
        Optional<MeasuredValue> susceptibilityPpb,
        Optional<MeasuredValue> nmContrast,
        OptionalDouble confidence,
        List<String> flags) {
    public NucleusRow {
        Objects.requireNonNull(nucleus, "nucleus");
        Objects.requireNonNull(scheme, "scheme");
        flags = List.copyOf(flags);
    }
}
