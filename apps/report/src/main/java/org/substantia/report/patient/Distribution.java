package org.substantia.report.patient;

import java.util.List;

/** How a marker is spread in a group of people. */
public sealed interface Distribution {
    /** Probability density at a value. */
    double density(double value);

    double mean();

    /** Standard deviation, above 0. */
    double deviation();

    /** Where a drawing of it may start. */
    double low();

    /** Where a drawing of it may end. */
    double high();

    static Distribution normal(double mean, double deviation) {
        return new Normal(mean, deviation);
    }

    /**
     * Of people's own values, smoothed by a Gaussian kernel of the width of Silverman (1986), equation 3.31.
     *
     * @throws IllegalArgumentException if there are fewer than two different values
     */
    static Distribution ofValues(List<Double> values) {
        return new Sample(values);
    }

    /**
     * Of a measure that has a least and a greatest possible value, such as a volume or a share: nothing lies beyond
     * them. Mean and deviation stay those of the distribution that is cut. One that lies almost wholly beyond, as when
     * normal values are carried on to an age far from those they were fitted to, is left as it is.
     *
     * @param least may be negative infinity
     * @param greatest may be infinity
     */
    static Distribution within(Distribution distribution, double least, double greatest) {
        double share = Cut.share(distribution, least, greatest);
        return share > Cut.MIN_SHARE ? new Cut(distribution, least, greatest, share) : distribution;
    }

    /** A distribution inside the possible values, scaled so that its whole is 1 again. */
    record Cut(Distribution whole, double least, double greatest, double share) implements Distribution {
        private static final int STEPS = 1000;
        private static final double MIN_SHARE = 1e-3;

        private static double share(Distribution whole, double least, double greatest) {
            if (!(greatest > whole.low()) || !(least < whole.high())) {
                return 0;
            }
            double low = Math.max(least, whole.low());
            double high = Math.min(greatest, whole.high());
            double step = (high - low) / STEPS;
            double sum = 0;
            for (int i = 0; i < STEPS; i++) {
                sum += whole.density(low + (i + 0.5) * step);
            }
            return sum * step;
        }

        @Override
        public double density(double value) {
            return value < least || value > greatest ? 0 : whole.density(value) / share;
        }

        @Override
        public double mean() {
            return whole.mean();
        }

        @Override
        public double deviation() {
            return whole.deviation();
        }

        @Override
        public double low() {
            return Math.max(least, whole.low());
        }

        @Override
        public double high() {
            return Math.min(greatest, whole.high());
        }
    }

    /** The normal distribution. */
    record Normal(double mean, double deviation) implements Distribution {
        /** @throws IllegalArgumentException if the deviation is not above 0 */
        public Normal {
            if (!Double.isFinite(mean) || !(deviation > 0) || !Double.isFinite(deviation)) {
                throw new IllegalArgumentException("no normal distribution: " + mean + ", " + deviation);
            }
        }

        /** In standard deviations; almost nothing lies beyond. */
        private static final double REACH = 3.2;

        @Override
        public double density(double value) {
            return gaussian(value - mean, deviation);
        }

        @Override
        public double low() {
            return mean - REACH * deviation;
        }

        @Override
        public double high() {
            return mean + REACH * deviation;
        }
    }

    /** People's own values. */
    record Sample(List<Double> values) implements Distribution {
        public Sample {
            values = values.stream().sorted().toList();
            if (values.isEmpty() || !(values.get(values.size() - 1) > values.get(0))) {
                throw new IllegalArgumentException("a distribution needs two different values");
            }
        }

        @Override
        public double mean() {
            return values.stream().mapToDouble(v -> v).average().orElseThrow();
        }

        @Override
        public double deviation() {
            double mean = mean();
            double squares =
                    values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            return Math.sqrt(squares / (values.size() - 1));
        }

        @Override
        public double density(double value) {
            double width = width();
            return values.stream().mapToDouble(v -> gaussian(value - v, width)).sum() / values.size();
        }

        @Override
        public double low() {
            return values.get(0) - width();
        }

        @Override
        public double high() {
            return values.get(values.size() - 1) + width();
        }

        private double width() {
            double[] sorted = values.stream().mapToDouble(v -> v).toArray();
            int n = sorted.length;
            double quartiles = sorted[(3 * (n - 1) + 2) / 4] - sorted[(n - 1) / 4];
            double spread = quartiles > 0 ? Math.min(deviation(), quartiles / 1.34) : deviation();
            return 0.9 * spread * Math.pow(n, -0.2);
        }
    }

    private static double gaussian(double distance, double deviation) {
        double z = distance / deviation;
        return Math.exp(-0.5 * z * z) / (deviation * Math.sqrt(2 * Math.PI));
    }
}
