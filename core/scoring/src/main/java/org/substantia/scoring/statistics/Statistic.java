package org.substantia.scoring.statistics;

import java.util.OptionalDouble;

/** A number computed from a sample of patients, which {@link Bootstrap} resamples. Called from several threads. */
@FunctionalInterface
public interface Statistic {
    /**
     * @param patients indices from 0 to the number of patients - 1, repeated as drawn; not to be changed
     * @return a finite value, or nothing when the sample leaves the statistic undefined
     */
    OptionalDouble of(int[] patients);
}
