package org.substantia.foundation.volume;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.substantia.foundation.checkpoint.Checkpoint;
import org.substantia.foundation.checkpoint.CheckpointFormat;
import org.substantia.foundation.checkpoint.CheckpointReader;
import org.substantia.foundation.checkpoint.DescriptionFile;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.WeightsException;

/**
 * A MeshNet as brainchop publishes it: layers of TensorFlow.js, or PyTorch's weights with a list of layers beside them.
 * Immutable.
 */
public final class MeshNetFile {
    private static final Pattern TORCH = Pattern.compile("(?:.*\\.)?model\\.(\\d+)\\.(?:0\\.)?(weight|bias)");

    private final Checkpoint checkpoint;
    private final MeshNet network;
    private final Map<String, float[]> values;
    private final List<String> labels;

    private MeshNetFile(Checkpoint checkpoint, MeshNet network, Map<String, float[]> values, List<String> labels) {
        this.checkpoint = checkpoint;
        this.network = network;
        this.values = values;
        this.labels = labels;
    }

    /** Whether the tensors are named as a MeshNet's. */
    public static boolean looksLike(Checkpoint checkpoint) {
        return checkpoint.format() == CheckpointFormat.TENSORFLOW_JS
                || checkpoint.tensors().entrySet().stream()
                        .allMatch(e -> TORCH.matcher(e.getKey()).matches()
                                && (e.getKey().endsWith("bias") || e.getValue().shape().length == 5));
    }

    /**
     * @param fileOrFolder with the topology beside the weights
     * @throws WeightsException if it holds no MeshNet, or the file beside it names another number of classes
     */
    public static MeshNetFile open(Path fileOrFolder) throws WeightsException {
        Checkpoint checkpoint = CheckpointReader.read(fileOrFolder);
        Path file = checkpoint.file();
        boolean browser = checkpoint.format() == CheckpointFormat.TENSORFLOW_JS;
        MeshNetTopology topology = browser ? MeshNetTopology.read(file) : MeshNetTopology.beside(checkpoint);
        List<Map<String, NamedTensor>> layers =
                browser ? byName(file, checkpoint, topology.names()) : byNumber(file, checkpoint);
        if (layers.size() != topology.dilations().size()) {
            throw new WeightsException(
                    file.toString(),
                    "has %d convolutions, the description beside it %d"
                            .formatted(layers.size(), topology.dilations().size()));
        }
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            NamedTensor kernel = layers.get(i).get("weight");
            values.put("layers." + i + ".weight", browser ? turned(kernel) : kernel.floats());
            if (layers.get(i).containsKey("bias")) {
                values.put("layers." + i + ".bias", layers.get(i).get("bias").floats());
            }
        }
        long[] last = layers.get(layers.size() - 1).get("weight").shape();
        MeshNet network = MeshNet.of(
                (int) (browser ? last[3] : last[1]),
                topology.dilations().subList(0, layers.size() - 1),
                layers.stream().map(layer -> layer.containsKey("bias")).toList(),
                (int) (browser ? last[4] : last[0]),
                topology.activation(),
                topology.normalized());
        check(file, network, values);
        MeshNetFile opened = new MeshNetFile(checkpoint, network, values, labels(checkpoint));
        opened.checkLabels();
        return opened;
    }

    /** Names of other classes would be taken for these. */
    private void checkLabels() throws WeightsException {
        if (!labels.isEmpty() && labels.size() != classes()) {
            throw new WeightsException(
                    checkpoint.classes().orElseThrow().toString(),
                    "names %d classes, but the network beside it (%s) has %d"
                            .formatted(labels.size(), checkpoint.file().getFileName(), classes()));
        }
    }

    private static List<Map<String, NamedTensor>> byName(Path file, Checkpoint checkpoint, List<String> names)
            throws WeightsException {
        List<Map<String, NamedTensor>> layers = new ArrayList<>();
        int used = 0;
        for (String name : names) {
            Map<String, NamedTensor> layer = new LinkedHashMap<>();
            add(layer, "weight", checkpoint.tensors().get(name + "/kernel"));
            add(layer, "bias", checkpoint.tensors().get(name + "/bias"));
            used += layer.size();
            layers.add(layer);
        }
        return complete(file, checkpoint, layers, used);
    }

    private static void add(Map<String, NamedTensor> layer, String role, NamedTensor tensor) {
        if (tensor != null) {
            layer.put(role, tensor);
        }
    }

    private static List<Map<String, NamedTensor>> byNumber(Path file, Checkpoint checkpoint) throws WeightsException {
        Map<Integer, Map<String, NamedTensor>> layers = new TreeMap<>(Comparator.naturalOrder());
        int used = 0;
        for (Map.Entry<String, NamedTensor> entry : checkpoint.tensors().entrySet()) {
            Matcher name = TORCH.matcher(entry.getKey());
            if (name.matches() && name.group(1).length() < 6) {
                layers.computeIfAbsent(Integer.valueOf(name.group(1)), n -> new LinkedHashMap<>())
                        .put(name.group(2), entry.getValue());
                used++;
            }
        }
        return complete(file, checkpoint, List.copyOf(layers.values()), used);
    }

    private static List<Map<String, NamedTensor>> complete(
            Path file, Checkpoint checkpoint, List<Map<String, NamedTensor>> layers, int used) throws WeightsException {
        boolean whole = layers.stream()
                .allMatch(layer -> layer.containsKey("weight")
                        && layer.get("weight").shape().length == 5
                        && layer.get("weight").elements() > 0
                        && layer.values().stream()
                                .allMatch(tensor -> tensor.type().isFloat()));
        if (layers.size() < 2 || !whole || used != checkpoint.tensors().size()) {
            throw new WeightsException(file.toString(), "is no MeshNet: its tensors are no row of 3D convolutions");
        }
        return layers;
    }

    /** From (x, y, z, inputs, outputs) to (outputs, inputs, x, y, z). */
    private static float[] turned(NamedTensor kernel) {
        float[] from = kernel.floats();
        long[] shape = kernel.shape();
        int outputs = (int) shape[4];
        int inputs = (int) shape[3];
        int taps = from.length / (inputs * outputs);
        float[] to = new float[from.length];
        for (int tap = 0; tap < taps; tap++) {
            for (int in = 0; in < inputs; in++) {
                for (int out = 0; out < outputs; out++) {
                    to[(out * inputs + in) * taps + tap] = from[(tap * inputs + in) * outputs + out];
                }
            }
        }
        return to;
    }

    private static void check(Path file, MeshNet network, Map<String, float[]> values) throws WeightsException {
        Declarations declarations = new Declarations();
        network.declare(declarations);
        for (Declaration d : declarations.all()) {
            float[] found = values.get(d.name());
            if (found.length != d.count()) {
                throw new WeightsException(
                        file.toString(),
                        "%s has %d numbers where MeshNet needs %s".formatted(d.name(), found.length, d.shape()));
            }
            for (float value : found) {
                if (!Float.isFinite(value)) {
                    throw new WeightsException(file.toString(), d.name() + " holds numbers that are not finite");
                }
            }
        }
    }

    private static List<String> labels(Checkpoint checkpoint) throws WeightsException {
        Optional<Path> classes = checkpoint.classes();
        if (classes.isEmpty()) {
            return List.of();
        }
        List<String> labels = new ArrayList<>();
        for (JsonNode label : DescriptionFile.read(classes.get()).path("labels")) {
            labels.add(label.asText());
        }
        return List.copyOf(labels);
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    public MeshNet network() {
        return network;
    }

    /** Names of the classes by their numbers; empty without a {@code colormap.json} beside the weights. */
    public List<String> labels() {
        return labels;
    }

    /** @return the number of the class with that name, in any case of letters */
    public Optional<Integer> label(String name) {
        int index = labels.stream()
                .map(label -> label.toLowerCase(Locale.ROOT))
                .toList()
                .indexOf(name.toLowerCase(Locale.ROOT));
        return index < 0 ? Optional.empty() : Optional.of(index);
    }

    /** The numbers of the classes whose names hold a word, in any case of letters: {@code Left-Caudate}, for one. */
    public List<Integer> labelsWith(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return IntStream.range(0, labels.size())
                .filter(i -> labels.get(i).toLowerCase(Locale.ROOT).contains(wanted))
                .boxed()
                .toList();
    }

    /** How many classes it tells apart. */
    public int classes() {
        Declarations declarations = new Declarations();
        network.layers().get(network.layers().size() - 1).declare(declarations);
        return Math.toIntExact(declarations.all().iterator().next().shape().get(0));
    }

    /** The network's numbers, all of them to be trained. */
    public Parameters parameters(Device device) {
        return parameters(device, 0);
    }

    /**
     * The network's numbers.
     *
     * @param frozen layers at the beginning that training leaves as they are
     */
    Parameters parameters(Device device, int frozen) {
        Declarations declarations = new Declarations();
        for (int i = 0; i < network.layers().size(); i++) {
            network.layers().get(i).declare(i < frozen ? declarations.frozen() : declarations);
        }
        return Parameters.of(declarations, d -> Arrays.copyOf(values.get(d.name()), d.count()), device);
    }
}
