package org.substantia.foundation.volume;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.substantia.foundation.checkpoint.Checkpoint;
import org.substantia.foundation.checkpoint.DescriptionFile;
import org.substantia.learning.weights.WeightsException;

/**
 * What the JSON file beside a MeshNet tells: dilations and activations stand in no tensor.
 *
 * @param names of the convolutions in TensorFlow.js, empty where the file is PyTorch's list of layers
 * @param dilations of all convolutions, the last included
 */
record MeshNetTopology(List<String> names, List<Integer> dilations, MeshNet.Activation activation, boolean normalized) {
    /** That of the file beside the weights. */
    static MeshNetTopology beside(Checkpoint weights) throws WeightsException {
        return read(weights.topology()
                .orElseThrow(() -> new WeightsException(
                        weights.file().toString(),
                        "looks like MeshNet, whose dilations stand in no tensor: put its layers.json or model.json"
                                + " beside it")));
    }

    static MeshNetTopology read(Path file) throws WeightsException {
        JsonNode root = DescriptionFile.read(file);
        MeshNetTopology topology = root.path("layers").isArray() ? ofLayers(file, root) : ofLayersModel(file, root);
        if (topology.dilations.size() < 2 || topology.dilations.stream().anyMatch(d -> d < 1 || d > 64)) {
            throw new WeightsException(file.toString(), "describes no row of convolutions with dilations of 1 to 64");
        }
        return topology;
    }

    private static MeshNetTopology ofLayers(Path file, JsonNode root) throws WeightsException {
        if (root.path("bnorm").asBoolean(false)) {
            throw new WeightsException(file.toString(), "asks for batch normalization, which is not supported");
        }
        List<Integer> dilations = new ArrayList<>();
        root.path("layers")
                .forEach(layer -> dilations.add(layer.path("dilation").asInt()));
        MeshNet.Activation activation = root.path("elu").asBoolean(false)
                ? MeshNet.Activation.ELU
                : root.path("gelu").asBoolean(false) ? MeshNet.Activation.GELU : MeshNet.Activation.RELU;
        return new MeshNetTopology(List.of(), dilations, activation, false);
    }

    private static MeshNetTopology ofLayersModel(Path file, JsonNode root) throws WeightsException {
        List<String> names = new ArrayList<>();
        List<Integer> dilations = new ArrayList<>();
        List<MeshNet.Activation> activations = new ArrayList<>();
        for (JsonNode layer :
                root.path("modelTopology").path("model_config").path("config").path("layers")) {
            JsonNode configuration = layer.path("config");
            switch (layer.path("class_name").asText()) {
                case "InputLayer" -> {
                    // its size is fixed for the browser, not for us
                }
                case "Conv3D" -> {
                    names.add(configuration.path("name").asText());
                    dilations.add(configuration.path("dilation_rate").path(0).asInt(1));
                }
                case "Activation" -> activations.add(activation(file, configuration));
                default ->
                    throw new WeightsException(
                            file.toString(),
                            "has a layer " + layer.path("class_name").asText() + ", which MeshNet does not have");
            }
        }
        if (activations.stream().distinct().count() != 1 || activations.size() != names.size() - 1) {
            throw new WeightsException(file.toString(), "is no MeshNet: one kind of activation stands between layers");
        }
        boolean normalized = names.subList(0, names.size() - 1).stream().allMatch(name -> name.endsWith("_gn"));
        return new MeshNetTopology(names, dilations, activations.get(0), normalized);
    }

    private static MeshNet.Activation activation(Path file, JsonNode configuration) throws WeightsException {
        String name = configuration.path("activation").asText();
        try {
            return MeshNet.Activation.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(
                    file.toString(), "has the activation '" + name + "', relu, elu and gelu are known", e);
        }
    }
}
