package org.substantia.learning.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.tensor.Tensors;

@ExtendWith(RestoredThreads.class)
class Convolution3dTest {
    private static final Offset<Float> ROUNDING = Offset.offset(2e-5f);
    private static final List<Integer> CUBE = List.of(3, 3, 3);

    /** The sizes lie on both sides of libtorch's own limit for oneDNN, in float32 and one example: 20,480. */
    static Stream<Case> cases() {
        Convolution3d cube = Convolution3d.of("c", 3, 4, CUBE);
        return Stream.of(
                new Case(cube, 6, 5, 4),
                new Case(cube, 41, 40, 4),
                new Case(cube, 42, 41, 4),
                new Case(cube.withBias(), 6, 5, 4),
                new Case(cube.withStride(List.of(2, 2, 1)), 8, 6, 5),
                new Case(Convolution3d.of("c", 8, 5, List.of(3, 3, 1)).withBias(), 7, 6, 5),
                new Case(Convolution3d.pointwise("c", 16, 8), 5, 4, 3));
    }

    private record Case(Convolution3d convolution, int nx, int ny, int nz) {
        long[] shape() {
            return new long[] {1, convolution.inputs(), nz, ny, nx};
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void addsUpEachNeighborhood(Case given) {
        Convolved convolved = convolved(given, ScalarType.Float);

        assertThat(convolved.result()).containsExactly(byTheBook(given, convolved), ROUNDING);
    }

    /** Moving one weight by a little moves the sum of the outputs as the gradient says. */
    @ParameterizedTest
    @MethodSource("cases")
    void hasTheGradientOfThatSum(Case given) {
        try (PointerScope scope = new PointerScope();
                Device cpu = new Device("cpu")) {
            Parameters parameters = parameters(given, cpu);
            Tensor weight = parameters.get("c.weight");
            given.convolution().apply(input(given), parameters).sum().backward();

            float[] gradient = Tensors.toFloats(weight.grad());

            Convolved convolved = convolved(given, ScalarType.Float);
            float[] inputs = convolved.input();
            assertThat(gradient).hasSize(convolved.weights().length);
            for (int w = 0; w < gradient.length; w += 1 + gradient.length / 8) {
                int moved = w;
                double slope = sum(given, inputs, i -> i == moved ? 1 : 0);
                assertThat((double) gradient[w]).isCloseTo(slope, Offset.offset(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void predictsTheSameBytesOnAnyNumberOfThreads(Case given) {
        for (ScalarType type : List.of(ScalarType.Float, ScalarType.BFloat16)) {
            List<float[]> results = new ArrayList<>();
            for (int count : List.of(1, 2, 3, 7)) {
                ComputeDevice.useThreads(count);
                results.add(convolved(given, type).result());
            }

            assertThat(results).allSatisfy(result -> assertThat(result).containsExactly(results.get(0)));
        }
    }

    /** All in the order of the tensors' indices, last index fastest. */
    @SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
    private record Convolved(float[] input, float[] weights, float[] biases, float[] result) {}

    private static Convolved convolved(Case given, ScalarType type) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard();
                Device cpu = new Device("cpu")) {
            Parameters parameters = parameters(given, cpu);
            Tensor input = input(given);
            return new Convolved(
                    Tensors.toFloats(input),
                    Tensors.toFloats(parameters.get("c.weight")),
                    given.convolution().bias() ? Tensors.toFloats(parameters.get("c.bias")) : new float[0],
                    Tensors.toFloats(given.convolution().apply(input.to(type), parameters)));
        }
    }

    private static Parameters parameters(Case given, Device device) {
        Declarations declarations = new Declarations();
        given.convolution().declare(declarations);
        RandomStream random = new RandomStream(7);
        return Parameters.of(declarations, declared -> gaussian(random, declared.dimensions()), device);
    }

    private static Tensor input(Case given) {
        float[] values = gaussian(new RandomStream(3), given.shape());
        return Tensors.of(values, given.shape()).contiguous(MemoryFormat.ChannelsLast3d);
    }

    private static float[] gaussian(RandomStream random, long[] shape) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.2 * random.nextGaussian());
        }
        return values;
    }

    private static float[] byTheBook(Case given, Convolved convolved) {
        Convolution3d c = given.convolution();
        int ox = outputs(given.nx(), c.stride().get(0));
        int oy = outputs(given.ny(), c.stride().get(1));
        int oz = outputs(given.nz(), c.stride().get(2));
        float[] result = new float[c.outputs() * ox * oy * oz];
        int i = 0;
        for (int o = 0; o < c.outputs(); o++) {
            for (int z = 0; z < oz; z++) {
                for (int y = 0; y < oy; y++) {
                    for (int x = 0; x < ox; x++) {
                        double constant = c.bias() ? convolved.biases()[o] : 0;
                        result[i++] = (float) (constant
                                + at(given, o, x, y, z, convolved.input(), w -> convolved
                                        .weights()[w]));
                    }
                }
            }
        }
        return result;
    }

    private static double sum(Case given, float[] input, IntToDoubleFunction weights) {
        Convolution3d c = given.convolution();
        double sum = 0;
        for (int o = 0; o < c.outputs(); o++) {
            for (int z = 0; z < outputs(given.nz(), c.stride().get(2)); z++) {
                for (int y = 0; y < outputs(given.ny(), c.stride().get(1)); y++) {
                    for (int x = 0; x < outputs(given.nx(), c.stride().get(0)); x++) {
                        sum += at(given, o, x, y, z, input, weights);
                    }
                }
            }
        }
        return sum;
    }

    private static int outputs(int size, int stride) {
        return (size - 1) / stride + 1;
    }

    private static double at(Case given, int output, int x, int y, int z, float[] input, IntToDoubleFunction weights) {
        Convolution3d c = given.convolution();
        int kx = c.kernel().get(0);
        int ky = c.kernel().get(1);
        int kz = c.kernel().get(2);
        double sum = 0;
        for (int channel = 0; channel < c.inputs(); channel++) {
            for (int tap = 0; tap < kx * ky * kz; tap++) {
                int ix = x * c.stride().get(0) + tap % kx - kx / 2;
                int iy = y * c.stride().get(1) + tap / kx % ky - ky / 2;
                int iz = z * c.stride().get(2) + tap / (kx * ky) - kz / 2;
                if (ix >= 0 && iy >= 0 && iz >= 0 && ix < given.nx() && iy < given.ny() && iz < given.nz()) {
                    int voxel = ((channel * given.nz() + iz) * given.ny() + iy) * given.nx() + ix;
                    int weight = (output * c.inputs() + channel) * kx * ky * kz + tap;
                    sum += input[voxel] * weights.applyAsDouble(weight);
                }
            }
        }
        return sum;
    }
}
