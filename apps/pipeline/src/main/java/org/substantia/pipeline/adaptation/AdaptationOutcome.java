package org.substantia.pipeline.adaptation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.scoring.classification.ClassificationScores;
import org.substantia.scoring.classification.PatientPredictions;

/**
 * What came of a task.
 *
 * @param trainedWeights how many numbers were learned, those chosen between among them
 * @param metrics by {@link AdaptationMetric} name; an undefined one has no entry
 * @param cases what was found for each test case, by id and name
 * @param remarks why something could not be learned or tested, one line each
 */
public record AdaptationOutcome(
        long trainedWeights,
        Map<String, Double> metrics,
        Map<String, Map<String, Double>> cases,
        List<String> remarks) {
    /**
     * The diagnosis of a test case.
     *
     * @param probability of Parkinson's disease, 0 to 1
     */
    public record DiagnosedCase(String id, Diagnosis truth, Diagnosis predicted, double probability) {}

    /**
     * The segmentation of a test case.
     *
     * @param dice of each structure, both sides as one mask, by its metric's name; 0 for one that was not found
     * @param composite the challenge's, where the reference has both kinds of mask and the method tells sides; 0 where
     *     nothing was found
     */
    public record SegmentedCase(String id, Map<String, Double> dice, OptionalDouble composite) {}

    public AdaptationOutcome {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        cases = Collections.unmodifiableMap(new LinkedHashMap<>(cases));
        remarks = List.copyOf(remarks);
    }

    /** Nothing could be learned, so nothing was tested. */
    public static AdaptationOutcome failed(String reason) {
        return new AdaptationOutcome(0, Map.of(), Map.of(), List.of(reason));
    }

    /** @throws IllegalArgumentException if there is no case, or a probability is none */
    public static AdaptationOutcome ofDiagnoses(long trainedWeights, List<DiagnosedCase> cases) {
        int[] truth = cases.stream().mapToInt(c -> c.truth().label()).toArray();
        int[] predicted = cases.stream().mapToInt(c -> c.predicted().label()).toArray();
        double[] probabilities =
                cases.stream().mapToDouble(DiagnosedCase::probability).toArray();
        ClassificationScores scores = ClassificationScores.of(PatientPredictions.of(truth, predicted, probabilities));
        Map<String, Double> metrics = new LinkedHashMap<>();
        put(metrics, AdaptationMetric.AUROC, scores.auroc());
        put(metrics, AdaptationMetric.ACCURACY, OptionalDouble.of(scores.accuracy()));
        put(metrics, AdaptationMetric.BRIER, scores.brier());
        Map<String, Map<String, Double>> rows = new TreeMap<>();
        for (DiagnosedCase c : cases) {
            Map<String, Double> row = new LinkedHashMap<>();
            row.put("truth", (double) c.truth().label());
            row.put("predicted", (double) c.predicted().label());
            row.put("probability", c.probability());
            rows.put(c.id(), row);
        }
        return new AdaptationOutcome(trainedWeights, metrics, rows, List.of());
    }

    /**
     * Each structure's Dice is averaged over the cases that have it, then over structures.
     *
     * @param remarks such as cases in which nothing was found
     */
    public static AdaptationOutcome ofSegmentations(
            long trainedWeights, List<SegmentedCase> cases, List<String> remarks) {
        Map<String, double[]> sums = new TreeMap<>();
        double[] composite = new double[2];
        Map<String, Map<String, Double>> rows = new TreeMap<>();
        for (SegmentedCase c : cases) {
            Map<String, Double> row = new LinkedHashMap<>(c.dice());
            c.dice().forEach((name, dice) -> add(sums.computeIfAbsent(name, n -> new double[2]), dice));
            c.composite().ifPresent(value -> {
                add(composite, value);
                row.put(AdaptationMetric.COMPOSITE, value);
            });
            rows.put(c.id(), row);
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        put(
                metrics,
                AdaptationMetric.MEAN_DICE,
                sums.values().stream().mapToDouble(AdaptationOutcome::mean).average());
        put(
                metrics,
                AdaptationMetric.COMPOSITE,
                composite[1] == 0 ? OptionalDouble.empty() : OptionalDouble.of(mean(composite)));
        sums.forEach((name, sum) -> metrics.put(name, mean(sum)));
        return new AdaptationOutcome(trainedWeights, metrics, rows, remarks);
    }

    private static void add(double[] sum, double value) {
        sum[0] += value;
        sum[1]++;
    }

    private static double mean(double[] sum) {
        return sum[0] / sum[1];
    }

    private static void put(Map<String, Double> metrics, String name, OptionalDouble value) {
        value.ifPresent(v -> metrics.put(name, v));
    }
}
