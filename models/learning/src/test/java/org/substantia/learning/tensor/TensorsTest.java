package org.substantia.learning.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.substantia.learning.device.NativeLibraries;

class TensorsTest {
    @BeforeAll
    static void load() throws Exception {
        NativeLibraries.load();
    }

    /** Regression: comparing the types by == is never true, so that the quicker kernels for float32 were not used. */
    @Test
    void knowsFloat32() {
        try (Tensor single = Tensors.of(new float[6], 2, 3);
                Tensor half = single.to(ScalarType.BFloat16);
                Tensor bytes = Tensors.of(new byte[6], 2, 3)) {
            assertThat(Tensors.isFloat32(single)).isTrue();
            assertThat(Tensors.isFloat32(half)).isFalse();
            assertThat(Tensors.isFloat32(bytes)).isFalse();
        }
    }
}
