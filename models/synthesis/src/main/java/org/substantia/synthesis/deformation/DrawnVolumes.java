package org.substantia.synthesis.deformation;

import java.util.List;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/**
 * Counts what is drawn of a deformed anatomy on a fine grid, and says how to correct for it. What is drawn of a small
 * nucleus is smaller than what the Jacobian says: labels vote, maps are interpolated.
 */
final class DrawnVolumes {
    private static final double SPACING_MM = 0.5;
    private static final double MARGIN_MM = 4;
    /** Every 16th voxel's three coordinates are looked at: the border of a nucleus is not far from its voxels. */
    private static final int STRIDE = 3 * 16;

    private static final double MAX_CORRECTION = 0.3;

    /** What lies at a point given in voxel coordinates of the nuclei. */
    @FunctionalInterface
    interface Labeler {
        int at(float x, float y, float z);
    }

    private DrawnVolumes() {}

    /**
     * Volumes, mm3, of labels 1 to {@code labels}.
     *
     * @param around positions of voxels of the composite, around whose places in the subject is counted
     */
    static double[] count(Deformation map, List<float[]> around, Labeler labeler, int labels, Workers workers) {
        Geometry grid = grid(map, around);
        Affine toVoxel = map.anatomy().nucleiSource().toVoxel;
        BackwardMap backward = map.onto(grid, workers);
        int stride = labels + 1;
        int[] counts = new int[stride * grid.nz()];
        workers.forEach(grid.nz(), z -> {
            float[] fx = new float[grid.nx()];
            float[] fy = new float[grid.nx()];
            float[] fz = new float[grid.nx()];
            for (int y = 0; y < grid.ny(); y++) {
                backward.row(y, z, toVoxel, fx, fy, fz);
                for (int x = 0; x < grid.nx(); x++) {
                    counts[stride * z + labeler.at(fx[x], fy[x], fz[x])]++;
                }
            }
        });
        double[] volumes = new double[labels];
        for (int i = 0; i < counts.length; i++) {
            if (i % stride > 0) {
                volumes[i % stride - 1] += counts[i] * grid.voxelVolumeMm3();
            }
        }
        return volumes;
    }

    private static Geometry grid(Deformation map, List<float[]> around) {
        double[] min = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] max = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (float[] positions : around) {
            for (int i = 0; i < positions.length; i += STRIDE) {
                double[] point = {positions[i], positions[i + 1], positions[i + 2]};
                map.toSubject(point);
                for (int axis = 0; axis < 3; axis++) {
                    min[axis] = Math.min(min[axis], point[axis] - MARGIN_MM);
                    max[axis] = Math.max(max[axis], point[axis] + MARGIN_MM);
                }
            }
        }
        return new Geometry(
                (int) Math.ceil((max[0] - min[0]) / SPACING_MM),
                (int) Math.ceil((max[1] - min[1]) / SPACING_MM),
                (int) Math.ceil((max[2] - min[2]) / SPACING_MM),
                Affine.scaling(SPACING_MM, SPACING_MM, SPACING_MM, min[0], min[1], min[2]));
    }

    /** What to multiply a wanted volume by when another came of it. */
    static double correction(double target, double drawn) {
        return drawn > 0 ? Math.max(1 - MAX_CORRECTION, Math.min(1 + MAX_CORRECTION, target / drawn)) : 1;
    }
}
