package org.substantia.imaging.filter;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

/** Derivatives by finite differences: central inside, one-sided at the faces, as {@code numpy.gradient}. */
public final class Gradient {
    private Gradient() {}

    /**
     * The derivative along an axis of the grid, per mm; 0 along an axis of one voxel.
     *
     * @param axis 0, 1 or 2
     */
    public static Volume along(int axis, Volume volume, Workers workers) {
        Geometry grid = volume.geometry();
        float[] in = volume.data();
        float[] out = new float[in.length];
        int size = grid.size(axis);
        int stride =
                switch (axis) {
                    case 0 -> 1;
                    case 1 -> grid.nx();
                    default -> grid.nx() * grid.ny();
                };
        double spacing = grid.spacing(axis);
        workers.forEach(grid.nz(), z -> {
            for (int y = 0; y < grid.ny(); y++) {
                int row = grid.index(0, y, z);
                for (int x = 0; x < grid.nx(); x++) {
                    int at =
                            switch (axis) {
                                case 0 -> x;
                                case 1 -> y;
                                default -> z;
                            };
                    int back = at > 0 ? 1 : 0;
                    int ahead = at < size - 1 ? 1 : 0;
                    if (back + ahead > 0) {
                        double rise = (double) in[row + x + ahead * stride] - in[row + x - back * stride];
                        out[row + x] = (float) (rise / ((back + ahead) * spacing));
                    }
                }
            }
        });
        return new Volume(grid, out);
    }
}
