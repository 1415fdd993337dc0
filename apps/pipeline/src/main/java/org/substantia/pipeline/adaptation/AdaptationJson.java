package org.substantia.pipeline.adaptation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import org.substantia.base.provenance.Provenance;
import org.substantia.scoring.statistics.Interval;

/**
 * {@code adaptation.json}; docs/reference/adaptation-json.md describes it.
 *
 * @param cases how many take part
 * @param duplicates groups of cases of one subject, of which the first takes part
 * @param interval which interval it is
 * @param control the method that others are compared with
 */
record AdaptationJson(
        int schemaVersion,
        Provenance provenance,
        int cases,
        List<SortedSet<String>> duplicates,
        int folds,
        List<Long> seeds,
        List<Integer> amounts,
        String interval,
        double level,
        String control,
        List<Method> methods,
        List<Point> points,
        List<AdaptationSummary.Cost> costs,
        List<String> remarks,
        List<AdaptationDesign.Turn> turns) {
    private static final int SCHEMA_VERSION = 1;
    private static final String INTERVAL = "corrected resampled t (Nadeau and Bengio 2003)";

    /** A method and its options. */
    record Method(String name, String description, boolean learns, Map<String, Object> settings) {}

    /** One mean, its interval, and its difference to the control. */
    record Point(
            String metric,
            String method,
            int amount,
            int turns,
            double mean,
            OptionalDouble low,
            OptionalDouble high,
            Optional<Difference> difference) {
        static Point of(AdaptationSummary.Point point) {
            return new Point(
                    point.metric(),
                    point.method(),
                    point.amount(),
                    point.turns(),
                    point.mean(),
                    lowEnd(point.interval()),
                    highEnd(point.interval()),
                    point.difference()
                            .map(d ->
                                    new Difference(d.turns(), d.mean(), lowEnd(d.interval()), highEnd(d.interval()))));
        }
    }

    /** To the control, in the turns that both have. */
    record Difference(int turns, double mean, OptionalDouble low, OptionalDouble high) {}

    static AdaptationJson of(
            Provenance provenance,
            AdaptationDesign design,
            AdaptationCohort cohort,
            List<AdaptationMethod> methods,
            AdaptationSummary summary,
            List<AdaptationDesign.Turn> turns,
            List<String> remarks) {
        return new AdaptationJson(
                SCHEMA_VERSION,
                provenance,
                cohort.diagnoses().size(),
                cohort.duplicates(),
                design.folds(),
                design.seeds(),
                design.amounts(),
                INTERVAL,
                AdaptationSummary.LEVEL,
                methods.get(0).name(),
                methods.stream()
                        .map(m -> new Method(m.name(), m.description(), m.learns(), m.settings()))
                        .toList(),
                summary.points().stream().map(Point::of).toList(),
                summary.costs(),
                remarks,
                turns);
    }

    private static OptionalDouble lowEnd(Optional<Interval> interval) {
        return interval.map(i -> OptionalDouble.of(i.low())).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble highEnd(Optional<Interval> interval) {
        return interval.map(i -> OptionalDouble.of(i.high())).orElse(OptionalDouble.empty());
    }
}
