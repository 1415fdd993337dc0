package org.substantia.synthesis.deformation;

import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * A subject's anatomy on a grid. As in a composite, {@code tissue} continues below the nuclei: take {@code nuclei}
 * where it is not 0 and {@code tissue} elsewhere. Safe to share between threads that only read.
 */
public final class DeformedAnatomy {
    private final Geometry geometry;
    private final byte[] tissue;
    private final byte[] nuclei;
    private final byte[] nigra;

    /** @throws IllegalArgumentException if an array's length is not the grid's voxel count */
    DeformedAnatomy(Geometry geometry, byte[] tissue, byte[] nuclei, byte[] nigra) {
        int count = geometry.voxelCount();
        if (tissue.length != count || nuclei.length != count || nigra.length != count) {
            throw new IllegalArgumentException("the labels do not fit the grid of " + geometry.describe());
        }
        this.geometry = geometry;
        this.tissue = tissue;
        this.nuclei = nuclei;
        this.nigra = nigra;
    }

    /**
     * Draws a deformed anatomy; beyond the composite's field of view its border tissue continues. The same bytes on any
     * number of threads.
     *
     * @param grid any grid in the subject's world; for images, finer than the target grid along its slices
     */
    public static DeformedAnatomy render(Deformation deformation, Geometry grid, Workers workers) {
        return render(deformation, deformation.onto(grid, workers), workers);
    }

    /** As {@link #render(Deformation, Geometry, Workers)} with a backward map that is at hand already. */
    public static DeformedAnatomy render(Deformation deformation, BackwardMap map, Workers workers) {
        Geometry grid = map.grid();
        byte[] tissue = new byte[grid.voxelCount()];
        byte[] nuclei = new byte[grid.voxelCount()];
        byte[] nigra = new byte[grid.voxelCount()];
        LabelSource tissueSource = deformation.anatomy().tissueSource();
        LabelSource nucleiSource = deformation.anatomy().nucleiSource();
        // Composite coordinates become each image's voxel coordinates by an affine map, here along each axis alone or
        // not.
        Affine toNuclei = nucleiSource.toVoxel.compose(tissueSource.geometry.affine());
        NigraLevelSet right = deformation.nigraLevelSet(Side.RIGHT);
        NigraLevelSet left = deformation.nigraLevelSet(Side.LEFT);
        byte rightLabel = (byte) Nucleus.SN_R.nmLabel().orElseThrow();
        byte leftLabel = (byte) Nucleus.SN_L.nmLabel().orElseThrow();
        int nx = grid.nx();
        workers.forEach(grid.nz(), z -> {
            float[] fx = new float[nx];
            float[] fy = new float[nx];
            float[] fz = new float[nx];
            for (int y = 0; y < grid.ny(); y++) {
                map.row(y, z, tissueSource.toVoxel, fx, fy, fz);
                int at = grid.index(0, y, z);
                for (int x = 0; x < nx; x++) {
                    tissue[at + x] = tissueSource.nearest(fx[x], fy[x], fz[x]);
                }
                if (!meets(nucleiSource.geometry, toNuclei, fx, fy, fz)) {
                    continue;
                }
                map.row(y, z, nucleiSource.toVoxel, fx, fy, fz);
                for (int x = 0; x < nx; x++) {
                    nuclei[at + x] = nucleiSource.inside(fx[x], fy[x], fz[x]);
                    if (right.holds(fx[x], fy[x], fz[x])) {
                        nigra[at + x] = rightLabel;
                    } else if (left.holds(fx[x], fy[x], fz[x])) {
                        nigra[at + x] = leftLabel;
                    }
                }
            }
        });
        return new DeformedAnatomy(grid, tissue, nuclei, nigra);
    }

    /** Whether the box around a row's points, taken at both ends and every 16th, may meet a grid. */
    private static boolean meets(Geometry box, Affine toVoxel, float[] fx, float[] fy, float[] fz) {
        float[] min = {Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE};
        float[] max = {-Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};
        for (int x = 0; ; x = Math.min(x + 16, fx.length - 1)) {
            float vx = (float) toVoxel.applyX(fx[x], fy[x], fz[x]);
            float vy = (float) toVoxel.applyY(fx[x], fy[x], fz[x]);
            float vz = (float) toVoxel.applyZ(fx[x], fy[x], fz[x]);
            min[0] = Math.min(min[0], vx);
            min[1] = Math.min(min[1], vy);
            min[2] = Math.min(min[2], vz);
            max[0] = Math.max(max[0], vx);
            max[1] = Math.max(max[1], vy);
            max[2] = Math.max(max[2], vz);
            if (x == fx.length - 1) {
                break;
            }
        }
        float slack = 8;
        for (int axis = 0; axis < 3; axis++) {
            if (max[axis] < -slack || min[axis] > box.size(axis) - 1 + slack) {
                return false;
            }
        }
        return true;
    }

    public Geometry geometry() {
        return geometry;
    }

    /** {@link Tissue} labels, x fastest; not a copy. */
    public byte[] tissueBytes() {
        return tissue;
    }

    /** QSM labels 0 to 16, x fastest; not a copy. */
    public byte[] nucleiBytes() {
        return nuclei;
    }

    /** NM labels 0 to 2, x fastest; not a copy. */
    public byte[] nigraBytes() {
        return nigra;
    }

    public LabelMap tissue() {
        return LabelMap.ofBytes(geometry, tissue);
    }

    public LabelMap nuclei() {
        return LabelMap.ofBytes(geometry, nuclei);
    }

    public LabelMap nigra() {
        return LabelMap.ofBytes(geometry, nigra);
    }
}
