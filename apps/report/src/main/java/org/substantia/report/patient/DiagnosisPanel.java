package org.substantia.report.patient;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.diagnosis.classification.Verdict;

/**
 * A classifier's assessment of a patient and what it rests on.
 *
 * @param probability of Parkinson's disease; empty when it cannot be estimated
 * @param interval around the probability
 * @param threshold the probability from which on the verdict is Parkinson's disease
 * @param verdict the classifier's verdict
 * @param reservation why there is no verdict, a sentence
 * @param evidence what led to it, the strongest first
 * @param missing what could not be measured, in words
 * @param encoder what an adapted encoder adds; empty if the model has none
 * @param quality how good the model's probabilities are
 */
public record DiagnosisPanel(
        OptionalDouble probability,
        Optional<ConfidenceInterval> interval,
        double threshold,
        Verdict verdict,
        Optional<String> reservation,
        List<EvidenceRow> evidence,
        List<String> missing,
        Optional<EncoderPanel> encoder,
        Optional<ModelQuality> quality) {
    /** @throws IllegalArgumentException if a probability lies outside 0 to 1, or a verdict has none */
    public DiagnosisPanel {
        Objects.requireNonNull(verdict, "verdict");
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
        requireProbability(threshold);
        probability.ifPresent(DiagnosisPanel::requireProbability);
        interval.ifPresent(i -> {
            requireProbability(i.low());
            requireProbability(i.high());
        });
        if (verdict != Verdict.UNDETERMINED && probability.isEmpty()) {
            throw new IllegalArgumentException("a verdict needs a probability");
        }
    }

    private static void requireProbability(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("not a probability: " + probability);
        }
    }

    /**
     * One finding.
     *
     * @param name of the marker, in words
     * @param unit as shown; empty for ratios
     * @param value this patient's
     * @param normal of healthy people, if it can be told
     * @param z deviations above the mean of healthy people
     * @param logOdds what it adds to the natural logarithm of the odds of Parkinson's disease
     */
    public record EvidenceRow(
            String name, String unit, double value, Optional<NormalRange> normal, double z, double logOdds) {
        /** @throws IllegalArgumentException if a number is not finite */
        public EvidenceRow {
            if (!Double.isFinite(value) || !Double.isFinite(z) || !Double.isFinite(logOdds)) {
                throw new IllegalArgumentException(name + ": not finite");
            }
        }
    }

    /**
     * What was measured on cases the model had not seen.
     *
     * @param source which cases, in words
     * @param bins by predicted probability, ascending
     * @param metrics accuracy and the like
     */
    public record ModelQuality(String source, List<ReliabilityBin> bins, List<QualityMetric> metrics) {
        public ModelQuality {
            bins = List.copyOf(bins);
            metrics = List.copyOf(metrics);
        }
    }

    /**
     * Cases of about the same predicted probability.
     *
     * @param predicted mean predicted probability
     * @param observed share of them that have the disease
     * @param cases how many
     */
    public record ReliabilityBin(double predicted, double observed, int cases) {
        /** @throws IllegalArgumentException if a value lies outside its range */
        public ReliabilityBin {
            requireProbability(predicted);
            requireProbability(observed);
            if (cases < 1) {
                throw new IllegalArgumentException("a bin without cases");
            }
        }
    }

    /**
     * A measure of the model's quality.
     *
     * @param name in words
     * @param value usually between 0 and 1
     * @param interval of the value
     */
    public record QualityMetric(String name, double value, Optional<ConfidenceInterval> interval) {}
}
