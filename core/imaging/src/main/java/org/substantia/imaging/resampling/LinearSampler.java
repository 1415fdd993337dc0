package org.substantia.imaging.resampling;

import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

final class LinearSampler implements Sampler {
    private final float[] data;
    private final int nx;
    private final int ny;
    private final int nz;
    private final float outside;

    LinearSampler(Volume volume, float outside) {
        Geometry g = volume.geometry();
        this.data = volume.data();
        this.nx = g.nx();
        this.ny = g.ny();
        this.nz = g.nz();
        this.outside = outside;
    }

    @Override
    public float at(double x, double y, double z) {
        if (!Extent.contains(x, nx) || !Extent.contains(y, ny) || !Extent.contains(z, nz)) {
            return outside;
        }
        int left = (int) Math.floor(x);
        int front = (int) Math.floor(y);
        int below = (int) Math.floor(z);
        double fx = x - left;
        double fy = y - front;
        double fz = z - below;
        int x0 = Extent.clamp(left, nx);
        int y0 = Extent.clamp(front, ny) * nx;
        int z0 = Extent.clamp(below, nz) * nx * ny;
        // A voxel of no weight is not read: it might be NaN.
        int x1 = fx == 0 ? x0 : Extent.clamp(left + 1, nx);
        int y1 = fy == 0 ? y0 : Extent.clamp(front + 1, ny) * nx;
        int z1 = fz == 0 ? z0 : Extent.clamp(below + 1, nz) * nx * ny;
        double near = (1 - fy) * blend(z0 + y0, x0, x1, fx) + fy * blend(z0 + y1, x0, x1, fx);
        double far = (1 - fy) * blend(z1 + y0, x0, x1, fx) + fy * blend(z1 + y1, x0, x1, fx);
        return (float) ((1 - fz) * near + fz * far);
    }

    private double blend(int row, int x0, int x1, double fx) {
        return (1 - fx) * data[row + x0] + fx * data[row + x1];
    }
}
