package org.substantia.learning.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedTensorTest {
    private static final NamedTensor TWO =
            NamedTensor.ofFloats("w", TensorType.F32, new long[] {2}, new float[] {1, 2});

    @Test
    void keepsItsShapeAndElementsFromItsUsers() {
        long[] shape = {2};
        NamedTensor tensor = NamedTensor.ofFloats("w", TensorType.F32, shape, new float[] {1, 2});
        shape[0] = 7;
        tensor.shape()[0] = 7;
        tensor.floats()[0] = 7;
        tensor.data().position(4);
        assertThat(tensor).isEqualTo(TWO).hasSameHashCodeAs(TWO);
        assertThat(tensor.shape()).containsExactly(2);
        assertThat(tensor.floats()).containsExactly(1, 2);
        assertThatThrownBy(() -> tensor.data().put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void differsByNameTypeShapeOrContent() {
        float[] values = {1, 2};
        assertThat(TWO)
                .isNotEqualTo(NamedTensor.ofFloats("v", TensorType.F32, new long[] {2}, values))
                .isNotEqualTo(NamedTensor.ofFloats("w", TensorType.F16, new long[] {2}, values))
                .isNotEqualTo(NamedTensor.ofFloats("w", TensorType.F32, new long[] {1, 2}, values))
                .isNotEqualTo(NamedTensor.ofFloats("w", TensorType.F32, new long[] {2}, new float[] {1, 3}));
    }

    @Test
    void givesItsElementsOnlyInTheirOwnKind() {
        NamedTensor steps = NamedTensor.ofLongs("steps", new long[] {}, new long[] {1L << 40});
        NamedTensor state = NamedTensor.ofBytes("state", new byte[] {3, -1});
        assertThat(steps.longs()).containsExactly(1L << 40);
        assertThat(steps.elements()).isEqualTo(1);
        assertThat(state.bytes()).containsExactly(3, -1);
        assertThatThrownBy(steps::floats)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor 'steps' holds I64, not floats");
        assertThatThrownBy(state::longs).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(TWO::bytes).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rejectsShapesThatTheElementsDoNotFill() {
        assertThatThrownBy(() -> NamedTensor.ofFloats("w", TensorType.F16, new long[] {2, 2}, new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 'w' of shape [2, 2] needs 8 bytes of F16, got 6");
        assertThatThrownBy(() -> new NamedTensor("w", TensorType.U8, new long[] {-1, -1}, ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shape [-1, -1] has a negative size");
        assertThatThrownBy(() ->
                        new NamedTensor("w", TensorType.U8, new long[] {1L << 32, 1L << 32}, ByteBuffer.allocate(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void aHugeShapeWithAZeroIsEmpty() {
        NamedTensor empty =
                new NamedTensor("w", TensorType.F32, new long[] {1L << 40, 1L << 40, 0}, ByteBuffer.allocate(0));
        assertThat(empty.elements()).isZero();
    }

    @Test
    void namesMustBeFreeAndTheirOwn() {
        assertThatThrownBy(() -> NamedTensor.ofBytes("__metadata__", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TensorFile.of(Map.of(), List.of(TWO, TWO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two tensors are named 'w'");
        assertThatThrownBy(() -> new TensorFile(Map.of(), Map.of("v", TWO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 'w' stands under 'v'");
    }
}
