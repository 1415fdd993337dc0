package org.substantia.foundation.checkpoint.torch;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor as a pickle describes it: a view of a storage.
 *
 * @param offset of its first element, in elements
 * @param shape sizes
 * @param strides from one element to the next along each dimension, in elements
 */
@SuppressWarnings("ArrayRecordComponent") // lives and dies within this package
record StoredTensor(Storage storage, long offset, long[] shape, long[] strides) {
    /** Beyond this many elements, a tensor cannot have more than its storage has. */
    private static final long SMALL = 1 << 20;

    private static final int MAX_DIMENSIONS = 16;

    /** @param arguments of {@code _rebuild_tensor_v2}: storage, offset, size, stride, and what training needs */
    static StoredTensor ofArguments(List<Object> arguments) throws PickleException {
        if (arguments.size() < 4
                || !(arguments.get(0) instanceof Storage storage)
                || !(arguments.get(1) instanceof Long offset)
                || !(arguments.get(2) instanceof Tuple size)
                || !(arguments.get(3) instanceof Tuple stride)) {
            throw new PickleException("a tensor is not made of a storage, an offset, a size and a stride");
        }
        StoredTensor tensor = new StoredTensor(storage, offset, size.longs("size"), stride.longs("stride"));
        tensor.check();
        return tensor;
    }

    private void check() throws PickleException {
        if (shape.length != strides.length || shape.length > MAX_DIMENSIONS) {
            throw new PickleException("a tensor has " + shape.length + " sizes and " + strides.length + " strides");
        }
        try {
            long count = count();
            // A view of stride 0 may ask for any number of rows out of a single one.
            if (count > Math.max(SMALL, storage.count())) {
                throw new PickleException("a tensor of shape " + Arrays.toString(shape) + " is a view of "
                        + storage.count() + " numbers only");
            }
            if (offset < 0 || (count > 0 && Math.addExact(offset, reach()) >= storage.count())) {
                throw new PickleException("a tensor of shape " + Arrays.toString(shape) + " at " + offset
                        + " is not within its storage, which has " + storage.count() + " numbers");
            }
        } catch (ArithmeticException e) {
            throw new PickleException("a tensor has the shape " + Arrays.toString(shape) + ", which is too large");
        }
    }

    /** Number of elements. */
    long count() {
        if (Arrays.stream(shape).anyMatch(size -> size == 0)) {
            return 0;
        }
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /** From the first element to the last. */
    private long reach() {
        long reach = 0;
        for (int i = 0; i < shape.length; i++) {
            reach = Math.addExact(reach, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return reach;
    }

    /** Whether the elements lie in the storage in the order of the indices, the last one fastest. */
    boolean contiguous() {
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != step) {
                return false;
            }
            step *= Math.max(1, shape[i]);
        }
        return true;
    }
}
