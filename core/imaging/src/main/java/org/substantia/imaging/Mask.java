package org.substantia.imaging;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;

/**
 * A set of voxels of a {@link Geometry}, one byte a voxel: 0 is background, anything else foreground. The array is the
 * mask's own and may be written by its holder; a mask is safe to share between threads as long as none of them writes.
 */
public final class Mask {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** All bits of eight bytes but the highest of each. */
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private final Geometry geometry;
    private final byte[] voxels;

    /**
     * @param voxels not copied
     * @throws IllegalArgumentException if the array's length is not the grid's voxel count
     */
    public Mask(Geometry geometry, byte[] voxels) {
        this.geometry = Objects.requireNonNull(geometry, "geometry");
        this.voxels = Objects.requireNonNull(voxels, "voxels");
        if (voxels.length != geometry.voxelCount()) {
            throw new IllegalArgumentException(
                    voxels.length + " voxels for a grid of " + geometry.voxelCount() + " voxels");
        }
    }

    /** Where {@code labels} is not 0. */
    public static Mask of(LabelMap labels) {
        byte[] out = new byte[labels.geometry().voxelCount()];
        labels.forEachLabeled((index, label) -> out[index] = 1);
        return new Mask(labels.geometry(), out);
    }

    /** Where {@code labels} is {@code label}, which is not 0. */
    public static Mask of(LabelMap labels, int label) {
        if (label == 0) {
            throw new IllegalArgumentException("0 is background, not a label");
        }
        byte[] out = new byte[labels.geometry().voxelCount()];
        labels.forEachLabeled((index, l) -> {
            if (l == label) {
                out[index] = 1;
            }
        });
        return new Mask(labels.geometry(), out);
    }

    /** Where {@code volume} is greater than {@code threshold}; never where it is NaN. */
    public static Mask above(Volume volume, double threshold) {
        float[] data = volume.data();
        byte[] out = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            out[i] = (byte) (data[i] > threshold ? 1 : 0);
        }
        return new Mask(volume.geometry(), out);
    }

    public Geometry geometry() {
        return geometry;
    }

    /** The voxels, x fastest; not a copy. */
    public byte[] voxels() {
        return voxels;
    }

    public boolean contains(int index) {
        return voxels[index] != 0;
    }

    public boolean contains(int x, int y, int z) {
        return voxels[geometry.index(x, y, z)] != 0;
    }

    /** The number of foreground voxels. */
    public int count() {
        int n = 0;
        int i = 0;
        for (; i + 8 <= voxels.length; i += 8) {
            long eight = (long) EIGHT_BYTES.get(voxels, i);
            // The highest bit of each byte becomes whether the byte is not 0.
            n += Long.bitCount(((eight & LOW_BITS) + LOW_BITS | eight) & ~LOW_BITS);
        }
        for (; i < voxels.length; i++) {
            n += voxels[i] == 0 ? 0 : 1;
        }
        return n;
    }

    /**
     * The smallest index from {@code from} on, and below {@code to}, that is foreground; {@code to} when there is none.
     */
    public int nextForeground(int from, int to) {
        int i = from;
        // Masks are nearly empty: eight background voxels are passed over at a time.
        while (i + 8 <= to && (long) EIGHT_BYTES.get(voxels, i) == 0) {
            i += 8;
        }
        while (i < to && voxels[i] == 0) {
            i++;
        }
        return i;
    }

    /** The smallest box around the foreground; empty when there is none. */
    public Optional<BoundingBox> boundingBox() {
        return LabelMap.ofBytes(geometry, voxels).boundingBox();
    }

    /** Foreground and background exchanged, in a new array. */
    public Mask complement() {
        byte[] out = new byte[voxels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (voxels[i] == 0 ? 1 : 0);
        }
        return new Mask(geometry, out);
    }

    /** The voxels inside {@code box}, copied, at the same place in the world. */
    public Mask crop(BoundingBox box) {
        Geometry part = geometry.crop(box);
        byte[] out = new byte[part.voxelCount()];
        int at = 0;
        for (int z = box.minZ(); z <= box.maxZ(); z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                System.arraycopy(voxels, geometry.index(box.minX(), y, z), out, at, box.sizeX());
                at += box.sizeX();
            }
        }
        return new Mask(part, out);
    }

    /** Label 1 on the foreground, in a new array. */
    public LabelMap toLabelMap() {
        byte[] out = new byte[voxels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (voxels[i] == 0 ? 0 : 1);
        }
        return LabelMap.ofBytes(geometry, out);
    }
}
