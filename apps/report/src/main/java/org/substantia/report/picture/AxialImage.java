package org.substantia.report.picture;

import java.util.Arrays;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.intensity.Percentiles;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

/**
 * An image seen in radiological convention: from the feet, the patient's right at the left, the face at the top. Planes
 * are those of the image's own grid closest to axial. Immutable as long as nobody writes to the volume it was made of.
 */
public final class AxialImage {
    private static final Orientation RADIOLOGICAL = Orientation.parse("LPS");

    private final Geometry grid;
    private final float[] data;
    /** Flat index of the reordered grid's first voxel, and the steps for one voxel to the left, to the back and up. */
    private final int start;

    private final int stepX;
    private final int stepY;
    private final int stepZ;

    public AxialImage(Volume volume) {
        Geometry stored = volume.geometry();
        this.grid = Reorient.to(RADIOLOGICAL, stored);
        this.data = volume.data();
        Affine toStored = stored.affine().inverse().compose(grid.affine());
        this.start = flat(stored, toStored, 0, 0, 0);
        this.stepX = flat(stored, toStored, 1, 0, 0) - start;
        this.stepY = flat(stored, toStored, 0, 1, 0) - start;
        this.stepZ = flat(stored, toStored, 0, 0, 1) - start;
    }

    /**
     * The two grids differ by the order and direction of axes alone, so that indices are whole numbers but for
     * rounding.
     */
    private static int flat(Geometry stored, Affine toStored, int x, int y, int z) {
        return stored.index(
                (int) Math.round(toStored.applyX(x, y, z)), (int) Math.round(toStored.applyY(x, y, z)), (int)
                        Math.round(toStored.applyZ(x, y, z)));
    }

    /** The grid after reordering: left, back, up. */
    public Geometry geometry() {
        return grid;
    }

    /** Height of a plane's middle, RAS mm. */
    public double heightMm(int slice) {
        return grid.affine().applyZ((grid.nx() - 1) / 2.0, (grid.ny() - 1) / 2.0, slice);
    }

    /**
     * Values at the middles of the frame's pixels, rows from the front; NaN outside the image. By the cubic of Catmull
     * and Rom, which keeps the voxels' own values; at the border voxels repeat.
     */
    public float[] values(AxialFrame frame) {
        float[] out = new float[frame.columns() * frame.rows()];
        if (frame.slice() < 0 || frame.slice() >= grid.nz()) {
            Arrays.fill(out, Float.NaN);
            return out;
        }
        CubicTaps[] columns = new CubicTaps[frame.columns()];
        for (int column = 0; column < columns.length; column++) {
            columns[column] = CubicTaps.of(frame.voxelX(column, grid.spacing(0)), grid.nx(), stepX);
        }
        int plane = start + frame.slice() * stepZ;
        int at = 0;
        for (int row = 0; row < frame.rows(); row++) {
            CubicTaps y = CubicTaps.of(frame.voxelY(row, grid.spacing(1)), grid.ny(), stepY);
            for (CubicTaps x : columns) {
                out[at++] = x.outside() || y.outside() ? Float.NaN : cubic(plane, x, y);
            }
        }
        return out;
    }

    private float cubic(int plane, CubicTaps x, CubicTaps y) {
        double sum = 0;
        for (int j = 0; j < 4; j++) {
            int row = plane + y.offsets()[j];
            double line = 0;
            for (int i = 0; i < 4; i++) {
                line += x.weights()[i] * data[row + x.offsets()[i]];
            }
            sum += y.weights()[j] * line;
        }
        return (float) sum;
    }

    /**
     * The frame as an address that holds a PNG.
     *
     * @param masked whether 0 means that the place was left out of the image, as in susceptibility maps; such places
     *     are black
     */
    public String picture(AxialFrame frame, IntensityWindow window, boolean masked) {
        float[] values = values(frame);
        byte[] gray = new byte[values.length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = window.gray(masked && values[i] == 0 ? Float.NaN : values[i]);
        }
        return GrayPng.dataAddress(frame.columns(), frame.rows(), gray);
    }

    /**
     * A window from one percentile to another of what the frames show, air left out
     * ({@link IntensityWindow#withoutAir}).
     *
     * @param headroom by how much of its width the window goes on above
     */
    public IntensityWindow window(Iterable<AxialFrame> frames, double lowPercent, double highPercent, double headroom) {
        float[] shown = new float[0];
        for (AxialFrame frame : frames) {
            float[] values = values(frame);
            int old = shown.length;
            shown = Arrays.copyOf(shown, old + values.length);
            System.arraycopy(values, 0, shown, old, values.length);
        }
        // Interpolation overshoots at the border of what was stripped: the image itself tells.
        shown = IntensityWindow.withoutAir(shown, IntensityWindow.isCentered(data));
        if (shown.length == 0) {
            return new IntensityWindow(0, 1);
        }
        Percentiles values = Percentiles.ofFinite(shown);
        double low = values.ranked((int) (lowPercent / 100 * (shown.length - 1)));
        double high = values.ranked((int) (highPercent / 100 * (shown.length - 1)));
        return high > low
                ? new IntensityWindow(low, high + headroom * (high - low))
                : new IntensityWindow(low - 1, low + 1);
    }

    /** From indices of this image's voxels to those of another grid at the same place in the world. */
    Affine indicesOf(Geometry other) {
        return other.affine().inverse().compose(geometry().affine());
    }
}
