package org.substantia.synthesis.image.texture;

import org.substantia.base.random.RandomStream;

/**
 * A smooth function of place, given on a coarse grid of nodes and interpolated by cubic B-splines (C2, and a little
 * smoother than the nodes). Reads are thread-safe.
 */
public final class CoarseField {
    private final float[] nodes;
    private final int mx;
    private final int my;
    private final int mz;
    private final double stepX;
    private final double stepY;
    private final double stepZ;

    /**
     * @param nodes values, x fastest
     * @param stepX voxels between nodes; node i lies at voxel {@code i * stepX + (stepX - 1) / 2}, the middle of its
     *     cell
     */
    public CoarseField(float[] nodes, int mx, int my, int mz, double stepX, double stepY, double stepZ) {
        this.nodes = nodes;
        this.mx = mx;
        this.my = my;
        this.mz = mz;
        this.stepX = stepX;
        this.stepY = stepY;
        this.stepZ = stepZ;
    }

    /**
     * A random field of mean about 0 and standard deviation about 1.
     *
     * @param stepX voxels between nodes along x, about the scale of the field's variation
     */
    public static CoarseField random(long seed, int nx, int ny, int nz, double stepX, double stepY, double stepZ) {
        int mx = (int) Math.ceil(nx / stepX) + 1;
        int my = (int) Math.ceil(ny / stepY) + 1;
        int mz = (int) Math.ceil(nz / stepZ) + 1;
        RandomStream random = new RandomStream(seed);
        float[] nodes = new float[mx * my * mz];
        // A cubic B-spline through white noise keeps 0.479 of the variance along each axis.
        float scale = (float) Math.pow(0.479, -1.5);
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = scale * (float) random.nextGaussian();
        }
        return new CoarseField(nodes, mx, my, mz, stepX, stepY, stepZ);
    }

    /** Weights and first nodes for every voxel along x; shared by all rows. */
    public RowReader reader(int nx) {
        return new RowReader(nx);
    }

    /** Reads rows; one per thread. */
    public final class RowReader {
        private final int[] first;
        private final float[] weights;
        private final float[] line = new float[mx + 3];
        private final float[] wy = new float[4];
        private final float[] wz = new float[4];
        private final float[] out;

        private RowReader(int nx) {
            first = new int[nx];
            weights = new float[4 * nx];
            out = new float[nx];
            float[] w = new float[4];
            for (int x = 0; x < nx; x++) {
                double at = (x - (stepX - 1) / 2) / stepX;
                int i = (int) Math.floor(at);
                int low = Math.max(0, Math.min(mx - 1, i));
                spline((float) Math.max(0, Math.min(1, at - low)), w);
                first[x] = low;
                System.arraycopy(w, 0, weights, 4 * x, 4);
            }
        }

        /** The field along a row; the array is overwritten by the next call. Place in voxels, fractions allowed. */
        public float[] row(double y, double z) {
            int y0 = start(y, stepY, my, wy);
            int z0 = start(z, stepZ, mz, wz);
            java.util.Arrays.fill(line, 0);
            for (int k = 0; k < 4; k++) {
                int zk = Math.max(0, Math.min(mz - 1, z0 + k));
                for (int j = 0; j < 4; j++) {
                    int yj = Math.max(0, Math.min(my - 1, y0 + j));
                    float w = wz[k] * wy[j];
                    int at = mx * (yj + my * zk);
                    for (int i = 0; i < mx; i++) {
                        line[i + 1] += w * nodes[at + i];
                    }
                }
            }
            // line[i + 1] is node i; one more on either side repeats the border.
            line[0] = line[1];
            line[mx + 1] = line[mx];
            line[mx + 2] = line[mx];
            for (int x = 0; x < out.length; x++) {
                int i = first[x];
                int w = 4 * x;
                out[x] = weights[w] * line[i]
                        + weights[w + 1] * line[i + 1]
                        + weights[w + 2] * line[i + 2]
                        + weights[w + 3] * line[i + 3];
            }
            return out;
        }

        private int start(double voxel, double step, int count, float[] w) {
            double at = (voxel - (step - 1) / 2) / step;
            int i = Math.max(0, Math.min(count - 1, (int) Math.floor(at)));
            spline((float) Math.max(0, Math.min(1, at - i)), w);
            return i - 1;
        }
    }

    private static void spline(float t, float[] w) {
        float s = 1 - t;
        w[0] = s * s * s / 6;
        w[3] = t * t * t / 6;
        w[1] = 2f / 3 - t * t * (2 - t) / 2;
        w[2] = 2f / 3 - s * s * (2 - s) / 2;
    }
}
