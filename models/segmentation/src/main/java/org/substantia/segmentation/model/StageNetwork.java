package org.substantia.segmentation.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.Logits;
import org.substantia.learning.tensor.Tensors;
import org.substantia.segmentation.encoder.SegmenterNetwork;
import org.substantia.segmentation.encoder.SliceEncoder;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.SpaceToDepth;

/** The network of one stage with its weights, to predict with. Thread-safe: weights are only read. */
final class StageNetwork implements AutoCloseable {
    private final Stage stage;
    private final ComputeDevice device;
    private final SegmenterNetwork network;
    private final Parameters weights;

    /** @param encoder beside the network, if there is one; closed by whoever opened it */
    StageNetwork(Stage stage, Optional<SliceEncoder> encoder, ComputeDevice device) {
        this.stage = stage;
        this.device = device;
        this.network = new SegmenterNetwork(stage.topology(), encoder, device.precision());
        try (Device where = device.torchDevice()) {
            this.weights = network.initialize(0, where);
        }
    }

    Parameters weights() {
        return weights;
    }

    /** @param images one per modality, normalized, x fastest, of a size that the strides divide */
    List<Probabilities> apply(float[][] images, int nx, int ny, int nz) {
        SpaceToDepth layout =
                SpaceToDepth.of(List.of(nx, ny, nz), stage.topology().blockSize());
        List<Probabilities> heads = new ArrayList<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Tensor input = Tensors.of(layout.toChannels(images), layout.inputShape(images.length))
                    .permute(0, 4, 1, 2, 3)
                    .to(device.torchDevice(), ScalarType.Float);
            for (Tensor head : apply(input)) {
                int classes = (int) head.size(0);
                heads.add(new Probabilities(classes, layout.voxels(), layout.fromRows(Tensors.toFloats(head))));
            }
        }
        return heads;
    }

    /**
     * Probabilities (classes, voxels) of each head. To be called within a PointerScope, without gradient.
     *
     * @param input as {@link SegmenterNetwork#forward} takes it
     */
    List<Tensor> apply(Tensor input) {
        Logits logits = network.forward(input, weights, false);
        return logits.heads().stream()
                .map(head -> torch.softmax(head.to(ScalarType.Float), 0))
                .toList();
    }

    @Override
    public void close() {
        weights.close();
    }
}
