package org.substantia.diagnosis.classification.features;

import org.substantia.diagnosis.biomarkers.BiomarkerId;

/**
 * What is normal of one feature, learnt from the training patients.
 *
 * @param id which feature
 * @param center the usual difference of the sides, from which an unusual difference counts; 0 for other features
 * @param perYear change with age within a diagnosis
 * @param perMale half the difference of men and women within a diagnosis
 * @param all the training patients, adjusted for age and sex; the deviation is above 0
 * @param healthy the healthy among them
 * @param parkinson the patients with Parkinson's disease among them
 * @param present share of the training patients in whom it was measured
 */
public record FeatureScale(
        BiomarkerId id,
        double center,
        double perYear,
        double perMale,
        Moments all,
        Moments healthy,
        Moments parkinson,
        double present) {
    /**
     * Of a group.
     *
     * @param sd standard deviation
     */
    public record Moments(double mean, double sd) {}

    /** Patients minus healthy persons in their pooled deviation (Cohen's d). */
    public double effectSize() {
        double pooled = Math.sqrt((healthy.sd() * healthy.sd() + parkinson.sd() * parkinson.sd()) / 2);
        return pooled > 0 ? (parkinson.mean() - healthy.mean()) / pooled : 0;
    }
}
