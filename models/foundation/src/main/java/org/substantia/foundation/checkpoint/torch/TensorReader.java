package org.substantia.foundation.checkpoint.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.substantia.learning.weights.NamedTensor;

/** Makes tensors of their descriptions: those that lie in order are left where they are, views are copied. */
final class TensorReader {
    /** Views of one small storage may be many; together they are allowed what the file has, and this. */
    private static final long SPARE = 16 << 20;

    private final StorageBytes storages;
    private long copiable;

    /** @param fileLength in bytes */
    TensorReader(StorageBytes storages, long fileLength) {
        this.storages = storages;
        copiable = fileLength + SPARE;
    }

    /** @param named every storage that the file names, whether needed or not: one that is short tells of damage */
    List<NamedTensor> read(Map<String, StoredTensor> tensors, Set<Storage> named) throws IOException {
        for (Storage storage : named) {
            storages.of(storage);
        }
        List<NamedTensor> read = new ArrayList<>();
        for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
            StoredTensor tensor = entry.getValue();
            ByteBuffer data = tensor.contiguous() ? inPlace(tensor) : copied(tensor);
            try {
                read.add(new NamedTensor(entry.getKey(), tensor.storage().type().elements(), tensor.shape(), data));
            } catch (IllegalArgumentException e) {
                throw new PickleException(e.getMessage());
            }
        }
        return read;
    }

    private ByteBuffer inPlace(StoredTensor tensor) throws IOException {
        int width = width(tensor);
        ByteBuffer all = storages.of(tensor.storage());
        long count = tensor.count();
        return all.slice(count == 0 ? 0 : (int) (tensor.offset() * width), (int) (count * width));
    }

    private ByteBuffer copied(StoredTensor tensor) throws IOException {
        int width = width(tensor);
        long bytes = Math.multiplyExact(tensor.count(), (long) width);
        copiable -= bytes;
        if (copiable < 0 || bytes > Integer.MAX_VALUE - 8) {
            throw new PickleException("its tensors are views that repeat the same numbers beyond what it holds");
        }
        ByteBuffer source = storages.of(tensor.storage());
        ByteBuffer copy = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        long[] index = new long[tensor.shape().length];
        long at = tensor.offset();
        for (long done = 0; done < tensor.count(); done++) {
            for (int b = 0; b < width; b++) {
                copy.put(source.get((int) (at * width + b)));
            }
            at += advance(index, tensor);
        }
        return copy.flip();
    }

    /** To the next index, the last dimension first. */
    private static long advance(long[] index, StoredTensor tensor) {
        long move = 0;
        for (int i = index.length - 1; i >= 0; i--) {
            move += tensor.strides()[i];
            if (++index[i] < tensor.shape()[i]) {
                return move;
            }
            move -= tensor.strides()[i] * tensor.shape()[i];
            index[i] = 0;
        }
        return move;
    }

    private static int width(StoredTensor tensor) {
        return tensor.storage().type().elements().bytes();
    }
}
