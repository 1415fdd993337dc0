package org.substantia.segmentation.encoder;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.clamp;
import static org.bytedeco.pytorch.global.torch.layer_norm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.encoder.Tokens;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.RequiredEncoder;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.Topology;
import org.substantia.segmentation.plan.EncoderBranch;
import org.substantia.segmentation.plan.Stage;

/**
 * The encoder of an {@link EncoderBranch} with its weights, which nothing changes. It sees what the segmenter sees,
 * slice by slice: the plan's first three images are its three colors. Thread-safe. Close it to free the weights.
 */
public final class SliceEncoder implements AutoCloseable {
    private static final int COLORS = 3;
    /** Slices at once. */
    private static final int BATCH = 8;
    /** The normalized value that is black: -120 ppb, or two spreads below the median of T1 or NM. */
    private static final double BLACK = -2;
    /** The normalized value that is white: 240 ppb, or four spreads above the median. */
    private static final double WHITE = 4;

    private static final double SHADES = 255;

    private final EncoderBranch branch;
    private final VisionEncoder encoder;
    private final Parameters weights;
    private final ImageInput input;

    private SliceEncoder(EncoderBranch branch, VisionEncoder encoder, Parameters weights) {
        this.branch = branch;
        this.encoder = encoder;
        this.weights = weights;
        this.input = new ImageInput(branch.size(), ImageInput.Channels.SAME);
    }

    /**
     * What is usually taken of an encoder: the features behind {@link EncoderBranch#usualBlocks}, of slices with no
     * fewer pixels than the segmenter's patch has voxels.
     *
     * @param segmenter whose patch it sees
     */
    public static EncoderBranch usualBranch(EncoderFile file, Stage segmenter) throws IOException {
        Architecture architecture = file.architecture();
        int longest = Math.max(segmenter.patch().get(0), segmenter.patch().get(1));
        RequiredEncoder encoder = RequiredEncoder.of(file);
        return new EncoderBranch(
                encoder,
                encoder.license(),
                EncoderBranch.usualBlocks(architecture.depth()),
                architecture.width(),
                Math.max(longest, ImageInput.usual(architecture).size()));
    }

    /**
     * @param source the model's name in messages
     * @param given the encoder's file; not needed for the bundled one
     * @throws IOException if the file is missing or another encoder
     */
    public static SliceEncoder open(String source, EncoderBranch branch, Optional<Path> given, ComputeDevice device)
            throws IOException {
        EncoderFile file = branch.encoder().open(source, given);
        VisionEncoder encoder = file.encoder(device.precision());
        Architecture architecture = encoder.architecture();
        if (architecture.width() != branch.width()
                || branch.blocks().get(branch.blocks().size() - 1) >= architecture.depth()) {
            throw new IOException(source + ": its plan asks for blocks " + branch.blocks() + " of " + branch.width()
                    + " numbers, which " + branch.encoder().file() + " does not have");
        }
        try (Device where = device.torchDevice()) {
            return new SliceEncoder(branch, encoder, file.parameters(encoder.declarations(name -> false), where));
        }
    }

    public EncoderBranch branch() {
        return branch;
    }

    /**
     * What it sees.
     *
     * @param values shape (slices, patches row by row, features), float32; rows run along y of the segmenter's grid,
     *     columns along x
     * @param grid of the patches
     */
    record Seen(Tensor values, TokenGrid grid) {}

    /**
     * Without gradients. To be called within a PointerScope, which the result belongs to.
     *
     * @param channels what the segmenter reads: shape (1, images x voxels of a block, Z, Y, X)
     */
    Seen see(Tensor channels, Topology topology) {
        PointerScope callers = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Tensor slices = slices(channels, topology);
            TokenGrid grid = input.grid((int) slices.size(2), (int) slices.size(3), encoder.architecture());
            TensorVector parts = new TensorVector();
            for (long first = 0; first < slices.size(0); first += BATCH) {
                parts.push_back(features(slices.narrow(0, first, Math.min(BATCH, slices.size(0) - first)), grid));
            }
            Tensor all = cat(parts, 0);
            callers.attach(all);
            return new Seen(all, grid);
        }
    }

    /** Shades of gray of all slices, shape (slices, 3, rows, columns), the front on top as in pictures. */
    private static Tensor slices(Tensor channels, Topology topology) {
        long bx = topology.blockSize().get(0);
        long by = topology.blockSize().get(1);
        long bz = topology.blockSize().get(2);
        long images = topology.inputs();
        long z = channels.size(2);
        long y = channels.size(3);
        long x = channels.size(4);
        Tensor voxels = channels.to(ScalarType.Float)
                .reshape(images, bz, by, bx, z, y, x)
                .permute(4, 1, 0, 5, 2, 6, 3)
                .reshape(z * bz, images, y * by, x * bx);
        TensorVector colors = new TensorVector();
        for (long color = 0; color < COLORS; color++) {
            colors.push_back(voxels.narrow(1, Math.min(color, images - 1), 1));
        }
        Tensor shades = cat(colors, 1).sub(new Scalar(BLACK)).mul(new Scalar(SHADES / (WHITE - BLACK)));
        return clamp(shades, new ScalarOptional(new Scalar(0)), new ScalarOptional(new Scalar(SHADES)))
                .flip(2);
    }

    private Tensor features(Tensor slices, TokenGrid grid) {
        PointerScope callers = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            Tokens tokens = encoder.embed(ImageInput.images(slices, grid, encoder.architecture()), weights);
            TensorVector taken = new TensorVector();
            int last = branch.blocks().get(branch.blocks().size() - 1);
            for (int block = 0; block <= last; block++) {
                tokens = encoder.block(block, tokens, weights);
                if (branch.blocks().contains(block)) {
                    Tensor values = tokens.values();
                    Tensor patches = values.narrow(1, values.size(1) - grid.count(), grid.count());
                    taken.push_back(layer_norm(patches, branch.width()));
                }
            }
            long batch = slices.size(0);
            Tensor front = cat(taken, 2).reshape(batch, grid.rows(), grid.columns(), branch.features());
            Tensor result = front.flip(1).reshape(batch, grid.count(), branch.features());
            callers.attach(result);
            return result;
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
