package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;

class BootstrapTest {
    private static final Workers CALLER = Workers.caller();

    @Test
    void agreesWithScipysPercentileIntervalOfAMean() {
        Oracle oracle = Oracle.read(getClass(), "bootstrap-mean").get(0);
        Interval interval = Bootstrap.seeded(3).withReplicates(100_000).mean(oracle.doubles("values"), CALLER);
        assertThat(interval.low()).isCloseTo(oracle.doubles("interval")[0], within(0.006));
        assertThat(interval.high()).isCloseTo(oracle.doubles("interval")[1], within(0.006));
    }

    @Test
    void coversTheTrueMeanAboutAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(7);
        int covered = 0;
        int trials = 1000;
        for (int trial = 0; trial < trials; trial++) {
            double[] values = new double[100];
            Arrays.setAll(values, i -> gaussian(random));
            if (new Bootstrap(trial, 400, 0.95).mean(values, CALLER).contains(0)) {
                covered++;
            }
        }
        assertThat(covered / (double) trials).isBetween(0.92, 0.98);
    }

    @Test
    void theFastMeanGivesTheNumbersOfTheGeneralStatistic() {
        double[] values = new SplittableRandom(5).doubles(37).toArray();
        Bootstrap bootstrap = Bootstrap.seeded(11).withLevel(0.9);
        assertThat(bootstrap.interval(values.length, mean(values), CALLER)).contains(bootstrap.mean(values, CALLER));
    }

    @Test
    void givesTheSameIntervalOnAnyNumberOfThreads() {
        double[] values = new SplittableRandom(5).doubles(50).toArray();
        Bootstrap bootstrap = Bootstrap.seeded(2);
        try (Workers three = Workers.of(3)) {
            assertThat(bootstrap.mean(values, three)).isEqualTo(bootstrap.mean(values, CALLER));
            assertThat(bootstrap.interval(values.length, median(values), three))
                    .isEqualTo(bootstrap.interval(values.length, median(values), CALLER));
        }
    }

    @Test
    void givesTheSameIntervalOnEveryMachineAndAnotherForAnotherSeed() {
        double[] values = {1, 2, 4, 8, 16, 32, 64};
        Interval interval = Bootstrap.seeded(1).withReplicates(200).mean(values, CALLER);
        assertThat(interval).isEqualTo(new Interval(127 / 7.0, 4.567857142857143, 33.19285714285716, 0.95, 200, 0));
        assertThat(Bootstrap.seeded(2).withReplicates(200).mean(values, CALLER)).isNotEqualTo(interval);
    }

    @Test
    void countsAndLeavesOutResamplesWithoutTheStatistic() {
        // Defined only if patient 0 is drawn, which a share of (1 - 1/4)^4 of the resamples miss.
        Statistic statistic = patients ->
                Arrays.stream(patients).anyMatch(p -> p == 0) ? OptionalDouble.of(patients[0]) : OptionalDouble.empty();
        Interval interval = Bootstrap.seeded(1)
                .withReplicates(10_000)
                .interval(4, statistic, CALLER)
                .orElseThrow();
        assertThat(interval.undefined() / 10_000.0).isCloseTo(Math.pow(0.75, 4), within(0.015));
        assertThat(interval.replicates()).isEqualTo(10_000);
    }

    @Test
    void givesNothingForAStatisticThatTheWholeSampleLeavesUndefined() {
        assertThat(Bootstrap.seeded(1).interval(5, patients -> OptionalDouble.empty(), CALLER))
                .isEmpty();
    }

    @Test
    void pairsTwoStatisticsOnTheSameResamples() {
        double[] first = new SplittableRandom(5).doubles(40).toArray();
        double[] second = Arrays.stream(first).map(v -> v - 0.25).toArray();
        Interval paired = Bootstrap.seeded(1)
                .difference(first.length, mean(first), mean(second), CALLER)
                .orElseThrow();
        assertThat(paired.low()).isCloseTo(0.25, within(1e-12));
        assertThat(paired.high()).isCloseTo(0.25, within(1e-12));
        Interval byPatient = Bootstrap.seeded(1).meanDifference(first, second, CALLER);
        assertThat(byPatient.low()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void leavesOutADifferenceOfWhichOneSideIsUndefined() {
        Optional<Interval> none = Bootstrap.seeded(1)
                .difference(3, patients -> OptionalDouble.of(1), patients -> OptionalDouble.empty(), CALLER);
        assertThat(none).isEmpty();
    }

    @Test
    void aWiderLevelGivesAWiderInterval() {
        double[] values = new SplittableRandom(9).doubles(30).toArray();
        Interval narrow = Bootstrap.seeded(1).withLevel(0.5).mean(values, CALLER);
        Interval wide = Bootstrap.seeded(1).withLevel(0.99).mean(values, CALLER);
        assertThat(wide.low()).isLessThan(narrow.low());
        assertThat(wide.high()).isGreaterThan(narrow.high());
    }

    @Test
    void refusesWhatIsNoSample() {
        assertThatThrownBy(() -> Bootstrap.seeded(1).mean(new double[0], CALLER))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bootstrap.seeded(1).mean(new double[] {1, Double.NaN}, CALLER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("patient 1");
        assertThatThrownBy(() -> Bootstrap.seeded(1).meanDifference(new double[2], new double[3], CALLER))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bootstrap.seeded(1).interval(2, p -> OptionalDouble.of(Double.NaN), CALLER))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Bootstrap(1, 0, 0.95)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Bootstrap(1, 10, 95)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quantilesInterpolateLikeNumPys() {
        double[] sorted = {1, 2, 4, 8};
        assertThat(Samples.quantile(sorted, 0)).isEqualTo(1);
        assertThat(Samples.quantile(sorted, 0.5)).isEqualTo(3);
        assertThat(Samples.quantile(sorted, 0.9)).isCloseTo(6.8, within(1e-12));
        assertThat(Samples.quantile(sorted, 1)).isEqualTo(8);
    }

    private static Statistic mean(double[] values) {
        return patients -> {
            double sum = 0;
            for (int p : patients) {
                sum += values[p];
            }
            return OptionalDouble.of(sum / patients.length);
        };
    }

    private static Statistic median(double[] values) {
        return patients -> OptionalDouble.of(Samples.quantile(
                Arrays.stream(patients).mapToDouble(p -> values[p]).sorted().toArray(), 0.5));
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
