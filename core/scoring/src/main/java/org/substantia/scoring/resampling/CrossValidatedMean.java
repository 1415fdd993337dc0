package org.substantia.scoring.resampling;

import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;
import org.substantia.scoring.statistics.Interval;

/**
 * The mean of a figure over the turns of a repeated cross-validation, with the corrected resampled t interval (Nadeau
 * and Bengio 2003; for repeated folds Bouckaert and Frank 2004): {@code mean +- t(J - 1) S sqrt(1 / J + q / (1 - q))}
 * of J turns whose figures have the standard deviation S, q being the share of the cases that a turn holds out.
 *
 * <p>Turns share training cases, and turns of different repetitions test on the same patients. Their figures are
 * therefore correlated, and the usual {@code S / sqrt(J)} would shrink towards zero with every further repetition of
 * the same patients. The added term takes q for that correlation, so that repetitions make the mean steadier but never
 * the interval narrower than the patients allow. Where turns learn from fewer cases than they could, they share fewer,
 * and the interval is rather too wide. It is symmetric and may reach beyond the figure's range.
 *
 * @param turns how many figures there are
 * @param mean of the figures
 * @param deviation their standard deviation, 0 for a single one
 * @param heldOutShare of the cases, above 0 and below 1
 */
public record CrossValidatedMean(int turns, double mean, double deviation, double heldOutShare) {
    /** @throws IllegalArgumentException if the share is not between 0 and 1 */
    public CrossValidatedMean {
        if (!(heldOutShare > 0 && heldOutShare < 1)) {
            throw new IllegalArgumentException("a turn holds out a share between 0 and 1, not " + heldOutShare);
        }
    }

    /**
     * @param figures one a turn
     * @throws IllegalArgumentException if there is none, one is not finite, or the share is not between 0 and 1
     */
    public static CrossValidatedMean of(double[] figures, double heldOutShare) {
        if (figures.length == 0 || !Arrays.stream(figures).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("a mean needs finite figures");
        }
        double mean = Arrays.stream(figures).sum() / figures.length;
        double squares =
                Arrays.stream(figures).map(x -> (x - mean) * (x - mean)).sum();
        double deviation = figures.length == 1 ? 0 : Math.sqrt(squares / (figures.length - 1));
        return new CrossValidatedMean(figures.length, mean, deviation, heldOutShare);
    }

    /**
     * @param level nominal coverage, between 0 and 1
     * @return empty for a single turn, which tells nothing of the spread
     */
    public Optional<Interval> interval(double level) {
        if (turns < 2) {
            return Optional.empty();
        }
        double quantile = new TDistribution(turns - 1).inverseCumulativeProbability((1 + level) / 2);
        double half = quantile * deviation * Math.sqrt(1.0 / turns + heldOutShare / (1 - heldOutShare));
        return Optional.of(new Interval(mean, mean - half, mean + half, level, 0, 0));
    }
}
