package org.substantia.diagnosis.classification.features;

/**
 * What is normal of one feature, learnt from the training patients.
 *
 * @param name of the feature
 * @param kind how its raw value comes from a person
 * @param centre of a difference of sides; 0 for other kinds
 * @param perYear change with age within a diagnosis
 * @param perMale half the difference of men and women within a diagnosis
 * @param mean of all training patients, adjusted for age and sex
 * @param sd of all of them
 * @param healthyMean adjusted mean of the healthy
 * @param healthySd their deviation
 * @param parkinsonMean adjusted mean of the patients
 * @param parkinsonSd their deviation
 * @param present share of the training patients in whom it was measured
 */
public record FeatureScale(
        String name,
        Kind kind,
        double centre,
        double perYear,
        double perMale,
        double mean,
        double sd,
        double healthyMean,
        double healthySd,
        double parkinsonMean,
        double parkinsonSd,
        double present) {
    /** Where a raw value comes from. */
    public enum Kind {
        /** {@link SideFeatures#values()}. */
        VALUE,
        /** {@link SideFeatures#differences()}. */
        DIFFERENCE,
        /** How far the difference of sides lies from its usual one. */
        ASYMMETRY,
        /** How far the sides of the nigra differ along the direction in which patients differ from healthy persons. */
        LATERALITY
    }

    /** Patients minus healthy persons in their pooled deviation (Cohen's d). */
    public double effectSize() {
        double pooled = Math.sqrt((healthySd * healthySd + parkinsonSd * parkinsonSd) / 2);
        return pooled > 0 ? (parkinsonMean - healthyMean) / pooled : 0;
    }
}
