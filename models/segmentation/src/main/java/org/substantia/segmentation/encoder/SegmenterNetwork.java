package org.substantia.segmentation.encoder;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.network.Logits;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.network.Topology;

/**
 * The network of a stage: a U-Net, and beside it an encoder, if the stage has one. Its trained weights come with each
 * call. Immutable and safe to share.
 */
public final class SegmenterNetwork {
    private final ResidualUNet network;
    private final Optional<SliceEncoder> encoder;
    private final Optional<LateralMaps> lateral;

    /** @param encoder stays open as long as this is used, and is closed by whoever opened it */
    public SegmenterNetwork(Topology topology, Optional<SliceEncoder> encoder, Precision precision) {
        this.network = new ResidualUNet(topology, precision);
        this.encoder = encoder;
        this.lateral =
                encoder.map(beside -> new LateralMaps(topology, beside.branch().features()));
    }

    /** Whether a parameter of this name belongs to what comes from the encoder. */
    public static boolean isLateral(String name) {
        return name.startsWith(LateralMaps.PREFIX);
    }

    private Declarations declarations() {
        Declarations declarations = network.declarations();
        lateral.ifPresent(maps -> maps.declare(declarations));
        return declarations;
    }

    /** Fresh weights. The same seed gives the same weights, whether there is an encoder or not. */
    public Parameters initialize(long seed, Device device) {
        return Parameters.initialize(declarations(), seed, device);
    }

    /** As {@link ResidualUNet#forward}. */
    public Logits forward(Tensor input, Weights weights, boolean auxiliary) {
        if (encoder.isEmpty()) {
            return network.forward(input, weights, auxiliary);
        }
        SliceEncoder.Seen seen = encoder.get().see(input, network.topology());
        long[] finest = {input.size(2), input.size(3), input.size(4)};
        Map<Integer, Tensor> maps = lateral.orElseThrow().apply(seen, finest, weights);
        return network.forward(input, maps, weights, auxiliary);
    }
}
