package org.substantia.report.adaptation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.substantia.scoring.statistics.Interval;

/**
 * Adaptation curves as a page shows them. Immutable.
 *
 * @param title of the page
 * @param summary what was done, one sentence each
 * @param methods the control first
 * @param measures the most important first
 * @param costs by method, then amount
 * @param remarks what could not be learned or tested, one line each
 * @param provenance names and values under everything
 */
public record AdaptationReport(
        String title,
        List<String> summary,
        List<Method> methods,
        List<Measure> measures,
        List<Cost> costs,
        List<String> remarks,
        Map<String, String> provenance) {
    /**
     * @param name in charts and tables
     * @param description one sentence
     */
    public record Method(String name, String description) {}

    /**
     * @param title of the section
     * @param decimals of its numbers
     * @param rows by method, then amount
     */
    public record Measure(String title, int decimals, List<Row> rows) {
        public Measure {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A method at an amount.
     *
     * @param turns how many figures the mean is of
     * @param interval of the mean
     * @param difference to the control, none for the control itself
     * @param differenceInterval of that difference
     */
    public record Row(
            String method,
            int amount,
            int turns,
            double mean,
            Optional<Interval> interval,
            OptionalDouble difference,
            Optional<Interval> differenceInterval) {}

    /** What a method costs at an amount. */
    public record Cost(String method, int amount, double trainedWeights, double seconds, OptionalLong peakMemoryMiB) {}

    public AdaptationReport {
        summary = List.copyOf(summary);
        methods = List.copyOf(methods);
        measures = List.copyOf(measures);
        costs = List.copyOf(costs);
        remarks = List.copyOf(remarks);
    }
}
