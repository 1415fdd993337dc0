package org.substantia.foundation.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.substantia.base.io.FileFaults;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

/** Weights whose place is told by a JSON file beside them: shards of safetensors, layers models of TensorFlow.js. */
final class JsonWeights {
    private static final String SHARDS = "weight_map";
    private static final String MANIFEST = "weightsManifest";
    private static final String TOPOLOGY = "modelTopology";
    private static final long MAX_BINARY = 1L << 30;

    private JsonWeights() {}

    static CheckpointFormat format(Path file) throws WeightsException {
        JsonNode root = DescriptionFile.read(file);
        if (root.path(SHARDS).isObject()) {
            return CheckpointFormat.SHARDED_SAFETENSORS;
        }
        if (root.path(MANIFEST).isArray()) {
            if (!root.path(TOPOLOGY).has("model_config")) {
                throw new WeightsException(
                        file.toString(), "is a graph model of TensorFlow.js; layers models only are read");
            }
            return CheckpointFormat.TENSORFLOW_JS;
        }
        throw new WeightsException(
                file.toString(),
                "is a JSON file without weights: name the file of weights, an index of shards or the folder");
    }

    /** The files that an index lists, by name. */
    static List<Path> shards(Path index) throws WeightsException {
        List<Path> shards = new ArrayList<>();
        for (String name : new TreeSet<>(places(index).values())) {
            shards.add(sibling(index, name));
        }
        return shards;
    }

    /** The binary files of a layers model, in their order. */
    static List<Path> binaries(Path file) throws WeightsException {
        List<Path> binaries = new ArrayList<>();
        for (JsonNode group : DescriptionFile.read(file).path(MANIFEST)) {
            for (JsonNode path : group.path("paths")) {
                binaries.add(sibling(file, path.asText()));
            }
        }
        return binaries;
    }

    /** The name of the file that holds a tensor, by the tensor's name. */
    private static Map<String, String> places(Path index) throws WeightsException {
        Map<String, String> places = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry :
                DescriptionFile.read(index).path(SHARDS).properties()) {
            places.put(entry.getKey(), entry.getValue().asText());
        }
        return places;
    }

    static TensorFile readShards(Path index) throws WeightsException {
        Map<String, String> places = places(index);
        Map<String, TensorFile> shards = new LinkedHashMap<>();
        for (String name : new TreeSet<>(places.values())) {
            shards.put(name, SafeTensors.map(sibling(index, name)));
        }
        List<NamedTensor> tensors = new ArrayList<>();
        for (Map.Entry<String, String> place : places.entrySet()) {
            NamedTensor tensor = shards.get(place.getValue()).tensors().get(place.getKey());
            if (tensor == null) {
                throw new WeightsException(
                        index.toString(),
                        "says that " + place.getValue() + " holds " + place.getKey() + ", which it does not");
            }
            tensors.add(tensor);
        }
        Set<String> surplus = new LinkedHashSet<>();
        shards.values().forEach(shard -> surplus.addAll(shard.tensors().keySet()));
        surplus.removeAll(places.keySet());
        if (!surplus.isEmpty()) {
            throw new WeightsException(
                    index.toString(), "does not list " + surplus.iterator().next() + ", which one of its shards holds");
        }
        return TensorFile.of(Map.of(), tensors);
    }

    /** Names in an index come from strangers: none leads out of its folder. */
    private static Path sibling(Path index, String name) throws WeightsException {
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
            throw new WeightsException(index.toString(), "names the file '" + name + "', which is not beside it");
        }
        try {
            return index.resolveSibling(name);
        } catch (InvalidPathException e) {
            throw new WeightsException(index.toString(), "names a file that cannot be: " + e.getReason(), e);
        }
    }

    /** Each kernel and bias under its name in the manifest, in TensorFlow's order of dimensions. */
    static TensorFile readLayersModel(Path file) throws WeightsException {
        List<NamedTensor> tensors = new ArrayList<>();
        for (JsonNode group : DescriptionFile.read(file).path(MANIFEST)) {
            ByteBuffer data = binary(file, group.path("paths"));
            for (JsonNode weight : group.path("weights")) {
                tensors.add(tensor(file, weight, data));
            }
            if (data.hasRemaining()) {
                throw new WeightsException(
                        file.toString(),
                        "has " + data.remaining() + " bytes of weights that its manifest does not list");
            }
        }
        try {
            return TensorFile.of(Map.of(), tensors);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file.toString(), e.getMessage(), e);
        }
    }

    private static ByteBuffer binary(Path file, JsonNode paths) throws WeightsException {
        List<byte[]> parts = new ArrayList<>();
        long length = 0;
        for (JsonNode path : paths) {
            Path part = sibling(file, path.asText());
            try {
                length += Files.size(part);
                if (length > MAX_BINARY) {
                    throw new WeightsException(file.toString(), "has more than 1 GB of weights");
                }
                parts.add(Files.readAllBytes(part));
            } catch (WeightsException e) {
                throw e;
            } catch (IOException e) {
                throw new WeightsException(part.toString(), "cannot be read: " + FileFaults.reason(e), e);
            }
        }
        ByteBuffer all = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        parts.forEach(all::put);
        return all.flip();
    }

    private static NamedTensor tensor(Path file, JsonNode weight, ByteBuffer data) throws WeightsException {
        String name = weight.path("name").asText();
        if (!weight.path("dtype").asText().equals("float32") || weight.has("quantization")) {
            throw new WeightsException(file.toString(), "weight " + name + " is not float32, or is quantized");
        }
        long[] shape = new long[weight.path("shape").size()];
        long bytes = TensorType.F32.bytes();
        try {
            for (int i = 0; i < shape.length; i++) {
                shape[i] = weight.path("shape").get(i).asLong(-1);
                bytes = Math.multiplyExact(bytes, shape[i]);
            }
            if (bytes < 0 || bytes > data.remaining()) {
                throw new WeightsException(
                        file.toString(),
                        "weight " + name + " needs " + bytes + " bytes, " + data.remaining() + " are left");
            }
            ByteBuffer part = data.slice(data.position(), (int) bytes);
            data.position(data.position() + (int) bytes);
            return new NamedTensor(name, TensorType.F32, shape, part);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new WeightsException(file.toString(), "weight " + name + " has no sound shape", e);
        }
    }
}
