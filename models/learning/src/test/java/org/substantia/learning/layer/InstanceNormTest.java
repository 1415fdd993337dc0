package org.substantia.learning.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.tensor.Tensors;

@ExtendWith(RestoredThreads.class)
class InstanceNormTest {
    private static final int CHANNELS = 8;
    private static final long[] SHAPE = {1, CHANNELS, 12, 20, 16};

    /** Regression: label maps changed in some voxels with the number of threads. */
    @ParameterizedTest
    @EnumSource(
            value = ScalarType.class,
            names = {"BFloat16", "Float"})
    void predictsTheSameBytesOnAnyNumberOfThreads(ScalarType type) {
        List<float[]> results = new ArrayList<>();
        for (int count : List.of(1, 2, 3, 7)) {
            ComputeDevice.useThreads(count);
            results.add(normalized(type));
            assertThat(torch.get_num_threads()).isEqualTo(count);
        }

        assertThat(results).allSatisfy(result -> assertThat(result).containsExactly(results.get(0)));
    }

    @Test
    void everyChannelHasMeanZeroAndVarianceOne() {
        float[] values = normalized(ScalarType.Float);

        int voxels = values.length / CHANNELS;
        for (int c = 0; c < CHANNELS; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < voxels; i++) {
                double v = values[c * voxels + i];
                sum += v;
                squares += v * v;
            }
            assertThat(sum / voxels).isBetween(-1e-5, 1e-5);
            assertThat(squares / voxels).isBetween(0.9999, 1.0001);
        }
    }

    private static float[] normalized(ScalarType type) {
        float[] values = new float[CHANNELS * 12 * 20 * 16];
        RandomStream random = new RandomStream(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (5 + 3 * random.nextGaussian());
        }
        InstanceNorm norm = new InstanceNorm("norm", CHANNELS, 1);
        Declarations declarations = new Declarations();
        norm.declare(declarations);
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard();
                Device cpu = new Device("cpu")) {
            Tensor input = Tensors.of(values, SHAPE).to(type).contiguous(MemoryFormat.ChannelsLast3d);
            Parameters parameters = Parameters.initialize(declarations, 0, cpu);
            return Tensors.toFloats(norm.apply(input, parameters).to(ScalarType.Float));
        }
    }
}
