package org.substantia.segmentation.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorType;

class NarrowedWeightsTest {
    private static NamedTensor wider(float[] values, long... shape) {
        return NamedTensor.ofFloats("w", TensorType.F32, shape, values);
    }

    private static Declaration of(Long... shape) {
        return new Declaration("w", List.of(shape), Initialization.constant(0), true);
    }

    @Test
    void keepsEverySecondChannelAndTheSizeOfASum() {
        NamedTensor wide = wider(new float[] {11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34, 41, 42, 43, 44}, 4, 4);

        // Of rows and columns 1 and 3; two inputs of four are left, so each counts twice.
        assertThat(NarrowedWeights.of(wide, of(2L, 2L)).orElseThrow()).containsExactly(22, 26, 62, 66);
    }

    @Test
    void doesNotScaleAVector() {
        assertThat(NarrowedWeights.of(wider(new float[] {1, 2, 3, 4}, 4), of(2L))
                        .orElseThrow())
                .containsExactly(1, 3);
    }

    @Test
    void ofTheSameShapeIsTheSame() {
        float[] values = {1, 2, 3, 4, 5, 6};
        assertThat(NarrowedWeights.of(wider(values, 3, 2), of(3L, 2L)).orElseThrow())
                .containsExactly(values);
    }

    @Test
    void hasNothingForAWiderTensorOrOneOfOtherAxes() {
        NamedTensor wide = wider(new float[4], 2, 2);
        assertThat(NarrowedWeights.of(wide, of(3L, 2L))).isEmpty();
        assertThat(NarrowedWeights.of(wide, of(2L))).isEmpty();
    }
}
