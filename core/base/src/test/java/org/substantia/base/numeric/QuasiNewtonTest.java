package org.substantia.base.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuasiNewtonTest {
    /** A long narrow ridge, highest at (3, 9). */
    private static final Objective RIDGE = new Objective() {
        @Override
        public double value(double[] p) {
            return -square(p[0] - 3) - 4 * square(p[1] - p[0] * p[0]);
        }

        @Override
        public double valueAndGradient(double[] p, double[] gradient) {
            double off = p[1] - p[0] * p[0];
            gradient[0] = -2 * (p[0] - 3) + 16 * p[0] * off;
            gradient[1] = -8 * off;
            return value(p);
        }
    };

    @Test
    void followsACurvedRidge() {
        QuasiNewton.Peak peak = new QuasiNewton(RIDGE, 2, 1e-6).climb(new double[] {0, 2});
        assertThat(peak.parameters()).containsExactly(new double[] {3, 9}, within(1e-3));
        assertThat(peak.value()).isCloseTo(0, within(1e-5));
    }

    @Test
    void staysOnAPeakAndOnAPlain() {
        double[] top = {3, 9};
        assertThat(new QuasiNewton(RIDGE, 2, 1e-6).climb(top).parameters()).containsExactly(top);
        Objective plain = new Objective() {
            @Override
            public double value(double[] p) {
                return 5;
            }

            @Override
            public double valueAndGradient(double[] p, double[] gradient) {
                return 5;
            }
        };
        QuasiNewton.Peak peak = new QuasiNewton(plain, 2, 1e-6).climb(new double[] {1, 2});
        assertThat(peak.parameters()).containsExactly(1, 2);
        assertThat(peak.value()).isEqualTo(5);
    }

    @Test
    void neverEndsLowerThanItBegan() {
        for (double x = -4; x <= 4; x += 0.7) {
            double[] start = {x, 3 - x};
            assertThat(new QuasiNewton(RIDGE, 0.5, 1e-3).climb(start).value())
                    .isGreaterThanOrEqualTo(RIDGE.value(start));
        }
    }

    private static double square(double v) {
        return v * v;
    }
}
