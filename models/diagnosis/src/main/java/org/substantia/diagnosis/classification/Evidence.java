package org.substantia.diagnosis.classification;

import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.classification.features.EvidenceFamily;

/**
 * What one feature says of a patient.
 *
 * @param feature a biomarker, the mean of both sides where it has sides, or what compares its sides
 * @param family what it was measured on
 * @param value as measured, in the biomarker's unit
 * @param z deviations above the healthy mean of the patient's age and sex
 * @param healthySpread one deviation, in the biomarker's unit
 * @param parkinsonZ where patients' mean lies on the same scale
 * @param contribution to the log-odds of disease compared with the average training patient; above 0 towards the
 *     disease. Biomarkers that go together share their contribution among them, so one alone may point the other way
 *     than its z
 */
public record Evidence(
        BiomarkerId feature,
        EvidenceFamily family,
        double value,
        double z,
        double healthySpread,
        double parkinsonZ,
        double contribution) {
    /** The healthy mean of the patient's age and sex, in the biomarker's unit. */
    public double healthyMean() {
        return value - z * healthySpread;
    }

    public boolean towardsParkinson() {
        return contribution > 0;
    }
}
