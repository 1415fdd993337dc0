package org.substantia.synthesis.image.detail;

import java.util.Arrays;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/** Something thinner than a voxel as a cloud of small drops: places in millimeters and volumes in mm3. */
final class Droplets {
    /** Length of the piece of a tube that one call of {@link #addTube} stands for, mm. */
    static final double STEP_MM = 0.5;

    /** From this radius on a tube is spread over its cross-section. */
    private static final double WIDE_MM = 0.45;

    private static final int DROPS_OF_WIDE_TUBE = 6;
    private static final int DROPS_PER_MM3 = 20;

    private int count;
    private double[] x = new double[4096];
    private double[] y = new double[4096];
    private double[] z = new double[4096];
    private double[] volume = new double[4096];

    private void add(double px, double py, double pz, double mm3) {
        if (count == x.length) {
            x = Arrays.copyOf(x, 2 * count);
            y = Arrays.copyOf(y, 2 * count);
            z = Arrays.copyOf(z, 2 * count);
            volume = Arrays.copyOf(volume, 2 * count);
        }
        x[count] = px;
        y[count] = py;
        z[count] = pz;
        volume[count++] = mm3;
    }

    /** A piece of a tube, {@link #STEP_MM} long. */
    void addTube(double[] p, double radius, RandomStream random) {
        double volumeMm3 = Math.PI * radius * radius * STEP_MM;
        if (radius < WIDE_MM) {
            add(p[0], p[1], p[2], volumeMm3);
            return;
        }
        for (int i = 0; i < DROPS_OF_WIDE_TUBE; i++) {
            add(
                    p[0] + radius * (1.4 * random.nextDouble() - 0.7),
                    p[1] + radius * (1.4 * random.nextDouble() - 0.7),
                    p[2] + radius * (1.4 * random.nextDouble() - 0.7),
                    volumeMm3 / DROPS_OF_WIDE_TUBE);
        }
    }

    /** A ball of the given radius, filled at random to a share of its volume. */
    void addBall(double[] p, double radius, double density, RandomStream random) {
        double volumeMm3 = density * 4.0 / 3 * Math.PI * radius * radius * radius;
        int pieces = (int) Math.ceil(volumeMm3 * DROPS_PER_MM3);
        for (int i = 0; i < pieces; ) {
            double a = 2 * random.nextDouble() - 1;
            double b = 2 * random.nextDouble() - 1;
            double c = 2 * random.nextDouble() - 1;
            if (a * a + b * b + c * c <= 1) {
                add(p[0] + a * radius, p[1] + b * radius, p[2] + c * radius, volumeMm3 / pieces);
                i++;
            }
        }
    }

    /**
     * Hands the share of every voxel that the drops fill to a sink, in pieces. A drop is spread over the voxels around
     * it: a narrow Gaussian in plane, linear between slices.
     *
     * @param pose from the scan's millimeters to the anatomy's
     */
    void draw(Geometry target, Affine pose, VoxelSink sink) {
        // A scan's pose leads from its voxels to the anatomy; drops go the other way.
        Affine toVoxel = target.affine().inverse().compose(pose.inverse());
        double voxelVolume = target.voxelVolumeMm3();
        float[] wx = new float[3];
        float[] wy = new float[3];
        for (int i = 0; i < count; i++) {
            double vx = toVoxel.applyX(x[i], y[i], z[i]);
            double vy = toVoxel.applyY(x[i], y[i], z[i]);
            double vz = toVoxel.applyZ(x[i], y[i], z[i]);
            int ix = (int) Math.round(vx);
            int iy = (int) Math.round(vy);
            int iz = (int) Math.floor(vz);
            if (ix < 1 || iy < 1 || iz < 0 || ix + 1 >= target.nx() || iy + 1 >= target.ny() || iz + 1 >= target.nz()) {
                continue;
            }
            float amount = (float) (volume[i] / voxelVolume);
            weights((float) (vx - ix), wx);
            weights((float) (vy - iy), wy);
            for (int dz = 0; dz < 2; dz++) {
                float w = amount * (float) (dz == 0 ? 1 - (vz - iz) : vz - iz);
                for (int dy = -1; dy <= 1; dy++) {
                    int row = target.index(ix, iy + dy, iz + dz);
                    for (int dx = -1; dx <= 1; dx++) {
                        sink.add(row + dx, w * wx[dx + 1] * wy[dy + 1]);
                    }
                }
            }
        }
    }

    /** A quadratic B-spline: standard deviation 0.5 voxels, sum 1. */
    private static void weights(float t, float[] w) {
        w[0] = 0.5f * (0.5f - t) * (0.5f - t);
        w[1] = 0.75f - t * t;
        w[2] = 0.5f * (0.5f + t) * (0.5f + t);
    }
}
