package org.substantia.diagnosis.classification.scores;

import java.util.Arrays;
import java.util.List;

/**
 * A sum of decision trees. What a feature adds is the change of the expected value at the splits on it along a
 * patient's path (Saabas 2014), the expected value of a node being the mean of its leaves, weighted by the training
 * patients in them.
 *
 * @param trees whose values add up to the score
 */
public record TreeScore(List<Tree> trees) implements ScoreModel {
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

    public TreeScore {
        trees = List.copyOf(trees);
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
        double[] parts = new double[z.length];
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
    public double[] importance(int features) {
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
    public void requireFeatures(int features) {
        trees.forEach(tree -> requireSound(tree, features));
    }

    /** Children come after their parent, so that every way down ends. */
    private static void requireSound(Tree tree, int features) {
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
            throw new IllegalArgumentException("a decision tree is broken");
        }
    }
}
