package org.substantia.imaging.resampling;

import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

final class CubicSampler implements Sampler {
    private final float[] coefficients;
    private final Geometry grid;
    private final float outside;

    CubicSampler(Volume coefficients, float outside) {
        this.coefficients = coefficients.data();
        this.grid = coefficients.geometry();
        this.outside = outside;
    }

    @Override
    public float at(double x, double y, double z) {
        if (!Extent.contains(x, grid.nx()) || !Extent.contains(y, grid.ny()) || !Extent.contains(z, grid.nz())) {
            return outside;
        }
        int left = (int) Math.floor(x);
        int front = (int) Math.floor(y);
        int below = (int) Math.floor(z);
        double[] weights = new double[12];
        BSpline.weights(x - left, weights, 0);
        BSpline.weights(y - front, weights, 4);
        BSpline.weights(z - below, weights, 8);
        int x0 = Extent.mirror(left - 1, grid.nx());
        int x1 = Extent.mirror(left, grid.nx());
        int x2 = Extent.mirror(left + 1, grid.nx());
        int x3 = Extent.mirror(left + 2, grid.nx());
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            int iz = Extent.mirror(below - 1 + k, grid.nz());
            double plane = 0;
            for (int j = 0; j < 4; j++) {
                int row = grid.index(0, Extent.mirror(front - 1 + j, grid.ny()), iz);
                plane += weights[4 + j]
                        * (weights[0] * coefficients[row + x0]
                                + weights[1] * coefficients[row + x1]
                                + weights[2] * coefficients[row + x2]
                                + weights[3] * coefficients[row + x3]);
            }
            sum += weights[8 + k] * plane;
        }
        return (float) sum;
    }
}
