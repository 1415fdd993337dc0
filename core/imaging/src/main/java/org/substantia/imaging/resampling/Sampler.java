package org.substantia.imaging.resampling;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Volume;

/**
 * A volume's values at any point, in continuous voxel indices; for warping along displacement fields. A volume reaches
 * half a voxel beyond the centers of its outermost voxels; past that every value is the one given for the outside. Safe
 * to share between threads.
 *
 * <pre>{@code
 * Sampler sampler = Sampler.of(volume, Interpolation.LINEAR, 0, workers);
 * float value = sampler.at(12.5, 40.25, 8);
 * }</pre>
 */
@FunctionalInterface
public interface Sampler {
    /** The value at a point given in voxel indices, which need not be whole nor inside the grid. */
    float at(double x, double y, double z);

    /**
     * A sampler of a volume, which must not change from then on.
     *
     * @param outside the value outside the volume
     * @param workers for the preparation that {@link Interpolation#CUBIC} needs
     * @throws IllegalArgumentException for {@link Interpolation#AVERAGE}, which is not defined at a point
     */
    static Sampler of(Volume volume, Interpolation interpolation, float outside, Workers workers) {
        return switch (interpolation) {
            case NEAREST -> new NearestSampler(volume, outside);
            case LINEAR -> new LinearSampler(volume, outside);
            case CUBIC -> new CubicSampler(BSpline.coefficients(volume, workers), outside);
            case AVERAGE -> throw new IllegalArgumentException("the average over a voxel is not a value at a point");
        };
    }
}
