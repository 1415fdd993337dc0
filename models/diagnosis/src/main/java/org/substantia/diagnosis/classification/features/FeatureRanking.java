package org.substantia.diagnosis.classification.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;
import org.substantia.diagnosis.biomarkers.Comparison;

/**
 * The features of training patients in the order in which learners get them: the markers that the literature names
 * before the hundreds of others, each group from the most to the least discriminative by the size of the difference of
 * the diagnoses; without those that all but repeat an earlier one (a correlation above {@value #REPEATS}).
 */
public final class FeatureRanking {
    private static final double REPEATS = 0.97;

    private FeatureRanking() {}

    /**
     * @param rows z-scores of the patients, standardized
     * @param most how many features are wanted at most
     */
    public static int[] best(FeatureSpace space, double[][] rows, int most) {
        int[] order = IntStream.range(0, space.size())
                .boxed()
                .sorted(Comparator.comparing(
                                (Integer i) -> !isLeading(space.scales().get(i)))
                        .thenComparing(Comparator.comparingDouble(
                                (Integer i) -> -Math.abs(space.scales().get(i).effectSize())))
                        .thenComparing(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
        List<double[]> chosen = new ArrayList<>();
        List<Integer> best = new ArrayList<>();
        for (int feature : order) {
            if (best.size() == most) {
                break;
            }
            double[] column = unitColumn(rows, feature);
            if (chosen.stream().noneMatch(other -> Math.abs(dot(column, other)) > REPEATS)) {
                chosen.add(column);
                best.add(feature);
            }
        }
        return best.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean isLeading(FeatureScale scale) {
        return scale.id().comparison() == Comparison.LATERALITY
                || BiomarkerCatalog.find(scale.id())
                        .map(BiomarkerDefinition::leading)
                        .orElse(false);
    }

    private static double[] unitColumn(double[][] rows, int feature) {
        double[] column = new double[rows.length];
        Arrays.setAll(column, i -> rows[i][feature]);
        double mean = Arrays.stream(column).average().orElse(0);
        double squares = 0;
        for (int i = 0; i < column.length; i++) {
            column[i] -= mean;
            squares += column[i] * column[i];
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; i < column.length && norm > 0; i++) {
            column[i] /= norm;
        }
        return column;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
