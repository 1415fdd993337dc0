package org.substantia.diagnosis.classification;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.scoring.statistics.Interval;

/**
 * A patient's estimated probability of Parkinson's disease and what it rests on. Research use only.
 *
 * @param estimate the probability of Parkinson's disease with its interval
 * @param verdict undetermined when the evidence is too little, or the patient unlike anyone the model was trained on
 * @param label the likelier diagnosis by the threshold whatever the verdict, for files that must hold 0 or 1
 * @param threshold a probability from it on is labeled Parkinson's disease
 * @param outOfDistribution whether the patient is like those the model was trained on
 * @param families what the answer rests on
 * @param accuracy of cross-validated models with the same families; absent when no model fits the evidence
 * @param evidence of every feature measured, the largest contributions first
 * @param contributions to the log-odds, summed by family
 * @param missingFamilies what the full model would have used and this patient lacks
 * @param missingFeatures features of the model used that were not measured, taken as average
 */
public record DiagnosisResult(
        ProbabilityEstimate estimate,
        Verdict verdict,
        Diagnosis label,
        double threshold,
        OutOfDistributionCheck outOfDistribution,
        Set<EvidenceFamily> families,
        Optional<Interval> accuracy,
        List<Evidence> evidence,
        Map<EvidenceFamily, Double> contributions,
        Set<EvidenceFamily> missingFamilies,
        List<BiomarkerId> missingFeatures) {
    public DiagnosisResult {
        families = Set.copyOf(families);
        evidence = List.copyOf(evidence);
        Map<EvidenceFamily, Double> sorted = new EnumMap<>(EvidenceFamily.class);
        sorted.putAll(contributions);
        contributions = Collections.unmodifiableMap(sorted);
        missingFamilies = Set.copyOf(missingFamilies);
        missingFeatures = List.copyOf(missingFeatures);
    }

    public double probability() {
        return estimate.probability();
    }

    /** Whether a classifier fitted what could be measured; if not, the probability is that of anyone. */
    public boolean isEstimated() {
        return estimate.neighbors() > 0;
    }

    public boolean inDistribution() {
        return outOfDistribution.inDistribution();
    }
}
