package org.substantia.scoring.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.Interval;
import org.substantia.scoring.statistics.IntraclassCorrelation;

/**
 * How well two raters agree on one nucleus over several cases. Cases in which neither drew it are left out.
 *
 * @param nucleus which
 * @param cases how many cases count
 * @param dice mean overlap
 * @param hausdorff95Mm mean of the 95th percentiles of the border distances, over the cases in which both drew; empty
 *     when there is none
 * @param volumeDifference mean of the second rater's volume minus the first's, by the mean of the two
 * @param volumeCorrelation ICC(2,1) of the volume; empty for fewer than two cases
 * @param meanValueCorrelation ICC(2,1) of the image's mean over the nucleus, over the cases in which both drew voxels
 *     that were measured; empty for fewer than two
 * @param intervals of these figures
 */
public record NucleusAgreement(
        Nucleus nucleus,
        int cases,
        double dice,
        OptionalDouble hausdorff95Mm,
        double volumeDifference,
        OptionalDouble volumeCorrelation,
        OptionalDouble meanValueCorrelation,
        Intervals intervals) {
    /** Fewer cases tell nothing of how figures vary. */
    public static final int MIN_CASES = 5;

    private static final long SEED = 1;

    /**
     * 95 % intervals: of means by the bootstrap over the cases, of correlations by the F distribution. Empty for fewer
     * than {@value #MIN_CASES} cases and where the figure itself is.
     */
    public record Intervals(
            Optional<Interval> dice,
            Optional<Interval> hausdorff95Mm,
            Optional<Interval> volumeDifference,
            Optional<Interval> volumeCorrelation,
            Optional<Interval> meanValueCorrelation) {}

    /** One row for every nucleus that anybody drew, in the order of the first case. */
    public static List<NucleusAgreement> table(List<List<NucleusComparison>> cases) {
        List<NucleusAgreement> rows = new ArrayList<>();
        if (cases.isEmpty()) {
            return rows;
        }
        for (NucleusComparison one : cases.get(0)) {
            List<NucleusComparison> drawn = cases.stream()
                    .flatMap(List::stream)
                    .filter(c -> c.nucleus() == one.nucleus() && c.drawn())
                    .toList();
            if (!drawn.isEmpty()) {
                rows.add(of(one.nucleus(), drawn));
            }
        }
        return List.copyOf(rows);
    }

    private static NucleusAgreement of(Nucleus nucleus, List<NucleusComparison> drawn) {
        List<NucleusComparison> byBoth =
                drawn.stream().filter(c -> Double.isFinite(c.hausdorff95Mm())).toList();
        double[][] volumes = pairs(drawn, DrawnNucleus::volumeMm3);
        List<NucleusComparison> measured = byBoth.stream()
                .filter(c -> c.first().meanValue().isPresent()
                        && c.second().meanValue().isPresent())
                .toList();
        double[][] meanValues =
                pairs(measured, nucleusDrawn -> nucleusDrawn.meanValue().orElseThrow());
        return new NucleusAgreement(
                nucleus,
                drawn.size(),
                mean(drawn, NucleusComparison::dice).orElseThrow(),
                mean(byBoth, NucleusComparison::hausdorff95Mm),
                mean(drawn, NucleusAgreement::volumeDifference).orElseThrow(),
                IntraclassCorrelation.of(volumes),
                IntraclassCorrelation.of(meanValues),
                new Intervals(
                        interval(drawn, NucleusComparison::dice),
                        interval(byBoth, NucleusComparison::hausdorff95Mm),
                        interval(drawn, NucleusAgreement::volumeDifference),
                        interval(volumes),
                        interval(meanValues)));
    }

    private static Optional<Interval> interval(
            List<NucleusComparison> cases, ToDoubleFunction<NucleusComparison> value) {
        return cases.size() < MIN_CASES
                ? Optional.empty()
                : Optional.of(Bootstrap.seeded(SEED)
                        .mean(cases.stream().mapToDouble(value).toArray(), Workers.caller()));
    }

    private static Optional<Interval> interval(double[][] ratings) {
        return ratings.length < MIN_CASES
                ? Optional.empty()
                : IntraclassCorrelation.interval(ratings, Bootstrap.DEFAULT_LEVEL);
    }

    private static double volumeDifference(NucleusComparison c) {
        double first = c.first().volumeMm3();
        double second = c.second().volumeMm3();
        return (second - first) / ((first + second) / 2);
    }

    private static OptionalDouble mean(List<NucleusComparison> cases, ToDoubleFunction<NucleusComparison> value) {
        return cases.stream().mapToDouble(value).average();
    }

    private static double[][] pairs(List<NucleusComparison> cases, ToDoubleFunction<DrawnNucleus> value) {
        return cases.stream()
                .map(c -> new double[] {value.applyAsDouble(c.first()), value.applyAsDouble(c.second())})
                .toArray(double[][]::new);
    }
}
