package org.substantia.diagnosis.classification.scores;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.base.json.JsonNumbers;

/**
 * A sum of decision trees. What a feature adds is the change of the expected value at the splits on it along a
 * patient's path (Saabas 2014), the expected value of a node being the mean of its leaves, weighted by the training
 * patients in them.
 */
public final class TreeScore implements ScoreModel {
    static final String KIND = "trees";

    private final List<Tree> trees;
    private final int features;

    /**
     * One tree; node 0 is the root. Children of a leaf are -1.
     *
     * @param feature of the split
     * @param threshold smaller values go to the left, compared in single precision as they were learnt
     * @param value expected value, that of a leaf its own
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Tree(int[] feature, float[] threshold, int[] left, int[] right, double[] value) {
        int next(int node, double[] z) {
            return (float) z[feature[node]] < threshold[node] ? left[node] : right[node];
        }
    }

    public TreeScore(List<Tree> trees, int features) {
        this.trees = List.copyOf(trees);
        this.features = features;
    }

    @Override
    public double score(double[] z) {
        double sum = 0;
        for (Tree tree : trees) {
            int node = 0;
            while (tree.left[node] >= 0) {
                node = tree.next(node, z);
            }
            sum += tree.value[node];
        }
        return sum;
    }

    @Override
    public double[] contributions(double[] z) {
        double[] parts = new double[features];
        for (Tree tree : trees) {
            int node = 0;
            while (tree.left[node] >= 0) {
                int child = tree.next(node, z);
                parts[tree.feature[node]] += tree.value[child] - tree.value[node];
                node = child;
            }
        }
        return parts;
    }

    @Override
    public double baseline() {
        return trees.stream().mapToDouble(tree -> tree.value[0]).sum();
    }

    @Override
    public double[] importance() {
        double[] sums = new double[features];
        for (Tree tree : trees) {
            for (int node = 0; node < tree.left.length; node++) {
                if (tree.left[node] >= 0) {
                    sums[tree.feature[node]] += Math.abs(tree.value[tree.left[node]] - tree.value[tree.right[node]]);
                }
            }
        }
        return sums;
    }

    @Override
    public Map<String, Object> toJson() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Tree tree : trees) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("feature", tree.feature);
            one.put("threshold", tree.threshold);
            one.put("left", tree.left);
            one.put("right", tree.right);
            one.put("value", tree.value);
            list.add(one);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", KIND);
        json.put("trees", list);
        return json;
    }

    static TreeScore fromJson(JsonNode json, int features) throws IOException {
        List<Tree> trees = new ArrayList<>();
        for (JsonNode one : json.path("trees")) {
            double[] wide = JsonNumbers.doubles(one.path("threshold"), "threshold");
            float[] threshold = new float[wide.length];
            for (int i = 0; i < wide.length; i++) {
                threshold[i] = (float) wide[i];
            }
            Tree tree = new Tree(
                    JsonNumbers.integers(one.path("feature"), "feature"),
                    threshold,
                    JsonNumbers.integers(one.path("left"), "left"),
                    JsonNumbers.integers(one.path("right"), "right"),
                    JsonNumbers.doubles(one.path("value"), "value"));
            requireSound(tree, features);
            trees.add(tree);
        }
        return new TreeScore(trees, features);
    }

    /** Children come after their parent, so that every way down ends. */
    private static void requireSound(Tree tree, int features) throws IOException {
        int nodes = tree.value.length;
        boolean sound = nodes > 0
                && tree.feature.length == nodes
                && tree.threshold.length == nodes
                && tree.left.length == nodes
                && tree.right.length == nodes
                && Arrays.stream(tree.feature).allMatch(f -> f >= 0 && f < features);
        for (int node = 0; sound && node < nodes; node++) {
            boolean leaf = tree.left[node] == -1 && tree.right[node] == -1;
            sound = leaf
                    || (tree.left[node] > node
                            && tree.left[node] < nodes
                            && tree.right[node] > node
                            && tree.right[node] < nodes);
        }
        if (!sound) {
            throw new IOException("a decision tree is broken");
        }
    }
}
