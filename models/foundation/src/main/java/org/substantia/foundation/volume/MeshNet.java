package org.substantia.foundation.volume;

import static org.bytedeco.pytorch.global.torch.elu_;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.instance_norm;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.foundation.layer.DilatedConvolution;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * MeshNet (Fedorov et al. 2017): a row of dilated 3 x 3 x 3 convolutions at full resolution and a pointwise one to the
 * classes. Its parameters are {@code layers.i.weight} and {@code layers.i.bias}. Immutable.
 *
 * @param layers convolutions in their order, the last one to the classes
 * @param activation behind all but the last
 * @param normalized whether each channel is normalized over the volume before its activation (mindgrab)
 */
public record MeshNet(List<Layer> layers, Activation activation, boolean normalized) implements Layer {
    private static final double EPSILON = 1e-5;

    /** What follows a convolution. */
    public enum Activation {
        RELU,
        ELU,
        GELU
    }

    /**
     * @param channels of every inner layer
     * @param dilations of the layers before the last
     * @param biases of each layer, one more than dilations
     */
    static MeshNet of(
            int channels,
            List<Integer> dilations,
            List<Boolean> biases,
            int classes,
            Activation activation,
            boolean normalized) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < dilations.size(); i++) {
            layers.add(new DilatedConvolution(
                    "layers." + i, i == 0 ? 1 : channels, channels, 3, dilations.get(i), biases.get(i), true));
        }
        int last = dilations.size();
        layers.add(new DilatedConvolution("layers." + last, channels, classes, 1, 1, biases.get(last), true));
        return new MeshNet(layers, activation, normalized);
    }

    public MeshNet {
        layers = List.copyOf(layers);
    }

    /**
     * A volume as the network takes it: our x runs fastest, the network's first axis is x.
     *
     * @param voxels 0 to 1
     * @return shape (1, 1, x, y, z), on the device, in the caller's scope
     */
    static Tensor input(float[] voxels, int nx, int ny, int nz, Device device) {
        return Tensors.of(voxels, 1, 1, nz, ny, nx)
                .permute(0, 1, 4, 3, 2)
                .contiguous()
                .to(device, ScalarType.Float);
    }

    @Override
    public void declare(Declarations declarations) {
        layers.forEach(layer -> layer.declare(declarations));
    }

    @Override
    public MeshNet adapted(Adapter adapter) {
        return new MeshNet(layers.stream().map(layer -> layer.adapted(adapter)).toList(), activation, normalized);
    }

    /**
     * @param input shape (1, 1, x, y, z), 0 to 1
     * @return scores, shape (1, classes, x, y, z)
     */
    @Override
    public Tensor apply(Tensor input, Weights weights) {
        return through(input, weights, layers.size());
    }

    /**
     * What the first layers make of a volume.
     *
     * @param input shape (1, 1, x, y, z), 0 to 1
     * @param count of layers, without the last of all; 0 gives the input itself
     * @return shape (1, channels, x, y, z)
     */
    Tensor features(Tensor input, Weights weights, int count) {
        return count == 0 ? input : through(input, weights, count);
    }

    /**
     * The layers behind the first ones, with the same parameters, for {@linkplain #features features} of a part of a
     * volume. They are not padded: scores come out for voxels whose surroundings lie within the part, and are those of
     * the whole volume.
     *
     * @throws IllegalStateException if the layers were adapted, or channels are normalized, which is something else
     *     over a part than over the whole volume
     */
    MeshNet rest(int count) {
        if (normalized) {
            throw new IllegalStateException("a part of a volume has other normalized channels than the whole");
        }
        return new MeshNet(
                layers.stream()
                        .skip(count)
                        .<Layer>map(layer -> convolution(layer).unpadded())
                        .toList(),
                activation,
                normalized);
    }

    /** How many voxels away its layers look together, along each axis. */
    int reach() {
        return layers.stream().mapToInt(layer -> convolution(layer).reach()).sum();
    }

    private static DilatedConvolution convolution(Layer layer) {
        if (layer instanceof DilatedConvolution convolution) {
            return convolution;
        }
        throw new IllegalStateException("the layers of this MeshNet were adapted");
    }

    private Tensor through(Tensor input, Weights weights, int count) {
        Tensor x = input;
        for (int i = 0; i < count; i++) {
            Tensor previous = x;
            try (PointerScope scope = new PointerScope()) {
                x = layers.get(i).apply(previous, weights);
                if (i < layers.size() - 1) {
                    x = activate(normalized ? normalize(x) : x);
                }
                x.retainReference();
            }
            if (i > 0) {
                // A layer of a whole head is half a gigabyte; the caller's scope would keep every one.
                previous.close();
            }
        }
        PointerScope callers = PointerScope.getInnerScope();
        if (callers != null) {
            callers.attach(x);
            x.releaseReference();
        }
        return x;
    }

    private Tensor activate(Tensor x) {
        // What works in place returns a borrowed pointer, which dies with the tensor's owner: x itself goes on.
        switch (activation) {
            case RELU -> x.relu_();
            case ELU -> elu_(x);
            case GELU -> {
                return gelu(x);
            }
        }
        return x;
    }

    private static Tensor normalize(Tensor x) {
        TensorOptional none = new TensorOptional();
        return instance_norm(x, none, none, none, none, true, 0, EPSILON, false);
    }
}
