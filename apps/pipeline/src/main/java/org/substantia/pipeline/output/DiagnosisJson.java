package org.substantia.pipeline.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.json.JsonNumbers;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.BiomarkerTerms;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.Evidence;
import org.substantia.diagnosis.classification.ProbabilityEstimate;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.foundation.adaptation.SliceWeights;
import org.substantia.pipeline.Assessment;
import org.substantia.pipeline.fusion.EncoderFinding;

/**
 * {@code diagnosis.json}; docs/reference/diagnosis-json.md describes it.
 *
 * @param id of the case
 * @param modelSha256 of the model's file
 * @param modelProvenance as the model's file holds it
 */
record DiagnosisJson(
        int schemaVersion,
        @JsonProperty("case") String id,
        String notice,
        Verdict verdict,
        int label,
        double probability,
        double patientShare,
        ProbabilityInterval interval,
        double threshold,
        OutOfDistribution outOfDistribution,
        List<String> restsOn,
        Optional<Accuracy> crossValidatedAccuracy,
        Map<String, Double> logOddsByEvidence,
        List<EvidenceEntry> evidence,
        Optional<EncoderPart> encoder,
        List<String> missingEvidence,
        List<String> missingFeatures,
        String model,
        String modelSha256,
        Map<String, Object> modelProvenance) {
    private static final int SCHEMA_VERSION = 2;

    /** The 95 % interval of the probability and how many patients it rests on. */
    record ProbabilityInterval(double low, double high, int patients, String method) {}

    /** How unlike the persons trained on the patient is, and the score up to which the model can tell anything. */
    record OutOfDistribution(double score, double threshold, boolean inDistribution) {}

    /** Of cross-validated models with the same evidence, with its 95 % interval. */
    record Accuracy(double estimate, double low, double high) {}

    /** What one feature says. */
    record EvidenceEntry(
            String feature,
            String title,
            String unit,
            double value,
            double z,
            double parkinsonZ,
            double logOdds,
            Verdict towards) {
        static EvidenceEntry of(Evidence evidence) {
            return new EvidenceEntry(
                    evidence.feature().name(),
                    BiomarkerTerms.title(evidence.feature()),
                    BiomarkerTerms.unit(evidence.feature()),
                    JsonNumbers.significant(evidence.value(), 6),
                    JsonNumbers.significant(evidence.z(), 3),
                    JsonNumbers.significant(evidence.parkinsonZ(), 3),
                    rounded(evidence.contribution()),
                    evidence.towardsParkinson() ? Verdict.PARKINSON : Verdict.HEALTHY);
        }
    }

    /**
     * What the encoder that the model was trained with says alone, and what that adds to the log-odds; its weight is 0
     * where the biomarkers' answer stands.
     */
    record EncoderPart(String encoder, double probability, double weight, double logOdds, List<RegionPart> regions) {
        static EncoderPart of(EncoderFinding finding) {
            return new EncoderPart(
                    finding.encoder(),
                    JsonNumbers.decimals(finding.probability(), DiagnosisSummary.PROBABILITY_DECIMALS),
                    finding.weight(),
                    rounded(finding.contribution()),
                    finding.slices().stream().map(RegionPart::of).toList());
        }
    }

    /** How much the slices of a region counted for the encoder, from the feet to the head; they sum up to 1. */
    record RegionPart(String region, double logOdds, List<Double> sliceWeights) {
        static RegionPart of(SliceWeights slices) {
            return new RegionPart(
                    slices.roi(),
                    rounded(slices.logOdds()),
                    slices.weights().stream().map(DiagnosisJson::rounded).toList());
        }
    }

    static DiagnosisJson of(String id, Assessment assessment) {
        DiagnosisResult result = assessment.diagnosis();
        Map<String, Double> logOdds = new LinkedHashMap<>();
        result.contributions().forEach((family, sum) -> logOdds.put(word(family), rounded(sum)));
        return new DiagnosisJson(
                SCHEMA_VERSION,
                id,
                "research use only",
                result.verdict(),
                result.label().label(),
                JsonNumbers.decimals(result.probability(), DiagnosisSummary.PROBABILITY_DECIMALS),
                rounded(result.estimate().patientShare()),
                new ProbabilityInterval(
                        rounded(result.estimate().low()),
                        rounded(result.estimate().high()),
                        result.estimate().neighbors(),
                        ProbabilityEstimate.INTERVAL_METHOD),
                rounded(result.threshold()),
                new OutOfDistribution(
                        rounded(result.outOfDistribution().score()),
                        rounded(result.outOfDistribution().threshold()),
                        result.inDistribution()),
                words(result.families()),
                result.accuracy()
                        .map(accuracy -> new Accuracy(
                                rounded(accuracy.estimate()), rounded(accuracy.low()), rounded(accuracy.high()))),
                logOdds,
                result.evidence().stream().map(EvidenceEntry::of).toList(),
                assessment.encoder().map(EncoderPart::of),
                words(result.missingFamilies()),
                result.missingFeatures().stream().map(BiomarkerId::name).toList(),
                assessment.assessor().name(),
                assessment.assessor().sha256(),
                assessment.assessor().model().provenance());
    }

    private static List<String> words(Collection<EvidenceFamily> families) {
        return families.stream().sorted().map(DiagnosisJson::word).toList();
    }

    /** Images go by their usual names, everything else by lower camel case. */
    private static String word(EvidenceFamily family) {
        return switch (family) {
            case QSM -> "QSM";
            case NM -> "NM";
            case ANATOMY -> "anatomy";
            case IMAGE -> "wholeImage";
        };
    }

    private static double rounded(double value) {
        return JsonNumbers.significant(value, 4);
    }
}
