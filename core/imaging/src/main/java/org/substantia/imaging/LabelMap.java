package org.substantia.imaging;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A three-dimensional image of integer labels on a {@link Geometry}; 0 is background. Voxels are kept in the width they
 * were given in: unsigned 8 bits, signed 16 bits or signed 32 bits. The array is the map's own; a map is safe to share
 * between threads as long as the array it was made from is not written to.
 */
public final class LabelMap {
    /** How many bits a voxel takes. */
    public enum Width {
        /** 0 to 255. */
        UNSIGNED_8,
        /** -32768 to 32767. */
        SIGNED_16,
        /** Any int. */
        SIGNED_32
    }

    /** Receives one labeled voxel. */
    @FunctionalInterface
    public interface VoxelVisitor {
        /**
         * @param index flat index of the voxel
         * @param label its label, not 0
         */
        void visit(int index, int label);
    }

    private static final byte[] BACKGROUND = new byte[1 << 12];

    private final Geometry geometry;
    private final Width width;
    private final byte[] bytes;
    private final short[] shorts;
    private final int[] ints;

    private LabelMap(Geometry geometry, Width width, byte[] bytes, short[] shorts, int[] ints) {
        this.geometry = Objects.requireNonNull(geometry, "geometry");
        this.width = width;
        this.bytes = bytes;
        this.shorts = shorts;
        this.ints = ints;
        int length = bytes.length + shorts.length + ints.length;
        if (length != geometry.voxelCount()) {
            throw new IllegalArgumentException(length + " labels for a grid of " + geometry.voxelCount() + " voxels");
        }
    }

    /**
     * @param labels read as unsigned; not copied
     * @throws IllegalArgumentException if the array's length is not the grid's voxel count
     */
    public static LabelMap ofBytes(Geometry geometry, byte[] labels) {
        return new LabelMap(geometry, Width.UNSIGNED_8, labels, new short[0], new int[0]);
    }

    /**
     * @param labels not copied
     * @throws IllegalArgumentException if the array's length is not the grid's voxel count
     */
    public static LabelMap ofShorts(Geometry geometry, short[] labels) {
        return new LabelMap(geometry, Width.SIGNED_16, new byte[0], labels, new int[0]);
    }

    /**
     * @param labels not copied
     * @throws IllegalArgumentException if the array's length is not the grid's voxel count
     */
    public static LabelMap ofInts(Geometry geometry, int[] labels) {
        return new LabelMap(geometry, Width.SIGNED_32, new byte[0], new short[0], labels);
    }

    /**
     * A map of the given width.
     *
     * @param labels copied, unless {@code width} is 32 bits
     * @throws IllegalArgumentException if a label does not fit the width, or the array's length is not the grid's voxel
     *     count
     */
    public static LabelMap of(Geometry geometry, Width width, int[] labels) {
        return switch (width) {
            case UNSIGNED_8 -> {
                byte[] narrow = new byte[labels.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (byte) labels[i];
                    requireSame(narrow[i] & 0xff, labels[i], width);
                }
                yield ofBytes(geometry, narrow);
            }
            case SIGNED_16 -> {
                short[] narrow = new short[labels.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (short) labels[i];
                    requireSame(narrow[i], labels[i], width);
                }
                yield ofShorts(geometry, narrow);
            }
            case SIGNED_32 -> ofInts(geometry, labels);
        };
    }

    private static void requireSame(int narrowed, int label, Width width) {
        if (narrowed != label) {
            throw new IllegalArgumentException("label " + label + " does not fit " + width);
        }
    }

    public Geometry geometry() {
        return geometry;
    }

    public Width width() {
        return width;
    }

    /** The label at a flat index. */
    public int get(int index) {
        return switch (width) {
            case UNSIGNED_8 -> bytes[index] & 0xff;
            case SIGNED_16 -> shorts[index];
            case SIGNED_32 -> ints[index];
        };
    }

    public int get(int x, int y, int z) {
        return get(geometry.index(x, y, z));
    }

    /**
     * Copies the labels of a map of width {@link Width#UNSIGNED_8} as they are.
     *
     * @param index of the first one, flat
     * @throws IllegalStateException if the map is wider
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public void copyBytes(int index, byte[] to, int offset, int count) {
        if (width != Width.UNSIGNED_8) {
            throw new IllegalStateException("labels of width " + width + " are no bytes");
        }
        System.arraycopy(bytes, index, to, offset, count);
    }

    /** Every label in a new array, x fastest. */
    public int[] toIntArray() {
        int[] out = new int[geometry.voxelCount()];
        forEachLabeled((index, label) -> out[index] = label);
        return out;
    }

    /** The labels that occur, 0 left out, each with its number of voxels. */
    public SortedMap<Integer, Integer> counts() {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        int[] small = new int[256];
        forEachLabeled((index, label) -> {
            if (label > 0 && label < 256) {
                small[label]++;
            } else {
                counts.merge(label, 1, Integer::sum);
            }
        });
        for (int label = 1; label < 256; label++) {
            if (small[label] > 0) {
                counts.put(label, small[label]);
            }
        }
        return counts;
    }

    /** The smallest box around the voxels of {@code label}; empty when there are none. */
    public Optional<BoundingBox> boundingBox(int label) {
        BoxBuilder box = new BoxBuilder();
        forEachLabeled((index, l) -> {
            if (l == label) {
                box.add(index);
            }
        });
        return box.build();
    }

    /** The smallest box around all labeled voxels; empty when there are none. */
    public Optional<BoundingBox> boundingBox() {
        BoxBuilder box = new BoxBuilder();
        forEachLabeled((index, l) -> box.add(index));
        return box.build();
    }

    /** Calls {@code visitor} for every voxel that is not 0, in the order of the array. */
    public void forEachLabeled(VoxelVisitor visitor) {
        switch (width) {
            case UNSIGNED_8 -> forEachLabeledByte(visitor);
            case SIGNED_16 -> {
                for (int i = 0; i < shorts.length; i++) {
                    if (shorts[i] != 0) {
                        visitor.visit(i, shorts[i]);
                    }
                }
            }
            case SIGNED_32 -> {
                for (int i = 0; i < ints.length; i++) {
                    if (ints[i] != 0) {
                        visitor.visit(i, ints[i]);
                    }
                }
            }
        }
    }

    /**
     * Masks are nearly empty, and {@link Arrays#mismatch(byte[], int, int, byte[], int, int)} passes over background at
     * the speed of memory. After a labeled voxel a few are looked at one by one, so that dense labels cost no call
     * each.
     */
    private void forEachLabeledByte(VoxelVisitor visitor) {
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(BACKGROUND.length, bytes.length - at);
            int gap = Arrays.mismatch(bytes, at, at + length, BACKGROUND, 0, length);
            if (gap < 0) {
                at += length;
                continue;
            }
            at += gap;
            for (int end = Math.min(bytes.length, at + 64); at < end; at++) {
                if (bytes[at] != 0) {
                    visitor.visit(at, bytes[at] & 0xff);
                }
            }
        }
    }

    /** The labels inside {@code box}, copied in the same width, at the same place in the world. */
    public LabelMap crop(BoundingBox box) {
        Geometry part = geometry.crop(box);
        return switch (width) {
            case UNSIGNED_8 -> ofBytes(part, cropInto(bytes, new byte[part.voxelCount()], box));
            case SIGNED_16 -> ofShorts(part, cropInto(shorts, new short[part.voxelCount()], box));
            case SIGNED_32 -> ofInts(part, cropInto(ints, new int[part.voxelCount()], box));
        };
    }

    /** Works on arrays of any one type, as {@link System#arraycopy} does. */
    @SuppressWarnings("SuspiciousSystemArraycopy")
    private <T> T cropInto(T from, T to, BoundingBox box) {
        int at = 0;
        for (int z = box.minZ(); z <= box.maxZ(); z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                System.arraycopy(from, geometry.index(box.minX(), y, z), to, at, box.sizeX());
                at += box.sizeX();
            }
        }
        return to;
    }

    /** Grows a box by flat indices. */
    private final class BoxBuilder {
        private int minX = Integer.MAX_VALUE;
        private int minY = Integer.MAX_VALUE;
        private int minZ = Integer.MAX_VALUE;
        private int maxX = -1;
        private int maxY = -1;
        private int maxZ = -1;

        void add(int index) {
            int x = index % geometry.nx();
            int row = index / geometry.nx();
            int y = row % geometry.ny();
            int z = row / geometry.ny();
            minX = Math.min(minX, x);
            minY = Math.min(minY, y);
            minZ = Math.min(minZ, z);
            maxX = Math.max(maxX, x);
            maxY = Math.max(maxY, y);
            maxZ = Math.max(maxZ, z);
        }

        Optional<BoundingBox> build() {
            return maxX < 0 ? Optional.empty() : Optional.of(new BoundingBox(minX, minY, minZ, maxX, maxY, maxZ));
        }
    }
}
