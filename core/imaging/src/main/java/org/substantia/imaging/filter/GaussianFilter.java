package org.substantia.imaging.filter;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

/**
 * Gaussian smoothing, one axis after another, with the kernel cut off at four standard deviations and the image
 * reflected at its faces: the defaults of {@code scipy.ndimage.gaussian_filter}. Sums are taken in single precision
 * (relative error about 1e-6). A voxel that is not finite makes every voxel within reach of the kernel not finite.
 */
public final class GaussianFilter {
    private static final double TRUNCATE = 4;

    private GaussianFilter() {}

    /**
     * A smoothed copy.
     *
     * @param sigmaX standard deviation along the first axis, in voxels; 0 leaves the axis alone
     * @throws IllegalArgumentException if a standard deviation is negative or not finite
     */
    public static Volume inVoxels(Volume volume, double sigmaX, double sigmaY, double sigmaZ, Workers workers) {
        Volume out = volume.copy();
        smoothInPlace(out, sigmaX, sigmaY, sigmaZ, workers);
        return out;
    }

    /**
     * A copy smoothed equally in every direction.
     *
     * @param sigmaMm standard deviation in mm
     * @throws IllegalArgumentException if the standard deviation is negative or not finite
     */
    public static Volume inMillimeters(Volume volume, double sigmaMm, Workers workers) {
        Geometry g = volume.geometry();
        return inVoxels(volume, sigmaMm / g.spacing(0), sigmaMm / g.spacing(1), sigmaMm / g.spacing(2), workers);
    }

    /** As {@link #inVoxels}, but the volume's own voxels are overwritten. */
    public static void smoothInPlace(Volume volume, double sigmaX, double sigmaY, double sigmaZ, Workers workers) {
        SymmetricKernel x = kernel(sigmaX);
        SymmetricKernel y = kernel(sigmaY);
        SymmetricKernel z = kernel(sigmaZ);
        SeparableFilter.apply(volume, x, y, z, workers);
    }

    private static SymmetricKernel kernel(double sigma) {
        if (!(sigma >= 0 && sigma < Integer.MAX_VALUE / (4 * TRUNCATE))) {
            throw new IllegalArgumentException("a standard deviation is finite and not negative: " + sigma);
        }
        int radius = (int) (TRUNCATE * sigma + 0.5);
        double[] weights = new double[radius + 1];
        double sum = 0;
        for (int k = 0; k <= radius; k++) {
            weights[k] = k == 0 ? 1 : Math.exp(-0.5 * k * k / (sigma * sigma));
            sum += k == 0 ? 1 : 2 * weights[k];
        }
        float[] normalized = new float[radius + 1];
        for (int k = 0; k <= radius; k++) {
            normalized[k] = (float) (weights[k] / sum);
        }
        return new SymmetricKernel(normalized);
    }
}
