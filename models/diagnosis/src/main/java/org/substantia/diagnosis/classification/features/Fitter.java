package org.substantia.diagnosis.classification.features;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.classification.features.FeatureScale.Moments;

/** Learns scales of features from training patients. */
final class Fitter {
    /** A biomarker measured in a smaller share of the patients is no feature. */
    static final double MIN_PRESENT = 0.6;

    static final int MIN_IN_GROUP = 5;

    private final List<Subject> subjects;
    private final boolean[] parkinson;
    private final double[] years;
    private final double[] male;

    Fitter(List<Subject> subjects, boolean[] parkinson, double meanAge, double meanMale) {
        this.subjects = subjects;
        this.parkinson = parkinson;
        this.years = subjects.stream()
                .mapToDouble(p -> p.age().isPresent() ? p.age().getAsDouble() - meanAge : 0)
                .toArray();
        this.male = subjects.stream()
                .mapToDouble(p -> p.hasSex() ? p.male() - meanMale : 0)
                .toArray();
    }

    /** Mean and deviation of what is there; empty without spread or when too few have it. */
    Optional<Moments> moments(ToDoubleFunction<Subject> feature) {
        double[] x = subjects.stream().mapToDouble(feature).toArray();
        int n = 0;
        double sum = 0;
        for (double value : x) {
            if (!Double.isNaN(value)) {
                n++;
                sum += value;
            }
        }
        double mean = sum / n;
        double squares = 0;
        for (double value : x) {
            squares += Double.isNaN(value) ? 0 : (value - mean) * (value - mean);
        }
        double sd = Math.sqrt(squares / Math.max(1, n - 1));
        return n >= MIN_PRESENT * x.length && sd > 1e-9 * Math.max(1e-3, Math.abs(mean))
                ? Optional.of(new Moments(mean, sd))
                : Optional.empty();
    }

    Optional<FeatureScale> fit(BiomarkerId id, double center, ToDoubleFunction<Subject> feature) {
        if (moments(feature).isEmpty()) {
            return Optional.empty();
        }
        double[] x = subjects.stream().mapToDouble(feature).toArray();
        int[] count = new int[2];
        double[][] means = new double[3][2];
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(x[i])) {
                int group = parkinson[i] ? 1 : 0;
                count[group]++;
                means[0][group] += x[i];
                means[1][group] += years[i];
                means[2][group] += male[i];
            }
        }
        if (count[0] < MIN_IN_GROUP || count[1] < MIN_IN_GROUP) {
            return Optional.empty();
        }
        for (double[] mean : means) {
            mean[0] /= count[0];
            mean[1] /= count[1];
        }
        return scale(id, center, x, slopes(x, means), count);
    }

    /** @param count how many of each diagnosis have a value */
    private Optional<FeatureScale> scale(BiomarkerId id, double center, double[] x, double[] slopes, int[] count) {
        double[] adjusted = new double[x.length];
        double[] sums = new double[2];
        for (int i = 0; i < x.length; i++) {
            adjusted[i] = x[i] - slopes[0] * years[i] - slopes[1] * male[i];
            if (!Double.isNaN(x[i])) {
                sums[parkinson[i] ? 1 : 0] += adjusted[i];
            }
        }
        double healthyMean = sums[0] / count[0];
        double parkinsonMean = sums[1] / count[1];
        int n = count[0] + count[1];
        double mean = (sums[0] + sums[1]) / n;
        double[] squares = new double[3];
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(x[i])) {
                double own = adjusted[i] - (parkinson[i] ? parkinsonMean : healthyMean);
                squares[parkinson[i] ? 1 : 0] += own * own;
                squares[2] += (adjusted[i] - mean) * (adjusted[i] - mean);
            }
        }
        double sd = Math.sqrt(squares[2] / (n - 1));
        if (!(sd > 0)) {
            return Optional.empty();
        }
        return Optional.of(new FeatureScale(
                id,
                center,
                slopes[0],
                slopes[1],
                new Moments(mean, sd),
                new Moments(healthyMean, Math.sqrt(squares[0] / (count[0] - 1))),
                new Moments(parkinsonMean, Math.sqrt(squares[1] / (count[1] - 1))),
                (double) n / x.length));
    }

    /** Least squares on age and sex, each diagnosis about its own mean; 0 for what does not vary. */
    private double[] slopes(double[] x, double[][] means) {
        double aa = 0;
        double am = 0;
        double mm = 0;
        double ax = 0;
        double mx = 0;
        for (int i = 0; i < x.length; i++) {
            if (Double.isNaN(x[i])) {
                continue;
            }
            int group = parkinson[i] ? 1 : 0;
            double a = years[i] - means[1][group];
            double m = male[i] - means[2][group];
            double v = x[i] - means[0][group];
            aa += a * a;
            am += a * m;
            mm += m * m;
            ax += a * v;
            mx += m * v;
        }
        double determinant = aa * mm - am * am;
        if (aa > 1e-9 && mm > 1e-9 && determinant > 1e-6 * aa * mm) {
            return new double[] {(ax * mm - mx * am) / determinant, (mx * aa - ax * am) / determinant};
        }
        return new double[] {aa > 1e-9 ? ax / aa : 0, aa <= 1e-9 && mm > 1e-9 ? mx / mm : 0};
    }
}
