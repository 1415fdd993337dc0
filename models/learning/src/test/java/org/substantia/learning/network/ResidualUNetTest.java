package org.substantia.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.Tensors;

class ResidualUNetTest {
    private static final List<Integer> ONE = List.of(1, 1, 1);
    private static final Topology SMALL = new Topology(
            2,
            List.of(2, 2, 1),
            List.of(
                    new Topology.Level(8, ONE, 1),
                    new Topology.Level(8, List.of(2, 2, 1), 1),
                    new Topology.Level(16, List.of(2, 2, 2), 1)),
            List.of(4, 3));
    private static final int POSITIONS = 4 * 8 * 8;

    private static float[] noise(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Z, Y, X = 4, 8, 8 positions of 2 x 2 x 1 voxels and 2 images. */
    private static Tensor input() {
        return Tensors.of(noise(POSITIONS * 8, 3), 1, 4, 8, 8, 8).permute(0, 4, 1, 2, 3);
    }

    private static float[] firstHead(Precision precision, long seed) {
        ResidualUNet network = new ResidualUNet(SMALL, precision);
        try (PointerScope scope = new PointerScope()) {
            Parameters weights = network.initialize(seed, new Device("cpu"));
            float[] out = Tensors.toFloats(
                    network.forward(input(), weights, false).heads().get(0).detach());
            weights.close();
            return out;
        }
    }

    @Test
    void givesLogitsForEveryVoxelAndHead() {
        ResidualUNet network = new ResidualUNet(SMALL, Precision.FP32);
        try (PointerScope scope = new PointerScope();
                Parameters weights = network.initialize(1, new Device("cpu"))) {
            Logits logits = network.forward(input(), weights, true);

            assertThat(logits.heads().get(0).shape()).containsExactly(4, POSITIONS * 4L);
            assertThat(logits.heads().get(1).shape()).containsExactly(3, POSITIONS * 4L);
            assertThat(logits.auxiliary()).hasSize(1);
            assertThat(logits.auxiliary().get(0).shape()).containsExactly(4, 4 * 4 * 4L);
        }
    }

    @Test
    void sameSeedGivesTheSameNetwork() {
        assertThat(firstHead(Precision.FP32, 5)).isEqualTo(firstHead(Precision.FP32, 5));
        assertThat(firstHead(Precision.FP32, 5)).isNotEqualTo(firstHead(Precision.FP32, 6));
    }

    @Test
    void bfloat16AgreesWithFloat32ToItsPrecision() {
        float[] exact = firstHead(Precision.FP32, 5);
        float[] rounded = firstHead(Precision.BF16, 5);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < exact.length; i++) {
            difference += Math.pow(exact[i] - rounded[i], 2);
            size += exact[i] * exact[i];
        }
        assertThat(Math.sqrt(difference / size)).isLessThan(0.03);
    }

    /**
     * The gradient of a convolution with few outputs in bfloat16 read memory that nothing was written to (oneDNN on
     * processors with AVX-512 BF16 and without AMX): the same step gave another gradient, often an infinite one. In the
     * precision that this processor trains in, since bfloat16 without instructions for it takes minutes.
     */
    @Test
    void theSameStepGivesTheSameFiniteGradient() throws Exception {
        Topology wide = new Topology(
                3,
                List.of(2, 2, 1),
                List.of(
                        new Topology.Level(32, ONE, 0),
                        new Topology.Level(64, List.of(2, 2, 1), 0),
                        new Topology.Level(64, List.of(2, 2, 2), 0)),
                List.of(9));
        Precision precision = ComputeDevice.choose("cpu", "auto").precision();
        ResidualUNet network = new ResidualUNet(wide, precision);
        try (PointerScope scope = new PointerScope();
                Parameters weights = network.initialize(1, new Device("cpu"))) {
            double first = Double.NaN;
            for (int repeat = 0; repeat < 12; repeat++) {
                double norm = gradientNorm(network, weights);
                assertThat(norm).isFinite().isPositive();
                if (repeat > 0) {
                    assertThat(norm).isCloseTo(first, within(0.01 * first));
                }
                first = repeat == 0 ? norm : first;
            }
        }
    }

    private static double gradientNorm(ResidualUNet network, Parameters weights) {
        try (PointerScope scope = new PointerScope()) {
            Tensor input =
                    Tensors.of(noise(8 * 32 * 32 * 12, 3), 1, 8, 32, 32, 12).permute(0, 4, 1, 2, 3);
            network.forward(input, weights, true)
                    .auxiliary()
                    .get(0)
                    .square()
                    .mean()
                    .backward();
            double squares = 0;
            for (Tensor weight : weights.tensors().values()) {
                Tensor gradient = weight.grad();
                if (gradient.defined()) {
                    squares += gradient.square().sum().item_double();
                    gradient.zero_();
                }
            }
            return Math.sqrt(squares);
        }
    }

    @Test
    void everyWeightGetsAGradient() {
        ResidualUNet network = new ResidualUNet(SMALL, Precision.BF16);
        try (PointerScope scope = new PointerScope();
                Parameters weights = network.initialize(1, new Device("cpu"))) {
            Logits logits = network.forward(input(), weights, true);
            Tensor sum = logits.heads().get(0).sum().add(logits.heads().get(1).sum());
            for (Tensor auxiliary : logits.auxiliary()) {
                sum = sum.add(auxiliary.pow(new org.bytedeco.pytorch.Scalar(2)).sum());
            }
            sum.backward();

            weights.tensors()
                    .forEach((name, tensor) ->
                            assertThat(tensor.grad().defined()).as(name).isTrue());
        }
    }

    @Test
    void countsItsWeights() {
        ResidualUNet network = new ResidualUNet(new Topology(1, ONE, SMALL.levels(), List.of(2)), Precision.FP32);
        try (Parameters weights = network.initialize(1, new Device("cpu"))) {
            int stem = 27 * 8 + 16;
            int blocks = 4 * 2 * (27 * 64 + 16) + 2 * (27 * 256 + 32);
            int down = 27 * 64 + 16 + 27 * 128 + 32;
            int up = 16 * 8 + 16 + 64 + 16;
            int head = 9 * 8 * 2 + 2 + 8 * 2 + 2;
            assertThat(weights.count()).isEqualTo(stem + blocks + down + up + head);
        }
    }

    @Test
    void rejectsInvalidTopologies() {
        assertThatThrownBy(() -> new Topology(1, ONE, SMALL.levels().subList(0, 1), List.of(2)))
                .hasMessageContaining("two levels");
        assertThatThrownBy(() -> new Topology(1, List.of(2, 2), SMALL.levels(), List.of(2)))
                .hasMessageContaining("three numbers");
        assertThatThrownBy(() -> new Topology(1, ONE, SMALL.levels(), List.of(1)))
                .hasMessageContaining("two classes");
        assertThat(SMALL.multiple(0)).isEqualTo(8);
        assertThat(SMALL.multiple(2)).isEqualTo(2);
    }

    @Test
    void tensorsKeepTheValuesOfArrays() {
        float[] values = noise(60, 2);
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.toFloats(Tensors.of(values, 3, 4, 5))).isEqualTo(values);
            float[] turned = Tensors.toFloats(Tensors.of(values, 3, 20).t());
            assertThat(turned[1]).isCloseTo(values[20], within(0f));
        }
        assertThatThrownBy(() -> Tensors.of(values, 7)).hasMessageContaining("do not fill");
    }
}
