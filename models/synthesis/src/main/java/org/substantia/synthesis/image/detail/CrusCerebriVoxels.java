package org.substantia.synthesis.image.detail;

import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Bounds;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderClass;

/**
 * The cerebral peduncle's foot, which the anatomy does not separate from the rest of the midbrain: dense fibers in
 * front of and beside the nigra, dark in NM and diamagnetic. Immutable and thread-safe.
 */
public final class CrusCerebriVoxels {
    private static final int VENTRAL_DIENCEPHALON = RenderClass.VENTRAL_DIENCEPHALON.code();
    private static final int BRAINSTEM = RenderClass.BRAINSTEM.code();
    private static final double REACH_MM = 16;
    private static final double DEPTH_MM = 14;

    private final Geometry fine;
    private final byte[] classes;
    private final double[] right;
    private final double[] left;

    public CrusCerebriVoxels(FineLabels labels) {
        this.fine = labels.grid();
        this.classes = labels.classes();
        this.right = labels.center(Nucleus.SN_R);
        this.left = labels.center(Nucleus.SN_L);
    }

    /** The fine voxels that may hold it. */
    public BoundingBox box() {
        Bounds voxels = new Bounds(
                        Math.min(right[0], left[0]),
                        Math.min(right[1], left[1]),
                        Math.min(right[2], left[2]),
                        Math.max(right[0], left[0]),
                        Math.max(right[1], left[1]),
                        Math.max(right[2], left[2]))
                .grow(REACH_MM, REACH_MM, DEPTH_MM)
                .transformed(fine.affine().inverse());
        return new BoundingBox(
                clamp(voxels.minX(), fine.nx()),
                clamp(voxels.minY(), fine.ny()),
                clamp(voxels.minZ(), fine.nz()),
                clamp(voxels.maxX(), fine.nx()),
                clamp(voxels.maxY(), fine.ny()),
                clamp(voxels.maxZ(), fine.nz()));
    }

    private static int clamp(double at, int count) {
        return (int) Math.max(0, Math.min(count - 1, Math.round(at)));
    }

    /** How much a fine voxel is crus, 0 to 1; only midbrain can be. */
    public float share(int x, int y, int z) {
        int c = classes[fine.index(x, y, z)];
        if (c != VENTRAL_DIENCEPHALON && c != BRAINSTEM) {
            return 0;
        }
        double px = fine.affine().applyX(x, y, z);
        double py = fine.affine().applyY(x, y, z);
        double pz = fine.affine().applyZ(x, y, z);
        double middle = (right[0] + left[0]) / 2;
        double[] nigra = Math.abs(px - right[0]) < Math.abs(px - left[0]) ? right : left;
        double away = nigra[0] < middle ? -1 : 1;
        // The nigra lies slantwise, from the front and middle to the back and outside; the crus is in front of its
        // slope.
        double before = 0.6 * away * (px - nigra[0]) + 0.8 * (py - nigra[1]);
        double up = (pz - nigra[2]) / DEPTH_MM;
        double outside = away * (px - middle);
        return (float) (Curves.logistic((before - 1.2) / 0.7)
                * Curves.logistic((outside - 3.5) / 0.8)
                * Math.max(0, 1 - up * up));
    }
}
