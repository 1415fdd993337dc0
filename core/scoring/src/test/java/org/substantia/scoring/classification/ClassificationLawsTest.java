package org.substantia.scoring.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;

class ClassificationLawsTest {
    private static final String SEED = "20261123";
    private static final Offset<Double> ROUNDING = within(1e-12);

    /** Probabilities in 64ths, so that ties are frequent and 1 - p is exact. */
    @Provide
    Arbitrary<PatientPredictions> predictions() {
        return Arbitraries.integers().between(2, 40).flatMap(n -> Combinators.combine(
                        Arbitraries.integers().between(0, 1).array(int[].class).ofSize(n),
                        Arbitraries.integers().between(0, 64).array(int[].class).ofSize(n))
                .as((truth, sixtyFourths) -> {
                    truth[0] = 0;
                    truth[1] = 1;
                    return PatientPredictions.atThreshold(
                            truth,
                            Arrays.stream(sixtyFourths)
                                    .mapToDouble(k -> k / 64.0)
                                    .toArray(),
                            0.5);
                }));
    }

    @Property(tries = 300, seed = SEED)
    void aurocAndAveragePrecisionSeeOnlyTheOrder(@ForAll("predictions") PatientPredictions predictions) {
        PatientPredictions mapped = withProbabilities(predictions, p -> 0.1 + 0.5 * p * p * p + 0.3 * p);
        assertThat(auroc(mapped)).isEqualTo(auroc(predictions));
        assertThat(ClassificationMetric.AVERAGE_PRECISION.of(mapped))
                .isEqualTo(ClassificationMetric.AVERAGE_PRECISION.of(predictions));
    }

    @Property(tries = 300, seed = SEED)
    void turningTheProbabilitiesAroundTurnsTheAuroc(@ForAll("predictions") PatientPredictions predictions) {
        assertThat(auroc(withProbabilities(predictions, p -> 1 - p))).isCloseTo(1 - auroc(predictions), ROUNDING);
    }

    @Property(tries = 300, seed = SEED)
    void flippingAllLabelsSwapsSensitivityAndSpecificityAndKeepsTheRest(
            @ForAll("predictions") PatientPredictions predictions) {
        ClassificationScores scores = ClassificationScores.of(predictions);
        ClassificationScores flipped = ClassificationScores.of(PatientPredictions.of(
                flip(predictions.truth()),
                flip(predictions.predicted()),
                withProbabilities(predictions, p -> 1 - p).probabilities().orElseThrow()));
        assertThat(flipped.accuracy()).isEqualTo(scores.accuracy());
        assertThat(flipped.balancedAccuracy()).isEqualTo(scores.balancedAccuracy());
        assertThat(flipped.sensitivity()).isEqualTo(scores.specificity());
        assertThat(flipped.specificity()).isEqualTo(scores.sensitivity());
        assertThat(flipped.auroc().orElseThrow()).isCloseTo(scores.auroc().orElseThrow(), ROUNDING);
        assertThat(flipped.brier().orElseThrow()).isCloseTo(scores.brier().orElseThrow(), ROUNDING);
    }

    @Property(tries = 200, seed = SEED)
    void noMetricDependsOnTheOrderOfPatients(@ForAll("predictions") PatientPredictions predictions) {
        int n = predictions.patients();
        int[] reversed = new int[n];
        Arrays.setAll(reversed, i -> n - 1 - i);
        PatientPredictions other = predictions.select(reversed);
        for (ClassificationMetric metric : ClassificationMetric.values()) {
            assertThat(metric.of(other).orElseThrow())
                    .as(metric.name())
                    .isCloseTo(metric.of(predictions).orElseThrow(), ROUNDING)
                    .isBetween(0.0, 1.0);
        }
    }

    private static double auroc(PatientPredictions predictions) {
        return ClassificationMetric.AUROC.of(predictions).orElseThrow();
    }

    private static PatientPredictions withProbabilities(PatientPredictions predictions, DoubleUnaryOperator map) {
        return PatientPredictions.of(
                predictions.truth(),
                predictions.predicted(),
                Arrays.stream(predictions.probabilities().orElseThrow())
                        .map(map)
                        .toArray());
    }

    private static int[] flip(int[] labels) {
        return Arrays.stream(labels).map(label -> 1 - label).toArray();
    }
}
