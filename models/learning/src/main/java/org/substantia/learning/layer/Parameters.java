package org.substantia.learning.layer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.tensor.Tensors;

/**
 * The trained numbers of a network by name, in the order of their declaration: float32, whatever precision the network
 * computes in; the kernels of 3D convolutions in channels-last memory order. Not thread-safe while it is trained.
 * Closing it frees the tensors.
 */
public final class Parameters implements Weights, AutoCloseable {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Tensor> trainable = new LinkedHashMap<>();

    private Parameters() {}

    /** As the declarations say they begin. The same seed gives the same numbers on every machine. */
    public static Parameters initialize(Declarations declarations, long seed, Device device) {
        Parameters parameters = new Parameters();
        RandomStream random = new RandomStream(seed);
        for (Declaration declaration : declarations.all()) {
            parameters.add(declaration, declaration.initial(random), device);
        }
        return parameters;
    }

    /**
     * With given numbers, such as those of a file.
     *
     * @param values as many as the declaration asks for, in the order of the tensor's indices, the last one fastest
     */
    public static Parameters of(Declarations declarations, Function<Declaration, float[]> values, Device device) {
        Parameters parameters = new Parameters();
        try {
            for (Declaration declaration : declarations.all()) {
                parameters.add(declaration, values.apply(declaration), device);
            }
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
        return parameters;
    }

    private void add(Declaration declaration, float[] values, Device device) {
        long[] shape = declaration.dimensions();
        Tensor kept;
        try (PointerScope scope = new PointerScope()) {
            Tensor made = Tensors.of(values, shape).to(device, ScalarType.Float);
            kept = shape.length == 5 ? made.contiguous(MemoryFormat.ChannelsLast3d) : made.clone();
            kept.set_requires_grad(declaration.trainable());
            kept.retainReference();
        }
        tensors.put(declaration.name(), kept);
        if (declaration.trainable()) {
            trainable.put(declaration.name(), kept);
        }
    }

    @Override
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the network has no tensor " + name);
        }
        return tensor;
    }

    /** By name, in the network's order. The map is a view that cannot be changed; its tensors can. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Those that training changes, likewise. */
    public Map<String, Tensor> trainable() {
        return Collections.unmodifiableMap(trainable);
    }

    /** How many numbers they are. */
    public long count() {
        return tensors.values().stream().mapToLong(Tensor::numel).sum();
    }

    /** How many of them training changes. */
    public long trainableCount() {
        return trainable.values().stream().mapToLong(Tensor::numel).sum();
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }
}
