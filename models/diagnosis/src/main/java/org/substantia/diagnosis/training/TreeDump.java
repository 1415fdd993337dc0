package org.substantia.diagnosis.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.substantia.diagnosis.classification.scores.TreeScore;

/** Reads the JSON text in which XGBoost writes its trees. */
final class TreeDump {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final List<Integer> feature = new ArrayList<>();
    private final List<Float> threshold = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();
    private final List<Double> value = new ArrayList<>();

    private TreeDump() {}

    /** @param factor what the tree's values are multiplied by */
    static TreeScore.Tree read(String dump, double factor) {
        TreeDump tree = new TreeDump();
        try {
            tree.add(MAPPER.readTree(dump), factor);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("XGBoost wrote a tree in an unknown way", e);
        }
        int nodes = tree.value.size();
        float[] thresholds = new float[nodes];
        for (int i = 0; i < nodes; i++) {
            thresholds[i] = tree.threshold.get(i);
        }
        return new TreeScore.Tree(
                tree.feature.stream().mapToInt(Integer::intValue).toArray(),
                thresholds,
                tree.left.stream().mapToInt(Integer::intValue).toArray(),
                tree.right.stream().mapToInt(Integer::intValue).toArray(),
                tree.value.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private int add(JsonNode node, double factor) {
        int at = value.size();
        feature.add(0);
        threshold.add(0f);
        left.add(-1);
        right.add(-1);
        value.add(0.0);
        if (node.has("leaf")) {
            value.set(at, factor * node.get("leaf").asDouble());
            return at;
        }
        // Features are known by their places: f12 is the thirteenth.
        feature.set(at, Integer.parseInt(node.get("split").asText().substring(1)));
        threshold.set(at, Float.parseFloat(node.get("split_condition").asText()));
        int yes = node.get("yes").asInt();
        double weighted = 0;
        double cover = 0;
        for (JsonNode child : node.get("children")) {
            int below = add(child, factor);
            (child.get("nodeid").asInt() == yes ? left : right).set(at, below);
            weighted += child.get("cover").asDouble() * value.get(below);
            cover += child.get("cover").asDouble();
        }
        value.set(at, weighted / cover);
        return at;
    }
}
