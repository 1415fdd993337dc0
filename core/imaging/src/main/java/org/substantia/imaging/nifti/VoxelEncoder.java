package org.substantia.imaging.nifti;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.substantia.imaging.LabelMap;

/** Puts values on disk as the numbers of a datatype, block by block. For one thread. */
final class VoxelEncoder {
    private static final int BLOCK_BYTES = 1 << 16;

    private final Datatype datatype;
    private final OutputStream out;
    private final ByteBuffer block;

    VoxelEncoder(Datatype datatype, ByteOrder order, OutputStream out) {
        this.datatype = datatype;
        this.out = out;
        this.block = ByteBuffer.allocate(BLOCK_BYTES).order(order);
    }

    /** Puts a number of an integer datatype, which must lie within it. */
    void put(long value) throws IOException {
        makeRoom();
        switch (datatype.bytes()) {
            case 1 -> block.put((byte) value);
            case 2 -> block.putShort((short) value);
            case 4 -> block.putInt((int) value);
            default -> block.putLong(value);
        }
    }

    /** Puts all labels of a map of bytes, for the datatype uint8. */
    void put(LabelMap labels) throws IOException {
        int all = labels.geometry().voxelCount();
        for (int from = 0; from < all; ) {
            makeRoom();
            int count = Math.min(block.remaining(), all - from);
            labels.copyBytes(from, block.array(), block.position(), count);
            block.position(block.position() + count);
            from += count;
        }
    }

    /** Puts a number of a floating point datatype. */
    void put(float value) throws IOException {
        makeRoom();
        if (datatype == Datatype.FLOAT32) {
            block.putFloat(value);
        } else {
            block.putDouble(value);
        }
    }

    private void makeRoom() throws IOException {
        if (block.remaining() == 0) {
            flush();
        }
    }

    /** Hands on what has gathered; needed after the last number. */
    void flush() throws IOException {
        out.write(block.array(), 0, block.position());
        block.clear();
    }
}
