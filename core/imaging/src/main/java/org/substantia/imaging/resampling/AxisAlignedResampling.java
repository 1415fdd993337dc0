package org.substantia.imaging.resampling;

import java.util.Arrays;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

/**
 * Interpolation between grids whose axes are parallel, one axis after another: planes are combined into a plane, its
 * rows into a row, its voxels into voxels. The first two steps combine whole rows index by index, which the compiler
 * turns into vector instructions.
 */
final class AxisAlignedResampling {
    private final Volume source;
    private final Volume target;
    private final AxisTaps[] taps;
    private final float outside;

    AxisAlignedResampling(Volume source, Volume target, AxisTaps[] taps, float outside) {
        this.source = source;
        this.target = target;
        this.taps = taps;
        this.outside = outside;
    }

    void run(Workers workers) {
        Geometry grid = target.geometry();
        if (outside != 0) {
            Arrays.fill(target.data(), outside);
        }
        workers.forEachRange(grid.nz(), (from, to) -> {
            Planes planes = new Planes();
            for (int z = Math.max(from, taps[2].from()); z < Math.min(to, taps[2].to()); z++) {
                planes.run(z);
            }
        });
    }

    /** One thread's scratch. */
    private final class Planes {
        private final Geometry from = source.geometry();
        /** A source plane at the depth of the target plane. */
        private final float[][] rows = new float[from.ny()][from.nx()];

        private final float[] one = new float[from.nx()];
        private final float[] row = new float[from.nx()];
        private final int firstRow = extremeRow(true);
        private final int lastRow = extremeRow(false);

        void run(int z) {
            for (int y = firstRow; y <= lastRow; y++) {
                Arrays.fill(rows[y], 0);
                for (int k = 0; k < taps[2].taps(); k++) {
                    float weight = taps[2].weight(z, k);
                    if (weight != 0) {
                        System.arraycopy(source.data(), from.index(0, y, taps[2].index(z, k)), one, 0, one.length);
                        addScaled(weight, one, rows[y]);
                    }
                }
            }
            for (int y = taps[1].from(); y < taps[1].to(); y++) {
                Arrays.fill(row, 0);
                for (int k = 0; k < taps[1].taps(); k++) {
                    float weight = taps[1].weight(y, k);
                    if (weight != 0) {
                        addScaled(weight, rows[taps[1].index(y, k)], row);
                    }
                }
                taps[0].alongRow(row, target.data(), target.geometry().index(0, y, z));
            }
        }

        /** The first or last source row that any target row needs; the first of no rows is after the last. */
        private int extremeRow(boolean first) {
            int extreme = first ? from.ny() : -1;
            for (int y = taps[1].from(); y < taps[1].to(); y++) {
                for (int k = 0; k < taps[1].taps(); k++) {
                    int index = taps[1].index(y, k);
                    extreme = first ? Math.min(extreme, index) : Math.max(extreme, index);
                }
            }
            return extreme;
        }
    }

    private static void addScaled(float weight, float[] from, float[] to) {
        for (int x = 0; x < to.length; x++) {
            to[x] += weight * from[x];
        }
    }
}
