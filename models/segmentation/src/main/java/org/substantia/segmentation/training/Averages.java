package org.substantia.segmentation.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.base.json.JsonNumbers;
import org.substantia.segmentation.plan.LabelSet;

/** Means over the steps between two entries of a training log. */
final class Averages {
    private double loss;
    private double norm;
    private double distillation;
    private int losses;
    private int distillations;
    private int skipped;
    private final Map<String, double[]> dice = new LinkedHashMap<>();

    void addLoss(double value) {
        loss += value;
        losses++;
    }

    /** The distance to the teacher, where there is one. */
    void addDistillation(double value) {
        distillation += value;
        distillations++;
    }

    /** The gradients' norm of a step whose loss was added. */
    void addNorm(double value) {
        norm += value;
    }

    /** An example without a finite gradient. */
    void addSkipped() {
        skipped++;
    }

    /** @param values by class, NaN where the example lacks it */
    void addDice(LabelSet labelSet, float[] values) {
        for (int c = 1; c < values.length; c++) {
            if (!Float.isNaN(values[c])) {
                double[] sum = dice.computeIfAbsent(
                        labelSet.name() + " " + labelSet.structures().get(c - 1).name(), k -> new double[2]);
                sum[0] += values[c];
                sum[1]++;
            }
        }
    }

    void putInto(Map<String, Object> entry) {
        entry.put("loss", round(loss / losses));
        if (distillations > 0) {
            entry.put("distillationLoss", round(distillation / distillations));
        }
        entry.put("gradientNorm", round(norm / losses));
        entry.put("skippedSteps", skipped);
        Map<String, Object> means = new LinkedHashMap<>();
        dice.forEach((name, sum) -> means.put(name, round(sum[0] / sum[1])));
        entry.put("softDice", means);
    }

    private static double round(double value) {
        return Double.isFinite(value) ? JsonNumbers.decimals(value, 4) : -1;
    }
}
