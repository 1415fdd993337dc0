package org.substantia.report.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private static double integral(Distribution distribution, double low, double high) {
        int steps = 4000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += distribution.density(low + (i + 0.5) * (high - low) / steps);
        }
        return sum * (high - low) / steps;
    }

    @Test
    void densitiesIntegrateToOne() {
        assertThat(integral(Distribution.normal(130, 12), 30, 230)).isCloseTo(1, within(1e-6));
        assertThat(integral(Distribution.ofValues(List.of(1.0, 2.0, 2.5, 7.0)), -20, 30))
                .isCloseTo(1, within(1e-6));
    }

    @Test
    void aSampleOfANormalDistributionComesCloseToIt() {
        SplittableRandom random = new SplittableRandom(3);
        List<Double> values = random.doubles(500)
                .map(u -> 10 + 2 * Math.sqrt(-2 * Math.log(u)) * Math.cos(Math.PI * 2 * random.nextDouble()))
                .boxed()
                .toList();
        Distribution sample = Distribution.ofValues(values);
        assertThat(sample.mean()).isCloseTo(10, within(0.3));
        assertThat(sample.deviation()).isCloseTo(2, within(0.2));
        assertThat(sample.density(10)).isCloseTo(Distribution.normal(10, 2).density(10), within(0.03));
    }

    @Test
    void nothingLiesBeyondTheLeastPossibleValue() {
        Distribution share = Distribution.within(Distribution.normal(0.1, 0.2), 0, 1);
        assertThat(share.density(-0.01)).isZero();
        assertThat(share.low()).isZero();
        assertThat(share.high()).isEqualTo(Distribution.normal(0.1, 0.2).high());
        assertThat(integral(share, -1, 1)).isCloseTo(1, within(2e-3));
        assertThat(share.mean()).isEqualTo(0.1);
    }

    @Test
    void aDistributionOfImpossibleValuesIsLeftAsItIs() {
        Distribution beyond = Distribution.normal(-5, 0.2);
        assertThat(Distribution.within(beyond, 0, 1)).isSameAs(beyond);
    }

    @Test
    void refusesASampleWithoutSpread() {
        assertThatThrownBy(() -> Distribution.ofValues(List.of(3.0, 3.0))).isInstanceOf(IllegalArgumentException.class);
    }
}
