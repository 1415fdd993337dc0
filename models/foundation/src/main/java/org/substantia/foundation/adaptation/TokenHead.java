package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.layer_norm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * MRN's two fusions (arXiv 2509.17566), a branch for each region, weights not shared. Blocks: the patch tokens behind
 * four blocks, normalized, are summed with weights (the softmax of learned numbers) and projected to {@value #WIDTH}
 * features. Slices: a learned query attends over the patches of all slices, whose keys are told the slice's place by
 * sines; what comes out is the region's token. A weighted sum over the tokens of all regions is added to the log-odds
 * of the {@link PoolingHead}. It begins at 0, so that training begins at the linear probe. Sizes are ours where the
 * paper is silent.
 *
 * @param regions of a patient
 * @param width of the encoder's tokens
 * @param depth of the encoder
 */
record TokenHead(int regions, int width, int depth) {
    static final int WIDTH = 256;

    private static final int FUSED = 4;
    private static final int BATCH = 8;
    private static final double LONGEST_WAVE = 100;
    private static final String BLOCKS = "tokens.blocks";
    private static final String PROJECTION = "tokens.projection";
    private static final String QUERY = "tokens.query";
    private static final String WEIGHT = "tokens.weight";

    /** The blocks whose tokens are fused, 0 to depth - 1: a quarter, half, three quarters and all of the way. */
    List<Integer> blocks() {
        List<Integer> blocks = new ArrayList<>();
        for (int k = 1; k <= FUSED; k++) {
            int block = (depth * k + FUSED - 1) / FUSED - 1;
            if (!blocks.contains(block)) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private Declarations declarations() {
        Declarations declarations = new Declarations();
        Initialization zero = Initialization.constant(0);
        declarations.declare(BLOCKS, zero, regions, blocks().size());
        declarations.declare(PROJECTION, Initialization.normal(1 / Math.sqrt(width)), regions, width, WIDTH);
        declarations.declare(QUERY, zero, regions, WIDTH);
        declarations.declare(WEIGHT, zero, regions, WIDTH);
        return declarations;
    }

    List<Declaration> parameters() {
        return List.copyOf(declarations().all());
    }

    Parameters begin(ComputeDevice device, RandomStream random) {
        try (Device where = device.torchDevice()) {
            return Parameters.of(declarations(), d -> d.initial(random), where);
        }
    }

    Parameters restore(Map<String, float[]> values, ComputeDevice device) {
        try (Device where = device.torchDevice()) {
            return Parameters.of(declarations(), d -> values.get(d.name()), where);
        }
    }

    /**
     * Fuses the blocks.
     *
     * @param patches behind each of {@link #blocks}, shape (slices, patches, width)
     * @return shape (slices, patches, {@value #WIDTH})
     */
    Tensor fused(List<Tensor> patches, int region, Weights weights) {
        Tensor shares = weights.get(BLOCKS).select(0, region).softmax(0);
        Tensor sum = normalized(patches.get(0)).mul(shares.select(0, 0));
        for (int k = 1; k < patches.size(); k++) {
            sum = sum.add(normalized(patches.get(k)).mul(shares.select(0, k)));
        }
        return sum.matmul(weights.get(PROJECTION).select(0, region));
    }

    private static Tensor normalized(Tensor tokens) {
        return layer_norm(tokens, tokens.size(2));
    }

    /**
     * Fuses the slices.
     *
     * @param fused shape (slices, patches, {@value #WIDTH})
     * @param places of the slices, 0 for the middle one
     * @return shape ({@value #WIDTH})
     */
    Tensor token(Tensor fused, double[] places, int region, Weights weights) {
        Tensor positions;
        try (Device device = fused.device()) {
            positions = Tensors.of(waves(places), places.length, 1, WIDTH).to(device, fused.scalar_type());
        }
        Tensor counts = fused.add(positions)
                .matmul(weights.get(QUERY).select(0, region))
                .mul(new Scalar(1 / Math.sqrt(WIDTH)))
                .flatten()
                .softmax(0);
        return counts.matmul(fused.flatten(0, 1));
    }

    /**
     * A region as the heads are shown it.
     *
     * @param pooled features of the slices
     * @param fused patches of the slices
     * @param token of the region
     */
    record Region(Tensor pooled, Tensor fused, Tensor token) {}

    /**
     * The whole way.
     *
     * @param images of some slices
     * @param places of these slices
     */
    Region region(
            FrozenEncoder encoder,
            Tensor images,
            double[] places,
            int region,
            VisionEncoder adapted,
            Weights trunk,
            Weights weights) {
        FrozenEncoder.Depths depths = encoder.depths(images, blocks(), adapted, trunk);
        Tensor fused = fused(depths.patches(), region, weights);
        return new Region(depths.pooled(), fused, token(fused, places, region, weights));
    }

    /** The same for all slices, some at a time; without gradients. */
    Region inParts(
            FrozenEncoder encoder, Tensor images, int region, VisionEncoder adapted, Weights trunk, Weights weights) {
        TensorVector pooled = new TensorVector();
        TensorVector fused = new TensorVector();
        int slices = (int) images.size(0);
        for (int first = 0; first < slices; first += BATCH) {
            Tensor some = images.narrow(0, first, Math.min(BATCH, slices - first));
            FrozenEncoder.Depths depths = encoder.depths(some, blocks(), adapted, trunk);
            pooled.push_back(depths.pooled());
            fused.push_back(fused(depths.patches(), region, weights));
        }
        Tensor all = cat(fused, 0);
        return new Region(cat(pooled, 0), all, token(all, places(slices), region, weights));
    }

    /** What a region's token adds to the log-odds. */
    Tensor logOdds(Tensor token, int region, Weights weights) {
        return token.dot(weights.get(WEIGHT).select(0, region));
    }

    private static float[] waves(double[] places) {
        float[] waves = new float[places.length * WIDTH];
        for (int i = 0; i < places.length; i++) {
            for (int k = 0; k < WIDTH / 2; k++) {
                double angle = places[i] / Math.pow(LONGEST_WAVE, 2.0 * k / WIDTH);
                waves[i * WIDTH + k] = (float) Math.sin(angle);
                waves[i * WIDTH + WIDTH / 2 + k] = (float) Math.cos(angle);
            }
        }
        return waves;
    }

    /** Where all slices of a stack lie. */
    static double[] places(int slices) {
        double[] places = new double[slices];
        for (int i = 0; i < slices; i++) {
            places[i] = i - slices / 2.0;
        }
        return places;
    }
}
