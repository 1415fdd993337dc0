package org.substantia.imaging.nifti;

import java.nio.ByteBuffer;

/**
 * Turns stored numbers into values, one block at a time: put bytes into {@link #block()}, then ask for its values. Bulk
 * copies out of buffer views leave the byte order to the virtual machine, and keep the loops so plain that they are
 * quick before they are compiled. For one thread.
 */
final class VoxelDecoder {
    private static final int MAX_BLOCK = 1 << 14;
    private static final double TWO_TO_64 = 0x1p64;

    private final Datatype datatype;
    private final Scaling scaling;
    private final Components components;
    private final int blockVoxels;
    private final byte[] block;
    private final ByteBuffer bytes;

    /** Scratch of the datatype's width; the others stay empty. */
    private final short[] shorts;

    private final int[] ints;
    private final long[] longs;
    private final float[] floats;
    private final double[] values;

    /** @param voxels how many there are in all */
    VoxelDecoder(NiftiHeader header, int voxels) {
        this.datatype = header.datatype();
        this.scaling = header.scaling();
        this.blockVoxels = Math.min(MAX_BLOCK, voxels);
        this.components = header.components();
        this.block = new byte[blockVoxels * header.bytesPerVoxel()];
        this.bytes = ByteBuffer.wrap(block).order(header.byteOrder());
        this.shorts = new short[datatype.bytes() == 2 ? blockVoxels : 0];
        this.ints = new int[datatype == Datatype.INT32 || datatype == Datatype.UINT32 ? blockVoxels : 0];
        this.longs = new long[datatype == Datatype.INT64 || datatype == Datatype.UINT64 ? blockVoxels : 0];
        this.floats = new float[datatype == Datatype.FLOAT32 ? blockVoxels : 0];
        this.values = new double[blockVoxels];
    }

    /** Where the stored bytes go. */
    byte[] block() {
        return block;
    }

    /** How many voxels a block holds. */
    int blockVoxels() {
        return blockVoxels;
    }

    /** The values of the block's first {@code count} voxels, rounded to float32. */
    void toFloats(int count, float[] to, int from) {
        if (scaling.isNone()) {
            switch (datatype) {
                case UINT8 -> {
                    for (int i = 0; i < count; i++) {
                        to[from + i] = block[i] & 0xff;
                    }
                    return;
                }
                case INT16 -> {
                    bytes.asShortBuffer().get(shorts, 0, count);
                    for (int i = 0; i < count; i++) {
                        to[from + i] = shorts[i];
                    }
                    return;
                }
                case UINT16 -> {
                    bytes.asShortBuffer().get(shorts, 0, count);
                    for (int i = 0; i < count; i++) {
                        to[from + i] = shorts[i] & 0xffff;
                    }
                    return;
                }
                case FLOAT32 -> {
                    bytes.asFloatBuffer().get(to, from, count);
                    return;
                }
                default -> {
                    // The rest goes by way of float64.
                }
            }
        }
        double[] exact = toDoubles(count);
        for (int i = 0; i < count; i++) {
            to[from + i] = (float) exact[i];
        }
    }

    /**
     * The values of the block's first {@code count} voxels, in an array that the next call overwrites. Integers beyond
     * 2^53 are rounded. Of complex numbers it is the real part.
     */
    double[] toDoubles(int count) {
        if (components == Components.COMPLEX) {
            for (int i = 0; i < count; i++) {
                values[i] = part(2 * i);
            }
            scale(count);
            return values;
        }
        switch (datatype) {
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = block[i] & 0xff;
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = block[i];
                }
            }
            case INT16 -> {
                bytes.asShortBuffer().get(shorts, 0, count);
                for (int i = 0; i < count; i++) {
                    values[i] = shorts[i];
                }
            }
            case UINT16 -> {
                bytes.asShortBuffer().get(shorts, 0, count);
                for (int i = 0; i < count; i++) {
                    values[i] = shorts[i] & 0xffff;
                }
            }
            case INT32 -> {
                bytes.asIntBuffer().get(ints, 0, count);
                for (int i = 0; i < count; i++) {
                    values[i] = ints[i];
                }
            }
            case UINT32 -> {
                bytes.asIntBuffer().get(ints, 0, count);
                for (int i = 0; i < count; i++) {
                    values[i] = ints[i] & 0xffff_ffffL;
                }
            }
            case INT64 -> {
                bytes.asLongBuffer().get(longs, 0, count);
                for (int i = 0; i < count; i++) {
                    values[i] = longs[i];
                }
            }
            case UINT64 -> {
                bytes.asLongBuffer().get(longs, 0, count);
                for (int i = 0; i < count; i++) {
                    values[i] = longs[i] >= 0 ? longs[i] : longs[i] + TWO_TO_64;
                }
            }
            case FLOAT32 -> {
                bytes.asFloatBuffer().get(floats, 0, count);
                for (int i = 0; i < count; i++) {
                    values[i] = floats[i];
                }
            }
            case FLOAT64 -> bytes.asDoubleBuffer().get(values, 0, count);
        }
        scale(count);
        return values;
    }

    boolean isComplex() {
        return components == Components.COMPLEX;
    }

    /** Whether the i-th voxel of the block is a complex number that is not real. */
    boolean isImaginary(int i) {
        return components == Components.COMPLEX && part(2 * i + 1) != 0;
    }

    private double part(int index) {
        return datatype == Datatype.FLOAT32
                ? bytes.getFloat(index * Float.BYTES)
                : bytes.getDouble(index * Double.BYTES);
    }

    private void scale(int count) {
        if (!scaling.isNone()) {
            double slope = scaling.slope();
            double intercept = scaling.intercept();
            for (int i = 0; i < count; i++) {
                values[i] = values[i] * slope + intercept;
            }
        }
    }
}
