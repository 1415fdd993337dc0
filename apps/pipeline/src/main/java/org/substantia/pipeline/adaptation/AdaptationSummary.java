package org.substantia.pipeline.adaptation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.substantia.scoring.resampling.CrossValidatedMean;
import org.substantia.scoring.statistics.Interval;

/**
 * What the cells of a curve say together. A method that does not learn has the same figures at every amount, so that
 * each amount can be compared with it. Immutable.
 *
 * @param points by metric, method and amount
 * @param costs by method and amount
 */
public record AdaptationSummary(List<Point> points, List<Cost> costs) {
    /** Nominal coverage of the intervals. */
    public static final double LEVEL = 0.95;

    /**
     * A method's metric at an amount.
     *
     * @param turns how many cells have the metric
     * @param mean over them
     * @param interval of it, where there are two turns or more
     * @param difference to the control in the same turns; none for the control itself
     */
    public record Point(
            String metric,
            String method,
            int amount,
            int turns,
            double mean,
            Optional<Interval> interval,
            Optional<Difference> difference) {}

    /**
     * A method's metric less the control's.
     *
     * @param turns in which both have it
     * @param mean of the differences, turn by turn
     * @param interval of it, where there are two turns or more
     */
    public record Difference(int turns, double mean, Optional<Interval> interval) {}

    /**
     * @param trainedWeights mean over cells
     * @param seconds mean over cells
     * @param peakMemoryMiB the largest of all cells, where it was measured
     */
    public record Cost(String method, int amount, double trainedWeights, double seconds, OptionalLong peakMemoryMiB) {}

    /** A turn of a repetition. */
    private record Place(long seed, int fold) {}

    public AdaptationSummary {
        points = List.copyOf(points);
        costs = List.copyOf(costs);
    }

    /**
     * @param cells of each method, the control's first
     * @param heldOutShare of the cohort that a turn tests on
     */
    static AdaptationSummary of(List<Integer> amounts, Map<String, List<CellResult>> cells, double heldOutShare) {
        String control = cells.keySet().iterator().next();
        Set<String> metrics = new LinkedHashSet<>();
        cells.values()
                .forEach(
                        all -> all.forEach(cell -> metrics.addAll(cell.metrics().keySet())));
        List<Point> points = new ArrayList<>();
        for (String metric : metrics) {
            for (String method : cells.keySet()) {
                for (int amount : amounts) {
                    Map<Place, Double> own = figures(cells.get(method), amount, metric);
                    if (own.isEmpty()) {
                        continue;
                    }
                    CrossValidatedMean mean = mean(own, heldOutShare);
                    Optional<Difference> difference = method.equals(control)
                            ? Optional.empty()
                            : difference(own, figures(cells.get(control), amount, metric), heldOutShare);
                    points.add(new Point(
                            metric, method, amount, mean.turns(), mean.mean(), mean.interval(LEVEL), difference));
                }
            }
        }
        List<Cost> costs = new ArrayList<>();
        cells.forEach((method, all) -> amounts.forEach(amount -> costs.add(cost(method, amount, at(all, amount)))));
        return new AdaptationSummary(points, costs);
    }

    private static CrossValidatedMean mean(Map<Place, Double> figures, double heldOutShare) {
        return CrossValidatedMean.of(
                figures.values().stream().mapToDouble(Double::doubleValue).toArray(), heldOutShare);
    }

    private static Optional<Difference> difference(
            Map<Place, Double> own, Map<Place, Double> control, double heldOutShare) {
        Map<Place, Double> differences = new LinkedHashMap<>();
        own.forEach((place, value) -> {
            Double other = control.get(place);
            if (other != null) {
                differences.put(place, value - other);
            }
        });
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        CrossValidatedMean mean = mean(differences, heldOutShare);
        return Optional.of(new Difference(mean.turns(), mean.mean(), mean.interval(LEVEL)));
    }

    private static Map<Place, Double> figures(List<CellResult> cells, int amount, String metric) {
        Map<Place, Double> figures = new LinkedHashMap<>();
        for (CellResult cell : at(cells, amount)) {
            Double value = cell.metrics().get(metric);
            if (value != null) {
                figures.put(new Place(cell.seed(), cell.fold()), value);
            }
        }
        return figures;
    }

    /** The cells of an amount, or those of no amount where the method does not learn. */
    private static List<CellResult> at(List<CellResult> cells, int amount) {
        return cells.stream()
                .filter(cell -> cell.amount() == amount || cell.amount() == 0)
                .toList();
    }

    private static Cost cost(String method, int amount, List<CellResult> cells) {
        OptionalDouble weights =
                cells.stream().mapToLong(CellResult::trainedWeights).average();
        OptionalDouble seconds = cells.stream().mapToDouble(CellResult::seconds).average();
        OptionalLong memory = cells.stream()
                .flatMapToLong(cell -> cell.peakMemoryMiB().stream())
                .max();
        return new Cost(method, amount, weights.orElseThrow(), seconds.orElseThrow(), memory);
    }
}
