package org.substantia.viewer.findings;

import java.util.OptionalDouble;

/**
 * A biomarker of a case, or what a classifier derived from some.
 *
 * @param name as files spell it
 * @param title for readers
 * @param value as measured
 * @param unit of the value; empty for none
 * @param z standard deviations from the mean of healthy persons, where it is known
 * @param parkinsonZ where patients' mean lies on the same scale
 * @param logOdds part in the log-odds of disease, for evidence
 * @param leading whether published reports say that it differs in patients
 * @param place where it was measured
 */
public record Marker(
        String name,
        String title,
        double value,
        String unit,
        OptionalDouble z,
        OptionalDouble parkinsonZ,
        OptionalDouble logOdds,
        boolean leading,
        MarkerPlace place) {}
