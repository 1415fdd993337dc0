package org.substantia.scoring.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.DeLong;
import org.substantia.scoring.statistics.Interval;
import org.substantia.scoring.statistics.McNemar;
import org.substantia.scoring.statistics.Oracle;

class ClassificationScoresTest {
    private static final Offset<Double> ROUNDING = within(1e-12);
    private static final Workers CALLER = Workers.caller();

    static List<Oracle> oracles() {
        return Oracle.read(ClassificationScoresTest.class, "");
    }

    @ParameterizedTest
    @MethodSource("oracles")
    void agreesWithScikitLearn(Oracle oracle) {
        ClassificationScores scores = ClassificationScores.of(predictions(oracle));
        int[] n = oracle.ints("confusion");
        assertThat(scores.counts()).isEqualTo(new ConfusionCounts(n[0], n[1], n[2], n[3]));
        for (ClassificationMetric metric : ClassificationMetric.values()) {
            String key = Format.lowerCase(metric);
            assertThat(scores.value(metric).orElseThrow()).as(key).isCloseTo(oracle.value(key), ROUNDING);
        }
    }

    @ParameterizedTest
    @MethodSource("oracles")
    void drawsTheRocCurveThatScikitLearnDraws(Oracle oracle) {
        List<RocCurve.Point> points =
                RocCurve.of(predictions(oracle)).orElseThrow().points();
        assertThat(points.get(0)).isEqualTo(new RocCurve.Point(Double.POSITIVE_INFINITY, 0, 0));
        assertThat(points.stream().mapToDouble(RocCurve.Point::falsePositiveRate))
                .containsExactly(boxed(oracle.doubles("fpr")));
        assertThat(points.stream().mapToDouble(RocCurve.Point::truePositiveRate))
                .containsExactly(boxed(oracle.doubles("tpr")));
        assertThat(points.stream().skip(1).mapToDouble(RocCurve.Point::threshold))
                .containsExactly(boxed(oracle.doubles("thresholds")));
    }

    @Test
    void oneClassLeavesUndefinedWhatNeedsBoth() {
        ClassificationScores healthy = ClassificationScores.of(
                PatientPredictions.of(new int[] {0, 0, 0}, new int[] {0, 1, 0}, new double[] {0.1, 0.6, 0.2}));
        assertThat(healthy.accuracy()).isCloseTo(2 / 3.0, ROUNDING);
        assertThat(healthy.specificity()).hasValue(2 / 3.0);
        assertThat(healthy.sensitivity()).isEmpty();
        assertThat(healthy.balancedAccuracy()).isEmpty();
        assertThat(healthy.auroc()).isEmpty();
        assertThat(healthy.averagePrecision()).isEmpty();
        assertThat(healthy.brier().orElseThrow()).isCloseTo(0.41 / 3, ROUNDING);
        ClassificationScores patients =
                ClassificationScores.of(PatientPredictions.of(new int[] {1}, new int[] {1}, new double[] {1}));
        assertThat(patients.sensitivity()).hasValue(1);
        assertThat(patients.specificity()).isEmpty();
        assertThat(patients.averagePrecision()).isEmpty();
    }

    @Test
    void hardLabelsAloneLeaveUndefinedWhatNeedsProbabilities() {
        PatientPredictions labels = PatientPredictions.of(new int[] {0, 1}, new int[] {0, 1});
        ClassificationScores scores = ClassificationScores.of(labels);
        assertThat(scores.balancedAccuracy()).hasValue(1);
        for (ClassificationMetric metric : List.of(
                ClassificationMetric.AUROC,
                ClassificationMetric.AVERAGE_PRECISION,
                ClassificationMetric.BRIER,
                ClassificationMetric.CALIBRATION_ERROR)) {
            assertThat(scores.value(metric)).as(metric.name()).isEmpty();
        }
        assertThat(labels.probabilities()).isEmpty();
        assertThat(RocCurve.of(labels)).isEmpty();
        assertThat(Reliability.equalWidth(labels, 10)).isEmpty();
        assertThat(Reliability.equalCount(labels, 10)).isEmpty();
    }

    @Test
    void labelsFollowTheThresholdInclusively() {
        PatientPredictions predictions =
                PatientPredictions.atThreshold(new int[] {0, 1, 1}, new double[] {0.49, 0.5, 0.51}, 0.5);
        assertThat(predictions.predicted()).containsExactly(0, 1, 1);
    }

    @Test
    void bootstrapsTheAurocLikeTheResamplingInPython() {
        Oracle oracle = Oracle.read(Oracle.class, "bootstrap-auroc").get(0);
        PatientPredictions predictions =
                PatientPredictions.atThreshold(oracle.ints("truth"), oracle.doubles("probability"), 0.5);
        Interval interval = ClassificationMetric.AUROC
                .interval(predictions, Bootstrap.seeded(4).withReplicates(20_000), CALLER)
                .orElseThrow();
        assertThat(interval.low()).isCloseTo(oracle.doubles("interval")[0], within(0.006));
        assertThat(interval.high()).isCloseTo(oracle.doubles("interval")[1], within(0.006));
    }

    @Test
    void everyDefinedMetricGetsAnInterval() {
        PatientPredictions predictions = predictions(oracles().get(0));
        Map<ClassificationMetric, Interval> intervals =
                ClassificationScores.intervals(predictions, Bootstrap.seeded(1), CALLER);
        assertThat(intervals).containsOnlyKeys(ClassificationMetric.values());
        ClassificationScores scores = ClassificationScores.of(predictions);
        intervals.forEach((metric, interval) -> {
            assertThat(OptionalDouble.of(interval.estimate())).isEqualTo(scores.value(metric));
            assertThat(interval.low()).isLessThan(interval.high());
        });
        try (Workers three = Workers.of(3)) {
            assertThat(ClassificationScores.intervals(predictions, Bootstrap.seeded(1), three))
                    .isEqualTo(intervals);
        }
        PatientPredictions labels = PatientPredictions.of(predictions.truth(), predictions.predicted());
        assertThat(ClassificationScores.intervals(labels, Bootstrap.seeded(1), CALLER))
                .hasSize(4);
    }

    /** Regression: sessions counted as patients, which made intervals too narrow by the root of their number. */
    @Test
    void aSecondSessionOfEverybodyTellsNothingNew() {
        PatientPredictions once = predictions(oracles().get(0));
        int n = once.patients();
        int[] twice = new int[2 * n];
        int[][] units = new int[n][];
        for (int i = 0; i < n; i++) {
            twice[i] = i;
            twice[n + i] = i;
            units[i] = new int[] {i, n + i};
        }
        PatientPredictions sessions = once.select(twice);
        Interval expected = ClassificationMetric.ACCURACY
                .interval(once, Bootstrap.seeded(1), CALLER)
                .orElseThrow();

        Interval interval = ClassificationScores.intervals(sessions, units, Bootstrap.seeded(1), CALLER)
                .get(ClassificationMetric.ACCURACY);

        assertThat(interval).isEqualTo(expected);
        assertThat(ClassificationMetric.ACCURACY
                        .interval(sessions, Bootstrap.seeded(1), CALLER)
                        .orElseThrow())
                .satisfies(narrow ->
                        assertThat(narrow.high() - narrow.low()).isLessThan(0.9 * (expected.high() - expected.low())));
    }

    @Test
    void resamplesOfOneClassAreCounted() {
        PatientPredictions predictions =
                PatientPredictions.atThreshold(new int[] {0, 0, 1}, new double[] {0.2, 0.4, 0.3}, 0.5);
        Interval interval = ClassificationMetric.AUROC
                .interval(predictions, Bootstrap.seeded(1).withReplicates(20_000), CALLER)
                .orElseThrow();
        // All negative with a chance of (2/3)^3, all positive with (1/3)^3.
        assertThat(interval.undefined() / 20_000.0).isCloseTo(1 / 3.0, within(0.012));
    }

    @Test
    void comparesTwoMethodsOnTheSamePatients() {
        Oracle oracle = Oracle.read(Oracle.class, "delong-distinct").get(0);
        int[] truth = oracle.ints("truth");
        PatientPredictions first = squashed(truth, oracle.doubles("first"));
        PatientPredictions second = squashed(truth, oracle.doubles("second"));
        ClassificationComparison comparison = ClassificationComparison.of(first, second, Bootstrap.seeded(1), CALLER);
        assertThat(comparison.mcNemar()).isEqualTo(McNemar.compare(truth, first.predicted(), second.predicted()));
        DeLong deLong = comparison.deLong().orElseThrow();
        assertThat(deLong.z().orElseThrow()).isCloseTo(oracle.value("z"), within(1e-9));
        assertThat(comparison.differences()).containsOnlyKeys(ClassificationMetric.values());
        Interval area = comparison.differences().get(ClassificationMetric.AUROC);
        assertThat(area.estimate()).isCloseTo(deLong.difference(), ROUNDING);
        assertThat(area.low()).isCloseTo(deLong.low(), within(0.03));
        assertThat(area.high()).isCloseTo(deLong.high(), within(0.03));
    }

    @Test
    void comparesHardLabelsWithoutDeLong() {
        int[] truth = {0, 1, 0, 1};
        PatientPredictions labels = PatientPredictions.of(truth, truth);
        PatientPredictions probabilities = PatientPredictions.atThreshold(truth, new double[] {0, 1, 0, 1}, 0.5);
        ClassificationComparison comparison =
                ClassificationComparison.of(labels, probabilities, Bootstrap.seeded(1), CALLER);
        assertThat(comparison.deLong()).isEmpty();
        assertThat(comparison.differences())
                .containsOnlyKeys(
                        ClassificationMetric.ACCURACY,
                        ClassificationMetric.BALANCED_ACCURACY,
                        ClassificationMetric.SENSITIVITY,
                        ClassificationMetric.SPECIFICITY);
    }

    @Test
    void refusesToCompareDifferentPatients() {
        PatientPredictions first = PatientPredictions.of(new int[] {0, 1}, new int[] {0, 1});
        PatientPredictions second = PatientPredictions.of(new int[] {1, 0}, new int[] {0, 1});
        assertThatThrownBy(() -> ClassificationComparison.of(first, second, Bootstrap.seeded(1), CALLER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same patients");
    }

    @Test
    void refusesWhatIsNoLabelOrProbability() {
        assertThatThrownBy(() -> PatientPredictions.of(new int[] {0, 1}, new int[] {0, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the predicted label of patient 1 is 2, not 0 or 1");
        assertThatThrownBy(() -> PatientPredictions.of(new int[] {0}, new int[] {0}, new double[] {Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outside 0..1");
        assertThatThrownBy(() -> PatientPredictions.of(new int[] {0}, new int[] {0}, new double[] {1.01}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PatientPredictions.of(new int[] {0}, new int[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PatientPredictions.of(new int[0], new int[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConfusionCounts(0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static PatientPredictions predictions(Oracle oracle) {
        return PatientPredictions.of(oracle.ints("truth"), oracle.ints("predicted"), oracle.doubles("probability"));
    }

    private static PatientPredictions squashed(int[] truth, double[] scores) {
        double[] probabilities = scores.clone();
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = 1 / (1 + Math.exp(-scores[i]));
        }
        return PatientPredictions.atThreshold(truth, probabilities, 0.5);
    }

    private static Double[] boxed(double[] values) {
        return Arrays.stream(values).boxed().toArray(Double[]::new);
    }
}
