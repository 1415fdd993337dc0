package org.substantia.foundation.checkpoint.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, sound or not. */
final class Pickle {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Protocol 2, as torch writes it. */
    Pickle() {
        op(0x80).op(2);
    }

    byte[] stop() {
        return op('.').bytes.toByteArray();
    }

    Pickle op(int value) {
        bytes.write(value);
        return this;
    }

    Pickle ops(String opcodes) {
        bytes.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    Pickle int32(int value) {
        return ops("J").little(4, value);
    }

    Pickle long1(long value) {
        return op(0x8a).op(8).little(8, value);
    }

    Pickle number(double value) {
        bytes.write('G');
        bytes.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
        return this;
    }

    Pickle text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        ops("X").little(4, utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    Pickle global(String module, String name) {
        return ops("c" + module + "\n" + name + "\n");
    }

    Pickle storage(String type, String key, int count) {
        return ops("(").text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .int32(count)
                .ops("tQ");
    }

    /** {@code _rebuild_tensor_v2(storage, offset, size, stride, False, OrderedDict())}. */
    Pickle tensor(String type, String key, int count, int offset, int[] size, int[] stride) {
        global("torch._utils", "_rebuild_tensor_v2")
                .ops("(")
                .storage(type, key, count)
                .int32(offset);
        ints(size).ints(stride).op(0x89);
        return orderedDict().ops("tR");
    }

    Pickle ints(int... values) {
        ops("(");
        for (int value : values) {
            int32(value);
        }
        return ops("t");
    }

    Pickle orderedDict() {
        return global("collections", "OrderedDict").ops(")R");
    }

    Pickle little(int count, long value) {
        byte[] little = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        bytes.write(little, 0, count);
        return this;
    }
}
