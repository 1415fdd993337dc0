package org.substantia.imaging.resampling;

import java.util.Objects;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.orientation.Reorient;

/**
 * Brings images onto another grid, voxels at the same place in the world taking the same value. Immutable and safe to
 * share.
 *
 * <p>An image reaches half a voxel beyond the centers of its outermost voxels. Target voxels whose centers lie farther
 * out take the value for the outside, 0 unless another is given.
 *
 * <p>Nothing is smoothed unless asked for: on a much coarser grid, {@link Interpolation#LINEAR} and
 * {@link Interpolation#CUBIC} alias. Against that there are {@link Interpolation#AVERAGE} between grids with parallel
 * axes, and {@link #antiAliased()} between any.
 *
 * <pre>{@code
 * Volume coarse = Resampler.onto(grid).with(Interpolation.AVERAGE).apply(volume, workers);
 * LabelMap moved = Resampler.onto(atlasGrid)
 *         .through(atlasToPatient)
 *         .apply(labels, LabelInterpolation.LINEAR_VOTE, workers);
 * }</pre>
 */
public final class Resampler {
    private final Geometry target;
    private final Interpolation interpolation;
    private final float outside;
    private final Affine targetToSource;
    private final boolean antiAliased;

    private Resampler(
            Geometry target, Interpolation interpolation, float outside, Affine targetToSource, boolean antiAliased) {
        this.target = Objects.requireNonNull(target, "target");
        this.interpolation = Objects.requireNonNull(interpolation, "interpolation");
        this.outside = outside;
        this.targetToSource = Objects.requireNonNull(targetToSource, "targetToSource");
        this.antiAliased = antiAliased;
    }

    /** Onto {@code target} by linear interpolation, 0 outside. */
    public static Resampler onto(Geometry target) {
        return new Resampler(target, Interpolation.LINEAR, 0, Affine.identity(), false);
    }

    /** The same with another interpolation of volumes. */
    public Resampler with(Interpolation other) {
        return new Resampler(target, other, outside, targetToSource, antiAliased);
    }

    /** The same with another value for voxels of volumes outside the source. */
    public Resampler outside(float value) {
        return new Resampler(target, interpolation, value, targetToSource, antiAliased);
    }

    /**
     * The same with the world moved: a target voxel at world position p takes the source's value at
     * {@code targetToSource} of p.
     *
     * @param transform in mm, from the target's world to the source's, as a registration of source to target finds it
     */
    public Resampler through(Affine transform) {
        return new Resampler(target, interpolation, outside, transform, antiAliased);
    }

    /**
     * The same with volumes smoothed first along the axes on which the target is coarser, by a Gaussian whose full
     * width at half maximum is {@code sqrt(r^2 - 1)} source voxels for target voxels of r source voxels (M. J. Cardoso
     * et al., "Scale factor point spread function matching: beyond aliasing in image resampling", MICCAI 2015). Labels
     * are not affected.
     */
    public Resampler antiAliased() {
        return new Resampler(target, interpolation, outside, targetToSource, true);
    }

    /**
     * @throws IllegalArgumentException if the interpolation is {@link Interpolation#AVERAGE} and the axes of the grids
     *     are not parallel
     */
    public Volume apply(Volume source, Workers workers) {
        GridMap map = new GridMap(target, targetToSource, source.geometry());
        Volume smooth = antiAliased ? smooth(source, map, workers) : source;
        if (map.isAxisAligned()) {
            return applyAxisAligned(smooth, map, workers);
        }
        if (interpolation == Interpolation.AVERAGE) {
            throw new IllegalArgumentException(
                    "averages are taken between grids with parallel axes only; between others, ask for antiAliased()");
        }
        Sampler sampler = Sampler.of(smooth, interpolation, outside, workers);
        float[] out = new float[target.voxelCount()];
        forEachVoxel(map, workers, (at, x, y, z) -> out[at] = sampler.at(x, y, z));
        return new Volume(target, out);
    }

    /** Keeps the width of the labels; 0 outside. */
    public LabelMap apply(LabelMap source, LabelInterpolation labelInterpolation, Workers workers) {
        GridMap map = new GridMap(target, targetToSource, source.geometry());
        LabelSampler sampler = LabelSampler.of(source, labelInterpolation);
        int[] out = new int[target.voxelCount()];
        forEachVoxel(map, workers, (at, x, y, z) -> out[at] = sampler.at(x, y, z));
        return LabelMap.of(target, source.width(), out);
    }

    private static Volume smooth(Volume source, GridMap map, Workers workers) {
        double[] sigma = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double r = map.coarseness(axis);
            sigma[axis] = r > 1 ? Math.sqrt((r * r - 1) / (8 * Math.log(2))) : 0;
        }
        return GaussianFilter.inVoxels(source, sigma[0], sigma[1], sigma[2], workers);
    }

    private Volume applyAxisAligned(Volume source, GridMap map, Workers workers) {
        int[] axes = {map.sourceAxis(0), map.sourceAxis(1), map.sourceAxis(2)};
        boolean sameOrder = axes[0] == 0 && axes[1] == 1;
        Volume ordered = sameOrder ? source : Reorient.permuteAxes(source, axes[0], axes[1], axes[2]);
        AxisTaps[] taps = new AxisTaps[3];
        for (int axis = 0; axis < 3; axis++) {
            taps[axis] = AxisTaps.of(
                    interpolation,
                    map.step(axes[axis], axis),
                    map.offset(axes[axis]),
                    target.size(axis),
                    ordered.geometry().size(axis));
        }
        Volume values = interpolation == Interpolation.CUBIC ? BSpline.coefficients(ordered, workers) : ordered;
        Volume out = Volume.zeros(target);
        new AxisAlignedResampling(values, out, taps, outside).run(workers);
        return out;
    }

    /** Receives one target voxel's flat index and its place in source voxels. */
    private interface PlaceVisitor {
        void visit(int index, double x, double y, double z);
    }

    private void forEachVoxel(GridMap map, Workers workers, PlaceVisitor visitor) {
        double dx = map.step(0, 0);
        double dy = map.step(1, 0);
        double dz = map.step(2, 0);
        workers.forEach(target.nz(), z -> {
            for (int y = 0; y < target.ny(); y++) {
                double sx = map.rowStart(0, y, z);
                double sy = map.rowStart(1, y, z);
                double sz = map.rowStart(2, y, z);
                int row = target.index(0, y, z);
                for (int x = 0; x < target.nx(); x++) {
                    visitor.visit(row + x, sx + dx * x, sy + dy * x, sz + dz * x);
                }
            }
        });
    }
}
