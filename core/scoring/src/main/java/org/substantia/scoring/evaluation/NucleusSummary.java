package org.substantia.scoring.evaluation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.scoring.challenge.Agreement;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.NucleusScore;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.Interval;

/**
 * One nucleus over all cases.
 *
 * @param scheme the kind of mask
 * @param nucleus which
 * @param cases how many cases count: those whose reference can be read
 * @param missing in how many of them only one side has the nucleus, a mask that is missing or unreadable included
 * @param means the mean of every metric with its interval. A case without a usable prediction counts 0 in overlap
 *     metrics and, as every infinite distance, not at all in distances; a metric without any value has no entry
 */
public record NucleusSummary(
        LabelScheme scheme, Nucleus nucleus, int cases, int missing, Map<SegmentationMetric, Interval> means) {
    public NucleusSummary {
        Map<SegmentationMetric, Interval> copy = new EnumMap<>(SegmentationMetric.class);
        copy.putAll(means);
        means = Collections.unmodifiableMap(copy);
    }

    static NucleusSummary of(
            LabelScheme scheme, Nucleus nucleus, List<CaseEvaluation> cases, Bootstrap bootstrap, Workers workers) {
        List<Optional<NucleusScore>> scores = cases.stream()
                .filter(c -> c.hasReference(scheme))
                .map(c -> c.score().mask(scheme).map((MaskScore mask) -> mask.of(nucleus)))
                .toList();
        int missing = (int) scores.stream()
                .filter(s -> s.isEmpty() || Agreement.of(s.get()).missing())
                .count();
        Map<SegmentationMetric, Interval> means = new EnumMap<>(SegmentationMetric.class);
        for (SegmentationMetric metric : SegmentationMetric.values()) {
            double[] values = scores.stream()
                    .flatMapToDouble(s -> s.isPresent()
                            ? DoubleStream.of(metric.of(s.get()))
                            : metric.isDistance() ? DoubleStream.empty() : DoubleStream.of(0))
                    .filter(Double::isFinite)
                    .toArray();
            if (values.length > 0) {
                means.put(metric, bootstrap.mean(values, workers));
            }
        }
        return new NucleusSummary(scheme, nucleus, scores.size(), missing, means);
    }

    public Optional<Interval> mean(SegmentationMetric metric) {
        return Optional.ofNullable(means.get(metric));
    }
}
