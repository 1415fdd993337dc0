package org.substantia.report.picture;

import java.util.Arrays;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

/**
 * An image seen in radiological convention: from the feet, the patient's right at the left, the face at the top. Planes are those of the
 * image's own grid closest to axial. Immutable as long as nobody writes to the volume it was made of.
 */
public final class AxialImage {
    private static final Orientation RADIOLOGICAL = Orientation.parse("LPS");

    private final Volume volume;

    public AxialImage(Volume volume) {
        this.volume = Reorient.to(RADIOLOGICAL, volume);
    }

    /** The grid after reordering: left, back, up. */
    public Geometry geometry() {
        return volume.geometry();
    }

    /** Height of a plane's middle, RAS mm. */
    public double heightMm(int slice) {
        Geometry grid = geometry();
        return grid.affine().applyZ((grid.nx() - 1) / 2.0, (grid.ny() - 1) / 2.0, slice);
    }

    /** Values at the middles of the frame's pixels, rows from the front; NaN outside the image. */
    public float[] values(AxialFrame frame) {
        Geometry grid = geometry();
        float[] out = new float[frame.columns() * frame.rows()];
        int at = 0;
        for (int row = 0; row < frame.rows(); row++) {
            double y = frame.voxelY(row, grid.spacing(1));
            for (int column = 0; column < frame.columns(); column++) {
                out[at++] = cubic(frame.voxelX(column, grid.spacing(0)), y, frame.slice());
            }
        }
        return out;
    }

    /** By the cubic of Catmull and Rom, which keeps the voxels' own values; at the border voxels repeat. */
    private float cubic(double x, double y, int z) {
        Geometry grid = geometry();
        if (x < -0.5 || y < -0.5 || x > grid.nx() - 0.5 || y > grid.ny() - 0.5 || z < 0 || z >= grid.nz()) {
            return Float.NaN;
        }
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        double[] wx = weights(x - x0);
        double[] wy = weights(y - y0);
        double sum = 0;
        for (int j = 0; j < 4; j++) {
            int start = grid.index(0, clamp(y0 + j - 1, grid.ny()), z);
            double line = 0;
            for (int i = 0; i < 4; i++) {
                line += wx[i] * volume.data()[start + clamp(x0 + i - 1, grid.nx())];
            }
            sum += wy[j] * line;
        }
        return (float) sum;
    }

    private static int clamp(int index, int size) {
        return Math.max(0, Math.min(size - 1, index));
    }

    private static double[] weights(double t) {
        return new double[] {
            ((-0.5 * t + 1) * t - 0.5) * t,
            (1.5 * t - 2.5) * t * t + 1,
            ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t
        };
    }

    /** The frame as an address that holds a PNG. */
    public String picture(AxialFrame frame, Window window) {
        float[] values = values(frame);
        byte[] gray = new byte[values.length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = window.gray(values[i]);
        }
        return GrayPng.dataAddress(frame.columns(), frame.rows(), gray);
    }

    /**
     * A window from one percentile to another of what the frames show, air left out (values at or below 0).
     *
     * @param headroom by how much of its width the window goes on above
     */
    public Window window(Iterable<AxialFrame> frames, double lowPercent, double highPercent, double headroom) {
        float[] shown = new float[0];
        for (AxialFrame frame : frames) {
            float[] values = values(frame);
            int old = shown.length;
            shown = Arrays.copyOf(shown, old + values.length);
            int n = old;
            for (float value : values) {
                if (value > 0 && Float.isFinite(value)) {
                    shown[n++] = value;
                }
            }
            shown = Arrays.copyOf(shown, n);
        }
        if (shown.length == 0) {
            return new Window(0, 1);
        }
        Arrays.sort(shown);
        double low = shown[(int) (lowPercent / 100 * (shown.length - 1))];
        double high = shown[(int) (highPercent / 100 * (shown.length - 1))];
        return high > low ? new Window(low, high + headroom * (high - low)) : new Window(low - 1, low + 1);
    }

    /** From indices of this image's voxels to those of another grid at the same place in the world. */
    Affine indicesOf(Geometry other) {
        return other.affine().inverse().compose(geometry().affine());
    }
}
