package org.substantia.segmentation.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.Topology;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.plan.EncoderBranch;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.SpaceToDepth;

class SegmenterNetworkTest {
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);
    private static final Stage STAGE = TinyPlan.plan().segmenter();
    private static final Topology TOPOLOGY = STAGE.topology();
    private static final int NX = 32;
    private static final int NY = 24;
    private static final int NZ = 12;
    /** Size of the second level: half of the first in every axis, which is half of the voxels in the slice. */
    private static final int[] COARSE = {NX / 4, NY / 4, NZ / 2};

    private SliceEncoder encoder;

    @BeforeEach
    void open() throws IOException {
        EncoderBranch branch = SliceEncoder.usualBranch(EncoderFile.open(BuiltIn.PATH), STAGE);
        encoder = SliceEncoder.open("test", branch, Optional.empty(), CPU);
    }

    @AfterEach
    void close() {
        encoder.close();
    }

    private static float[][] images(long seed) {
        RandomStream random = new RandomStream(seed);
        float[][] images = new float[TOPOLOGY.inputs()][NX * NY * NZ];
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) random.nextGaussian();
            }
        }
        return images;
    }

    private static Tensor input(float[][] images) {
        SpaceToDepth layout = SpaceToDepth.of(STAGE.patch(), TOPOLOGY.blockSize());
        return Tensors.of(layout.toChannels(images), layout.inputShape(images.length))
                .permute(0, 4, 1, 2, 3);
    }

    @Test
    void takesFourBlocksAndNoFewerPixelsThanVoxels() {
        EncoderBranch branch = encoder.branch();
        assertThat(branch.blocks()).containsExactly(0, 1, 2, 3);
        assertThat(branch.features()).isEqualTo(512);
        assertThat(branch.size()).isEqualTo(96);
        assertThat(branch.license()).contains("Apache-2.0");
        assertThat(EncoderBranch.usualBlocks(12)).containsExactly(2, 5, 8, 11);
        assertThat(EncoderBranch.usualBlocks(2)).containsExactly(0, 1);
    }

    @Test
    void beginsAtTheNetworkAsItIsAndChangesItOnceItsMatricesAreNotZero() {
        SegmenterNetwork plain = new SegmenterNetwork(TOPOLOGY, Optional.empty(), Precision.FP32);
        SegmenterNetwork beside = new SegmenterNetwork(TOPOLOGY, Optional.of(encoder), Precision.FP32);
        try (Device cpu = new Device("cpu");
                Parameters plainWeights = plain.initialize(7, cpu);
                Parameters weights = beside.initialize(7, cpu);
                PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Tensor input = input(images(1));
            float[] expected = answer(plain, input, plainWeights);
            assertThat(answer(beside, input, weights)).isEqualTo(expected);
            assertThat(weights.tensors().keySet())
                    .filteredOn(SegmenterNetwork::isLateral)
                    .containsExactly("lateral1.weight", "lateral1.bias");

            weights.get("lateral1.weight").add_(new Scalar(0.01));

            assertThat(answer(beside, input, weights)).isNotEqualTo(expected);
        }
    }

    private static float[] answer(SegmenterNetwork network, Tensor input, Parameters weights) {
        return Tensors.toFloats(network.forward(input, weights, false).heads().get(0));
    }

    @Test
    void learnsOnlyTheMatricesAndTheUNet() {
        SegmenterNetwork beside = new SegmenterNetwork(TOPOLOGY, Optional.of(encoder), Precision.FP32);
        try (Device cpu = new Device("cpu");
                Parameters weights = beside.initialize(7, cpu);
                PointerScope scope = new PointerScope()) {
            beside.forward(input(images(1)), weights, false)
                    .heads()
                    .get(0)
                    .sum()
                    .backward();

            assertThat(weights.trainable().keySet()).contains("lateral1.weight");
            assertThat(Tensors.toFloats(weights.get("lateral1.weight").grad()))
                    .as("the first step moves them away from 0")
                    .isNotEqualTo(new float[8 * 512]);
        }
    }

    /** What changes in the image changes the maps at the same place, most of all. */
    @Test
    void mapsLieWhereTheEncoderLooked() {
        int[] spot = {24, 6, 8};
        float[][] images = new float[TOPOLOGY.inputs()][NX * NY * NZ];
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            float[] without = map(images);
            for (int z = spot[2] - 1; z <= spot[2]; z++) {
                for (int y = spot[1] - 2; y <= spot[1] + 2; y++) {
                    for (int x = spot[0] - 2; x <= spot[0] + 2; x++) {
                        images[0][(z * NY + y) * NX + x] = 3;
                    }
                }
            }
            float[] with = map(images);
            int most = 0;
            for (int i = 1; i < with.length; i++) {
                if (Math.abs(with[i] - without[i]) > Math.abs(with[most] - without[most])) {
                    most = i;
                }
            }
            assertThat(most % COARSE[0]).as("x").isBetween(spot[0] / 4 - 1, spot[0] / 4 + 1);
            assertThat(most / COARSE[0] % COARSE[1]).as("y").isBetween(spot[1] / 4 - 1, spot[1] / 4 + 1);
            assertThat(most / COARSE[0] / COARSE[1]).as("z").isBetween(spot[2] / 2 - 1, spot[2] / 2);
        }
    }

    /** The squared features of every place of the second level, summed. */
    private float[] map(float[][] images) {
        LateralMaps maps = new LateralMaps(TOPOLOGY, encoder.branch().features());
        int channels = TOPOLOGY.levels().get(1).channels();
        int features = encoder.branch().features();
        float[] mixing = new float[channels * features];
        RandomStream random = new RandomStream(3);
        for (int i = 0; i < mixing.length; i++) {
            mixing[i] = (float) random.nextGaussian();
        }
        Map<String, Tensor> weights = Map.of(
                "lateral1.weight", Tensors.of(mixing, channels, features),
                "lateral1.bias", Tensors.of(new float[channels], channels));
        Tensor input = input(images);
        Tensor map = maps.apply(encoder.see(input, TOPOLOGY), new long[] {NZ, NY / 2, NX / 2}, weights::get)
                .get(1);
        assertThat(map.shape()).containsExactly(1, channels, COARSE[2], COARSE[1], COARSE[0]);
        float[] all = Tensors.toFloats(map);
        float[] first = new float[all.length / channels];
        System.arraycopy(all, 0, first, 0, first.length);
        return first;
    }

    @Test
    void aPlanThatAsksForOtherBlocksIsRefused() {
        EncoderBranch branch = encoder.branch();
        EncoderBranch deeper =
                new EncoderBranch(branch.encoder(), branch.license(), List.of(3, 11), branch.width(), branch.size());
        assertThatThrownBy(() -> SliceEncoder.open("model", deeper, Optional.empty(), CPU))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model: its plan asks for blocks [3, 11]");
        assertThatThrownBy(
                        () -> new EncoderBranch(branch.encoder(), branch.license(), List.of(3, 3), 128, branch.size()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
