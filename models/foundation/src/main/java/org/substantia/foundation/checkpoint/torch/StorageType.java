package org.substantia.foundation.checkpoint.torch;

import java.util.Optional;
import org.substantia.learning.weights.TensorType;

/** The number types of torch's storages, by their class names. */
enum StorageType {
    DOUBLE("DoubleStorage", TensorType.F64),
    FLOAT("FloatStorage", TensorType.F32),
    HALF("HalfStorage", TensorType.F16),
    BFLOAT16("BFloat16Storage", TensorType.BF16),
    LONG("LongStorage", TensorType.I64),
    INT("IntStorage", TensorType.I32),
    SHORT("ShortStorage", TensorType.I16),
    CHAR("CharStorage", TensorType.I8),
    BYTE("ByteStorage", TensorType.U8),
    BOOL("BoolStorage", TensorType.BOOL);

    private final String className;
    private final TensorType elements;

    StorageType(String className, TensorType elements) {
        this.className = className;
        this.elements = elements;
    }

    TensorType elements() {
        return elements;
    }

    /** @param name of a class in the package {@code torch} */
    static Optional<StorageType> named(String name) {
        for (StorageType type : values()) {
            if (type.className.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
