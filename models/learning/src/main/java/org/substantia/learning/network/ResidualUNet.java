package org.substantia.learning.network;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.conv3d;
import static org.bytedeco.pytorch.global.torch.leaky_relu;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.device.Precision;

/**
 * A 3D U-Net with residual blocks in its encoder (as nnU-Net's ResEnc, Isensee et al. 2024), additive skips and several
 * output heads. Two departures make it quick on a laptop: in-plane voxels are folded into channels
 * ({@link Topology#fold()}; sub-pixel convolution, Shi et al. 2016), and normalisation is over one example (instance
 * normalisation), computed by libtorch's batch normalisation because that is the quicker kernel.
 *
 * <p>It holds no tensors: weights come with each call, in channels-last memory order, so that the same network runs on
 * training weights, on their moving average, and in any precision. Immutable and safe to share.
 */
public final class ResidualUNet {
    private static final double NORM_EPSILON = 1e-5;
    private static final Scalar LEAK = new Scalar(0.01);
    private static final long[] ONES = {1, 1, 1};

    private final Topology topology;
    private final Precision precision;

    public ResidualUNet(Topology topology, Precision precision) {
        this.topology = topology;
        this.precision = precision;
    }

    public Topology topology() {
        return topology;
    }

    /**
     * Fresh weights: normal deviates of the variance of He et al. (2015), the last normalisation of each residual block
     * at 0, so that blocks begin as identity. The same seed gives the same weights.
     */
    public Parameters initialise(long seed, Device device) {
        Initialiser layout = new Initialiser(seed, device);
        List<Topology.Level> levels = topology.levels();
        int first = levels.get(0).channels();
        layout.convolution("stem", topology.inputs() * topology.folded(), first, 3, 3, 3);
        layout.norm("stem", first, 1);
        for (int i = 0; i < levels.size(); i++) {
            int channels = levels.get(i).channels();
            if (i > 0) {
                layout.convolution("down" + i, levels.get(i - 1).channels(), channels, 3, 3, 3);
                layout.norm("down" + i, channels, 1);
            }
            for (int b = 0; b < levels.get(i).blocks(); b++) {
                layout.block("encoder" + i + "." + b, channels);
            }
        }
        for (int i = levels.size() - 2; i >= 0; i--) {
            layout.convolution(
                    "up" + i, levels.get(i + 1).channels(), levels.get(i).channels(), 1, 1, 1);
            layout.norm("up" + i, levels.get(i).channels(), 1);
            layout.block("decoder" + i, levels.get(i).channels());
        }
        for (int h = 0; h < topology.heads().size(); h++) {
            int outputs = topology.heads().get(h) * topology.folded();
            layout.convolution("head" + h, first, outputs, 3, 3, 1);
            layout.bias("head" + h, outputs);
        }
        for (int i = 1; i < levels.size() - 1; i++) {
            layout.convolution(
                    "aside" + i, levels.get(i).channels(), topology.heads().get(0), 1, 1, 1);
            layout.bias("aside" + i, topology.heads().get(0));
        }
        return layout.parameters;
    }

    /**
     * Logits of one example. To be called within a {@link PointerScope}, which frees what is made on the way.
     *
     * @param input shape (1, inputs x folded, Z, Y, X) of the folded grid, channels-last
     * @param weights as {@link #initialise} lays them out
     * @param aside whether the heads of deep supervision are wanted, too
     */
    public Logits forward(Tensor input, Parameters weights, boolean aside) {
        List<Topology.Level> levels = topology.levels();
        Pass pass = new Pass(weights);
        List<Tensor> skips = new ArrayList<>();
        Tensor x = pass.activated("stem", pass.convolved("stem", input.to(precision.scalarType()), ONES));
        for (int i = 0; i < levels.size(); i++) {
            if (i > 0) {
                x = pass.activated(
                        "down" + i,
                        pass.convolved("down" + i, x, zyx(levels.get(i).stride())));
            }
            for (int b = 0; b < levels.get(i).blocks(); b++) {
                x = pass.block("encoder" + i + "." + b, x);
            }
            skips.add(x);
        }
        List<Tensor> asides = new ArrayList<>();
        for (int i = levels.size() - 2; i >= 0; i--) {
            Tensor skip = skips.get(i);
            Tensor up = pass.activated("up" + i, pass.convolved("up" + i, x, ONES));
            up = torch.upsample_nearest3d(up, new long[] {skip.size(2), skip.size(3), skip.size(4)});
            x = pass.block("decoder" + i, up.add(skip));
            if (aside && i > 0) {
                asides.add(rows(pass.biased("aside" + i, x), topology.heads().get(0)));
            }
        }
        List<Tensor> heads = new ArrayList<>();
        for (int h = 0; h < topology.heads().size(); h++) {
            heads.add(rows(pass.biased("head" + h, x), topology.heads().get(h)));
        }
        return new Logits(heads, asides);
    }

    /** From (1, n x K, Z, Y, X) in channels-last order to (Z x Y x X x n, K), a view. */
    private static Tensor rows(Tensor maps, int classes) {
        return maps.permute(0, 2, 3, 4, 1).contiguous().view(-1, classes);
    }

    private static long[] zyx(List<Integer> xyz) {
        return new long[] {xyz.get(2), xyz.get(1), xyz.get(0)};
    }

    /** One forward pass: what is done to a feature map under a name. */
    private final class Pass {
        private final Parameters weights;
        private final TensorOptional none = new TensorOptional();

        Pass(Parameters weights) {
            this.weights = weights;
        }

        Tensor convolved(String name, Tensor x, long[] stride) {
            return convolved(name, x, none, stride);
        }

        Tensor biased(String name, Tensor x) {
            Tensor bias = weights.get(name + ".bias").to(precision.scalarType());
            return convolved(name, x, new TensorOptional(bias), ONES);
        }

        private Tensor convolved(String name, Tensor x, TensorOptional bias, long[] stride) {
            Tensor kernel = weights.get(name + ".weight").to(precision.scalarType());
            long[] padding = {kernel.size(2) / 2, kernel.size(3) / 2, kernel.size(4) / 2};
            return conv3d(x, kernel, bias, stride, padding, ONES, 1);
        }

        Tensor normalised(String name, Tensor x) {
            return batch_norm(
                    x,
                    new TensorOptional(weights.get(name + ".scale")),
                    new TensorOptional(weights.get(name + ".shift")),
                    none,
                    none,
                    true,
                    0,
                    NORM_EPSILON,
                    false);
        }

        Tensor activated(String name, Tensor x) {
            return leaky_relu(normalised(name, x), LEAK);
        }

        Tensor block(String name, Tensor x) {
            Tensor y = activated(name + ".first", convolved(name + ".first", x, ONES));
            y = normalised(name + ".second", convolved(name + ".second", y, ONES));
            return leaky_relu(y.add(x), LEAK);
        }
    }

    /** Lays out fresh weights. */
    private static final class Initialiser {
        private final Parameters parameters = new Parameters();
        private final SplittableRandom random;
        private final Device device;

        Initialiser(long seed, Device device) {
            this.random = new SplittableRandom(seed);
            this.device = device;
        }

        void block(String name, int channels) {
            convolution(name + ".first", channels, channels, 3, 3, 3);
            norm(name + ".first", channels, 1);
            convolution(name + ".second", channels, channels, 3, 3, 3);
            norm(name + ".second", channels, 0);
        }

        void convolution(String name, int inputs, int outputs, int kx, int ky, int kz) {
            int taps = kx * ky * kz * inputs;
            float[] values = new float[outputs * taps];
            double deviation = Math.sqrt(2.0 / taps);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            add(name + ".weight", values, outputs, inputs, kz, ky, kx);
        }

        void norm(String name, int channels, float scale) {
            float[] scales = new float[channels];
            java.util.Arrays.fill(scales, scale);
            add(name + ".scale", scales, channels);
            add(name + ".shift", new float[channels], channels);
        }

        void bias(String name, int outputs) {
            add(name + ".bias", new float[outputs], outputs);
        }

        private void add(String name, float[] values, long... shape) {
            Tensor kept;
            try (PointerScope scope = new PointerScope()) {
                Tensor made = Tensors.of(values, shape).to(device, ScalarType.Float);
                kept = shape.length == 5 ? made.contiguous(MemoryFormat.ChannelsLast3d) : made.clone();
                kept.set_requires_grad(true);
                kept.retainReference();
            }
            parameters.add(name, kept);
        }
    }
}
