package org.substantia.learning.tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Java arrays to tensors and back, by one copy. A tensor made here owns its memory (tensors made of pointers only
 * borrow theirs, which the pointer then frees).
 */
public final class Tensors {
    private Tensors() {}

    /** A float32 tensor of that shape in main memory. */
    public static Tensor of(float[] values, long... shape) {
        Tensor tensor = torch.empty(
                shape, new TensorOptions(ScalarType.Float), new org.bytedeco.pytorch.MemoryFormatOptional());
        check(tensor, values.length);
        tensor.data_ptr_float().put(values);
        return tensor;
    }

    /** An uint8 tensor of that shape in main memory. */
    public static Tensor of(byte[] values, long... shape) {
        Tensor tensor =
                torch.empty(shape, new TensorOptions(ScalarType.Byte), new org.bytedeco.pytorch.MemoryFormatOptional());
        check(tensor, values.length);
        new BytePointer(tensor.data_ptr()).put(values);
        return tensor;
    }

    /** The values in the order of the indices, last index fastest. */
    public static float[] toFloats(Tensor tensor) {
        Tensor plain = tensor.to(ScalarType.Float).cpu().contiguous(MemoryFormat.Contiguous);
        float[] values = new float[Math.toIntExact(plain.numel())];
        FloatPointer pointer = plain.data_ptr_float();
        pointer.get(values);
        return values;
    }

    /** Whether its numbers are of 32 bits. (A type that a tensor names is not the constant itself: == never holds.) */
    public static boolean isFloat32(Tensor tensor) {
        return tensor.scalar_type().intern() == ScalarType.Float;
    }

    private static void check(Tensor tensor, int length) {
        if (tensor.numel() != length) {
            throw new IllegalArgumentException(length + " values do not fill a tensor of " + tensor.numel());
        }
    }
}
