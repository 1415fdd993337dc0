package org.substantia.synthesis.image.detail;

import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.image.texture.CoarseField;

/**
 * The leaves of the cerebellum, which the anatomy draws as one mass: fluid and white matter in turn, in curved sheets
 * around the cerebellum's middle. Thread-safe.
 */
public final class CerebellarFolia {
    private static final double PERIOD_MM = 4.2;

    private final FineLabels labels;
    private final double[] center;
    private final CoarseField warp;

    /** @param warp bends the sheets; over the target grid */
    public CerebellarFolia(FineLabels labels, CoarseField warp) {
        this.labels = labels;
        this.warp = warp;
        Geometry fine = labels.grid();
        byte[] classes = labels.classes();
        int whiteMatter = RenderClass.CEREBELLAR_WHITE_MATTER.code();
        double[] sum = new double[4];
        // Every third voxel is enough for a center.
        for (int z = 0; z < fine.nz(); z += 3) {
            for (int y = 0; y < fine.ny(); y += 3) {
                for (int x = 0; x < fine.nx(); x += 3) {
                    if (classes[fine.index(x, y, z)] == whiteMatter) {
                        sum[0] += fine.affine().applyX(x, y, z);
                        sum[1] += fine.affine().applyY(x, y, z);
                        sum[2] += fine.affine().applyZ(x, y, z);
                        sum[3]++;
                    }
                }
            }
        }
        double n = Math.max(1, sum[3]);
        this.center = new double[] {sum[0] / n, sum[1] / n + 14, sum[2] / n + 6};
    }

    public RowReader reader() {
        return new RowReader();
    }

    /** Reads rows; one per thread. */
    public final class RowReader {
        private final Geometry fine = labels.grid();
        private final CoarseField.RowReader warpRows = warp.reader(fine.nx());
        private final float[] out = new float[fine.nx()];

        /** Along a fine row: below 0 the share of fluid, above 0 that of white matter. Overwritten by the next call. */
        public float[] row(int y, int z) {
            float[] bend = warpRows.row(y, labels.targetSlice(z));
            double dy = fine.affine().applyY(0, y, z) - center[1];
            double dz = fine.affine().applyZ(0, y, z) - center[2];
            for (int x = 0; x < out.length; x++) {
                double dx = fine.affine().applyX(x, y, z) - center[0];
                double r = Math.sqrt(0.6 * dx * dx + dy * dy + 1.4 * dz * dz) + 1.6 * bend[x];
                double phase = r / PERIOD_MM;
                double t = phase - Math.floor(phase) - 0.5;
                // A narrow cleft of fluid, a core of white matter half a period away.
                double cleft = Math.exp(-0.5 * t * t / (0.11 * 0.11));
                double core = Math.exp(-0.5 * (0.5 - Math.abs(t)) * (0.5 - Math.abs(t)) / (0.12 * 0.12));
                out[x] = (float) (0.35 * core - 0.5 * cleft);
            }
            return out;
        }
    }
}
