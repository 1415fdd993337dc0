package org.substantia.diagnosis.classification;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.scoring.statistics.Interval;

/**
 * What is said of a patient and why. Research use only.
 *
 * @param probability of Parkinson's disease, calibrated for as many patients as healthy persons as were trained on
 * @param low lower end of the 95 % interval of that probability
 * @param high upper end
 * @param neighbours how many cross-validated patients of the most similar probability the interval rests on; 0 when
 *     there is none
 * @param verdict undetermined when the evidence is too little, or the patient unlike anyone the model was trained on
 * @param label the likelier diagnosis by the threshold whatever the verdict, for files that must hold 0 or 1
 * @param threshold a probability from it on is labelled Parkinson's disease
 * @param strangeness how unlike both healthy persons and patients this one is: mean square deviation from the nearer of
 *     them, by importance
 * @param strangest the largest in persons the model was trained on, but for one in two hundred
 * @param families what the answer rests on
 * @param accuracy of cross-validated models with the same families; absent when no model fits the evidence
 * @param evidence of every feature measured, the largest contributions first
 * @param contributions to the log-odds, summed by family
 * @param missingFamilies what the full model would have used and this patient lacks
 * @param missingFeatures features of the model used that were not measured, taken as average
 */
public record DiagnosisResult(
        double probability,
        double low,
        double high,
        int neighbours,
        Verdict verdict,
        Diagnosis label,
        double threshold,
        double strangeness,
        double strangest,
        Set<EvidenceFamily> families,
        Optional<Interval> accuracy,
        List<Evidence> evidence,
        Map<EvidenceFamily, Double> contributions,
        Set<EvidenceFamily> missingFamilies,
        List<String> missingFeatures) {
    /** How {@link #low} and {@link #high} come about, for files and reports. */
    public static final String INTERVAL_METHOD =
            "95 % Wilson interval of the share of patients with Parkinson's disease among the"
                    + " cross-validated patients of the most similar probability, widened to hold the probability itself";

    /** Whether the patient is like those the model was trained on; if not, it can tell nothing. */
    public boolean isFamiliar() {
        return strangeness <= strangest;
    }

    public DiagnosisResult {
        families = Set.copyOf(families);
        evidence = List.copyOf(evidence);
        Map<EvidenceFamily, Double> sorted = new EnumMap<>(EvidenceFamily.class);
        sorted.putAll(contributions);
        contributions = Collections.unmodifiableMap(sorted);
        missingFamilies = Set.copyOf(missingFamilies);
        missingFeatures = List.copyOf(missingFeatures);
    }
}
