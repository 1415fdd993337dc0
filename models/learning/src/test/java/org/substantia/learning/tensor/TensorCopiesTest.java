package org.substantia.learning.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

class TensorCopiesTest {
    private static TensorFile file(NamedTensor... tensors) {
        return TensorFile.of(Map.of(), List.of(tensors));
    }

    private static NamedTensor stored(String name, long... shape) {
        int count = 1;
        for (long n : shape) {
            count *= (int) n;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return NamedTensor.ofFloats(name, TensorType.F16, shape, values);
    }

    @Test
    void restoresByName() throws Exception {
        try (Tensor tensor = Tensors.of(new float[6], 2, 3)) {
            TensorCopies.restore("model.safetensors", file(stored("net.a", 2, 3)), "net.", Map.of("a", tensor));

            assertThat(Tensors.toFloats(tensor)).containsExactly(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void aMissingTensorIsOneLineThatNamesIt() {
        try (Tensor tensor = Tensors.of(new float[6], 2, 3)) {
            assertThatThrownBy(() -> TensorCopies.restore("m", file(stored("b", 2, 3)), "", Map.of("a", tensor)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageStartingWith("m")
                    .hasMessageContaining("lacks the tensor a")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aWrongShapeIsOneLineThatTellsBoth() {
        try (Tensor tensor = Tensors.of(new float[6], 2, 3)) {
            assertThatThrownBy(() -> TensorCopies.restore("m", file(stored("a", 3, 2)), "", Map.of("a", tensor)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("[3, 2]")
                    .hasMessageContaining("[2, 3]")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void wholeNumbersAreNoWeights() {
        try (Tensor tensor = Tensors.of(new float[2], 2)) {
            NamedTensor longs = NamedTensor.ofLongs("a", new long[] {2}, new long[2]);
            assertThatThrownBy(() -> TensorCopies.restore("m", file(longs), "", Map.of("a", tensor)))
                    .hasMessageContaining("not real numbers");
        }
    }
}
