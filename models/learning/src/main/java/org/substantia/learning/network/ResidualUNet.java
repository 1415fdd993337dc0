package org.substantia.learning.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Convolution3d;
import org.substantia.learning.layer.ConvolutionBlock;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.ResidualBlock;
import org.substantia.learning.layer.Sequence;
import org.substantia.learning.layer.Weights;

/**
 * A 3D U-Net with residual blocks in its encoder (as nnU-Net's ResEnc, Isensee et al. 2024), additive skips and several
 * output heads. Two departures make it quick on a laptop. Blocks of voxels become channels
 * ({@link Topology#blockSize()}; sub-pixel convolution, Shi et al. 2016). Normalization is over one example (instance
 * normalization), computed by libtorch's batch normalization because that is the quicker kernel.
 *
 * <p>It holds no tensors: weights come with each call, in channels-last memory order, so that the same network runs on
 * training weights, on their moving average, and in any precision. Immutable and safe to share.
 */
public final class ResidualUNet {
    private static final List<Integer> CUBE = List.of(3, 3, 3);
    private static final List<Integer> IN_PLANE = List.of(3, 3, 1);

    private final Topology topology;
    private final Precision precision;
    private final Parts parts;

    /**
     * All layers.
     *
     * @param encoder by level, the finest first
     * @param decoder by level; none for the coarsest
     * @param heads each for one set of classes
     * @param auxiliaryHeads of deep supervision, for the levels between the finest and the coarsest; files call them
     *     {@code aside}
     */
    private record Parts(List<Layer> encoder, List<UpBlock> decoder, List<Layer> heads, List<Layer> auxiliaryHeads) {
        Parts adapted(Adapter adapter) {
            return new Parts(
                    adapted(encoder, adapter),
                    decoder.stream().map(block -> block.adapted(adapter)).toList(),
                    adapted(heads, adapter),
                    adapted(auxiliaryHeads, adapter));
        }

        private static List<Layer> adapted(List<Layer> layers, Adapter adapter) {
            return layers.stream().map(layer -> layer.adapted(adapter)).toList();
        }
    }

    public ResidualUNet(Topology topology, Precision precision) {
        this(topology, precision, parts(topology));
    }

    private ResidualUNet(Topology topology, Precision precision, Parts parts) {
        this.topology = topology;
        this.precision = precision;
        this.parts = parts;
    }

    private static Parts parts(Topology topology) {
        List<Topology.Level> levels = topology.levels();
        int finest = levels.get(0).channels();
        List<Layer> encoder = new ArrayList<>();
        List<UpBlock> decoder = new ArrayList<>();
        List<Layer> heads = new ArrayList<>();
        List<Layer> auxiliaryHeads = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            encoder.add(encoder(topology, i));
            if (i < levels.size() - 1) {
                int channels = levels.get(i).channels();
                int coarser = levels.get(i + 1).channels();
                decoder.add(new UpBlock(
                        ConvolutionBlock.of(Convolution3d.pointwise("up" + i, coarser, channels)),
                        ResidualBlock.of("decoder" + i, channels)));
            }
        }
        for (int h = 0; h < topology.heads().size(); h++) {
            int outputs = topology.heads().get(h) * topology.blockVoxels();
            heads.add(Convolution3d.of("head" + h, finest, outputs, IN_PLANE).withBias());
        }
        for (int i = 1; i < levels.size() - 1; i++) {
            int classes = topology.heads().get(0);
            auxiliaryHeads.add(
                    Convolution3d.pointwise("aside" + i, levels.get(i).channels(), classes)
                            .withBias());
        }
        return new Parts(encoder, decoder, heads, auxiliaryHeads);
    }

    private static Layer encoder(Topology topology, int level) {
        Topology.Level here = topology.levels().get(level);
        Convolution3d entry = level == 0
                ? Convolution3d.of("stem", topology.inputs() * topology.blockVoxels(), here.channels(), CUBE)
                : Convolution3d.of(
                                "down" + level, topology.levels().get(level - 1).channels(), here.channels(), CUBE)
                        .withStride(here.stride());
        List<Layer> layers = new ArrayList<>();
        layers.add(ConvolutionBlock.of(entry));
        for (int b = 0; b < here.blocks(); b++) {
            layers.add(ResidualBlock.of("encoder" + level + "." + b, here.channels()));
        }
        return new Sequence(layers);
    }

    public Topology topology() {
        return topology;
    }

    /** The same network with its layers adapted, for example to train a few more weights beside frozen ones. */
    public ResidualUNet adapted(Adapter adapter) {
        return new ResidualUNet(topology, precision, parts.adapted(adapter));
    }

    /** All parameters, in the order of weight files. */
    public Declarations declarations() {
        Declarations declarations = new Declarations();
        parts.encoder().forEach(layer -> layer.declare(declarations));
        for (int i = parts.decoder().size() - 1; i >= 0; i--) {
            parts.decoder().get(i).declare(declarations);
        }
        parts.heads().forEach(layer -> layer.declare(declarations));
        parts.auxiliaryHeads().forEach(layer -> layer.declare(declarations));
        return declarations;
    }

    /** Fresh weights. The same seed gives the same weights. */
    public Parameters initialize(long seed, Device device) {
        return Parameters.initialize(declarations(), seed, device);
    }

    /**
     * Logits of one example. To be called within a {@link PointerScope}, which frees what is made on the way.
     *
     * @param input shape (1, inputs x voxels of a block, Z, Y, X), channels-last
     * @param weights of the names and shapes of {@link #declarations}
     * @param auxiliary whether the outputs of the auxiliary heads are wanted, too
     */
    public Logits forward(Tensor input, Weights weights, boolean auxiliary) {
        return forward(input, Map.of(), weights, auxiliary);
    }

    /**
     * Likewise, with features of another network beside its own.
     *
     * @param lateral what is added to the maps that the encoder has at a level, by level; of their shape
     */
    public Logits forward(Tensor input, Map<Integer, Tensor> lateral, Weights weights, boolean auxiliary) {
        List<Tensor> skips = new ArrayList<>();
        Tensor x = input.to(precision.scalarType());
        for (int i = 0; i < parts.encoder().size(); i++) {
            x = parts.encoder().get(i).apply(x, weights);
            if (lateral.containsKey(i)) {
                x = x.add(lateral.get(i).to(precision.scalarType()));
            }
            skips.add(x);
        }
        List<Tensor> coarse = new ArrayList<>();
        for (int i = parts.decoder().size() - 1; i >= 0; i--) {
            x = parts.decoder().get(i).apply(x, skips.get(i), weights);
            if (auxiliary && i > 0) {
                Layer head = parts.auxiliaryHeads().get(i - 1);
                // Their few outputs are no multiple of a vector: on some processors the gradient of such a convolution
                // in bfloat16 reads memory that nothing was written to, and is infinite now and then.
                coarse.add(classesFirst(
                        head.apply(x.to(ScalarType.Float), weights),
                        topology.heads().get(0)));
            }
        }
        List<Tensor> heads = new ArrayList<>();
        for (int h = 0; h < parts.heads().size(); h++) {
            heads.add(classesFirst(
                    parts.heads().get(h).apply(x, weights), topology.heads().get(h)));
        }
        return new Logits(heads, coarse);
    }

    /**
     * From (1, n x K, Z, Y, X) in channels-last order to (K, Z x Y x X x n), a copy. It pays: libtorch finds a softmax
     * over the first axis for many voxels at once, over rows of nine classes it took eight times as long.
     */
    private static Tensor classesFirst(Tensor maps, int classes) {
        return maps.permute(0, 2, 3, 4, 1).contiguous().view(-1, classes).t().contiguous();
    }
}
