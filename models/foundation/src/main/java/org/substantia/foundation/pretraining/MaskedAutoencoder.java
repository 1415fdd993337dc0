package org.substantia.foundation.pretraining;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.mse_loss;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Features;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.encoder.Tokens;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.layer.Linear;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * A masked autoencoder (He et al. 2022): the encoder sees a quarter of an image's patches, and a small decoder restores
 * the others from what it makes of them. The decoder is thrown away. Unlike in the paper, a patch's values are restored
 * as they are, not normalized patch by patch: how bright a nucleus is, is what a diagnosis is made of.
 *
 * <p>It holds no tensors: weights come with each call. Immutable.
 */
final class MaskedAutoencoder implements PretextTask {
    private static final double HIDDEN = 0.75;
    private static final double SD = 0.02;
    private static final int CHANNELS = 3;
    private static final String DECODER = "decoder.";
    private static final String MASK = DECODER + "mask_token";

    private final VisionEncoder encoder;
    private final VisionEncoder decoder;
    private final Linear enter;
    private final Linear leave;

    MaskedAutoencoder(EncoderShape shape, Precision precision) {
        encoder = new VisionEncoder(shape.architecture(), precision);
        decoder = new VisionEncoder(shape.decoder(), precision);
        int width = decoder.architecture().width();
        enter = Linear.of(DECODER + "enter", encoder.architecture().width(), width);
        leave = Linear.of(DECODER + "leave", width, CHANNELS * patch() * patch());
    }

    @Override
    public VisionEncoder encoder() {
        return encoder;
    }

    private int patch() {
        return encoder.architecture().embedding().patch();
    }

    @Override
    public Declarations declarations() {
        // Hidden patches are left out instead of replaced, so this token of the layout is not trained.
        Declarations all = encoder.declarations(name -> !name.equals("mask_token"));
        enter.declare(all);
        all.declare(
                MASK, Initialization.normal(SD), 1, 1, decoder.architecture().width());
        for (Declaration d : decoder.declarations().all()) {
            if (d.name().startsWith("blocks.") || d.name().startsWith("norm.")) {
                all.declare(DECODER + d.name(), d.initialization(), d.dimensions());
            }
        }
        leave.declare(all);
        return all;
    }

    /** Nothing but gradients changes anything. */
    @Override
    public void follow(Parameters weights, double progress) {}

    @Override
    public Weights result(Weights weights) {
        return weights;
    }

    /** Mean squared error of the hidden patches. */
    @Override
    public Tensor loss(Tensor images, RandomStream random, Weights weights) {
        TokenGrid grid = TokenGrid.of(images, patch());
        PatchOrder order;
        try (Device device = images.device()) {
            order = PatchOrder.draw((int) images.size(0), grid.count(), HIDDEN, random, device);
        }
        return mse_loss(restored(images, order, weights), PatchOrder.pick(patches(images, grid), order.hidden()));
    }

    /** What it makes of the hidden patches, shape (batch, hidden, 3 * patch * patch). */
    Tensor restored(Tensor images, PatchOrder order, Weights weights) {
        TokenGrid grid = TokenGrid.of(images, patch());
        return decode(encode(images, grid, order, weights), grid, order, weights);
    }

    /** Class token and shown patches, shape (batch, 1 + shown, width). */
    private Tensor encode(Tensor images, TokenGrid grid, PatchOrder order, Weights weights) {
        Tensor all = encoder.embed(images, weights).values();
        Tensor shown = PatchOrder.pick(all.narrow(1, 1, grid.count()), order.shown());
        return pass(encoder, cat(new TensorVector(all.narrow(1, 0, 1), shown), 1), weights);
    }

    /** Values of the hidden patches, shape (batch, hidden, values). */
    private Tensor decode(Tensor latent, TokenGrid grid, PatchOrder order, Weights weights) {
        Tensor tokens = enter.apply(latent, weights);
        Tensor masks = weights.get(MASK).expand(latent.size(0), order.hidden().size(1), -1);
        Tensor shown = tokens.narrow(1, 1, tokens.size(1) - 1);
        Tensor placed = PatchOrder.pick(cat(new TensorVector(shown, masks), 1), order.back());
        int width = decoder.architecture().width();
        Tensor positions = Tensors.of(SinePositions.of(grid, width), 1, grid.count(), width);
        try (Device device = latent.device()) {
            placed = placed.add(positions.to(device, placed.scalar_type()));
        }
        Tensor passed = pass(
                decoder, cat(new TensorVector(tokens.narrow(1, 0, 1), placed), 1), name -> weights.get(DECODER + name));
        Tensor restored = passed.narrow(1, 1, grid.count());
        return leave.apply(PatchOrder.pick(restored, order.hidden()), weights);
    }

    /** Through all blocks and the last norm; tokens keep their order. */
    private static Tensor pass(VisionEncoder network, Tensor values, Weights weights) {
        // With added positions blocks do not ask where a token is, so the shown patches may stand in one row.
        Tokens tokens = network.resume(values, new TokenGrid(1, (int) values.size(1) - 1), weights);
        Features features = network.rest(0, tokens, weights);
        return cat(new TensorVector(features.classToken().orElseThrow().unsqueeze(1), features.patches()), 1);
    }

    /** The values of each patch, shape (batch, patches, 3 * patch * patch). */
    private Tensor patches(Tensor images, TokenGrid grid) {
        int side = patch();
        return images.reshape(images.size(0), CHANNELS, grid.rows(), side, grid.columns(), side)
                .permute(0, 2, 4, 1, 3, 5)
                .reshape(images.size(0), grid.count(), (long) CHANNELS * side * side);
    }
}
