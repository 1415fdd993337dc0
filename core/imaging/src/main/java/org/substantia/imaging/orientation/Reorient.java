package org.substantia.imaging.orientation;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/**
 * Changes the order and the directions of a grid's axes. Voxels are only moved, never interpolated, and the affine
 * follows, so every value keeps its place in the world and the way back restores the voxels exactly. Results are
 * copies.
 *
 * <pre>{@code
 * Volume ras = Reorient.toRas(volume);
 * Volume back = Reorient.to(Orientation.of(volume.geometry()), ras);
 * }</pre>
 */
public final class Reorient {
    private Reorient() {}

    public static Volume toRas(Volume volume) {
        return to(Orientation.RAS, volume);
    }

    public static LabelMap toRas(LabelMap labels) {
        return to(Orientation.RAS, labels);
    }

    /** The grid with the same voxels whose orientation is {@code orientation}. */
    public static Geometry to(Orientation orientation, Geometry geometry) {
        return new AxisMove(orientation, geometry).target();
    }

    public static Volume to(Orientation orientation, Volume volume) {
        return new AxisMove(orientation, volume.geometry()).apply(volume);
    }

    public static Mask to(Orientation orientation, Mask mask) {
        return new AxisMove(orientation, mask.geometry()).apply(mask);
    }

    /** Keeps the width of the labels. */
    public static LabelMap to(Orientation orientation, LabelMap labels) {
        return new AxisMove(orientation, labels.geometry()).apply(labels);
    }

    /**
     * Changes the order of the axes alone.
     *
     * @param first the axis (0, 1 or 2) that becomes the first one
     * @param second the axis that becomes the second one
     * @param third the axis that becomes the third one
     * @throws IllegalArgumentException if they are not 0, 1 and 2 in some order
     */
    public static Volume permuteAxes(Volume volume, int first, int second, int third) {
        int[] axes = {first, second, third};
        return new AxisMove(volume.geometry(), axes, new boolean[3]).apply(volume);
    }

    /** Which axis of the source each axis of the target is, and whether it runs the other way. */
    private static final class AxisMove {
        private final Geometry source;
        private final Geometry target;
        /** Flat index in the source of the target's first voxel. */
        private final int start;
        /** Steps in the source's array for one step along each axis of the target. */
        private final int[] strides = new int[3];

        AxisMove(Orientation orientation, Geometry source) {
            this(source, axes(orientation, source), flips(orientation, source));
        }

        AxisMove(Geometry source, int[] axes, boolean[] flips) {
            if (axes[0] + axes[1] + axes[2] != 3 || axes[0] * axes[1] * axes[2] != 0 || axes[0] == axes[1]) {
                throw new IllegalArgumentException(
                        "not the axes 0, 1 and 2 in some order: " + axes[0] + ", " + axes[1] + ", " + axes[2]);
            }
            this.source = source;
            int[] sourceStrides = {1, source.nx(), source.nx() * source.ny()};
            double[] indexMap = new double[12];
            int origin = 0;
            for (int axis = 0; axis < 3; axis++) {
                int from = axes[axis];
                int last = source.size(from) - 1;
                indexMap[from * 4 + axis] = flips[axis] ? -1 : 1;
                indexMap[from * 4 + 3] = flips[axis] ? last : 0;
                strides[axis] = flips[axis] ? -sourceStrides[from] : sourceStrides[from];
                origin += flips[axis] ? last * sourceStrides[from] : 0;
            }
            this.start = origin;
            this.target = new Geometry(
                    source.size(axes[0]),
                    source.size(axes[1]),
                    source.size(axes[2]),
                    source.affine().compose(Affine.of(indexMap)));
        }

        private static int[] axes(Orientation orientation, Geometry source) {
            Orientation from = Orientation.of(source);
            int[] axes = new int[3];
            for (int axis = 0; axis < 3; axis++) {
                for (int candidate = 0; candidate < 3; candidate++) {
                    if (from.direction(candidate).worldAxis()
                            == orientation.direction(axis).worldAxis()) {
                        axes[axis] = candidate;
                    }
                }
            }
            return axes;
        }

        private static boolean[] flips(Orientation orientation, Geometry source) {
            Orientation from = Orientation.of(source);
            int[] axes = axes(orientation, source);
            boolean[] flips = new boolean[3];
            for (int axis = 0; axis < 3; axis++) {
                flips[axis] = from.direction(axes[axis]) != orientation.direction(axis);
            }
            return flips;
        }

        Geometry target() {
            return target;
        }

        // The same walk three times, once for each kind of array, so that no voxel costs a call.
        Volume apply(Volume volume) {
            float[] in = volume.data();
            float[] out = new float[in.length];
            int at = 0;
            for (int z = 0; z < target.nz(); z++) {
                for (int y = 0; y < target.ny(); y++) {
                    int from = rowStart(y, z);
                    for (int x = 0; x < target.nx(); x++, from += strides[0]) {
                        out[at++] = in[from];
                    }
                }
            }
            return new Volume(target, out);
        }

        Mask apply(Mask mask) {
            byte[] in = mask.voxels();
            byte[] out = new byte[in.length];
            int at = 0;
            for (int z = 0; z < target.nz(); z++) {
                for (int y = 0; y < target.ny(); y++) {
                    int from = rowStart(y, z);
                    for (int x = 0; x < target.nx(); x++, from += strides[0]) {
                        out[at++] = in[from];
                    }
                }
            }
            return new Mask(target, out);
        }

        LabelMap apply(LabelMap labels) {
            int[] out = new int[source.voxelCount()];
            int at = 0;
            for (int z = 0; z < target.nz(); z++) {
                for (int y = 0; y < target.ny(); y++) {
                    int from = rowStart(y, z);
                    for (int x = 0; x < target.nx(); x++, from += strides[0]) {
                        out[at++] = labels.get(from);
                    }
                }
            }
            return LabelMap.of(target, labels.width(), out);
        }

        private int rowStart(int y, int z) {
            return start + y * strides[1] + z * strides[2];
        }
    }
}
