package org.substantia.cohort.validation.duplicates;

import java.util.Arrays;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.intensity.ForegroundMask;
import org.substantia.imaging.intensity.Percentiles;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Resampler;
import org.substantia.imaging.resampling.Sampler;

/**
 * An image reduced to what distinguishes heads: averaged to about 4 mm on its own axes (some 100 KB), with the
 * brightest voxels capped, and the position of its head. Immutable and safe to share between threads.
 */
public final class HeadImage {
    private static final double SPACING_MM = 4;

    /**
     * Vessels and fat brighter than this percentile of the foreground count as it, since they differ between scans
     * most.
     */
    private static final double CEILING = 99.5;

    /**
     * How far down from its top the head counts for its center, which must not depend on how much of the neck was
     * imaged.
     */
    private static final double DEPTH_MM = 100;

    /** A slice shows the head from this area on; specks and skin flaps above it do not. */
    private static final double MIN_AREA_MM2 = 2000;

    /** Width of the blur for finding the pose, mm: wide, for a large range of capture. */
    private static final double POSE_SIGMA_MM = 4;

    /** Voxels below this share of the upper quartile are air, fluid or stripped away. */
    private static final double AIR = 0.4;

    private final Volume volume;
    private final double[] center;
    private final float floor;

    private HeadImage(Volume volume, double[] center, float floor) {
        this.volume = volume;
        this.center = center;
        this.floor = floor;
    }

    /** Empty when the image shows nothing. Voxels that are not finite count as 0. */
    public static Optional<HeadImage> of(Modality modality, Volume image) {
        Volume small = reduce(image);
        Mask head = modality == Modality.QSM ? notZero(small) : ForegroundMask.of(small);
        if (head.count() == 0) {
            return Optional.empty();
        }
        float floor = 0;
        if (modality != Modality.QSM) {
            Percentiles percentiles = Percentiles.of(small, head);
            floor = (float) (AIR * percentiles.get(75));
            float ceiling = (float) percentiles.get(CEILING);
            float[] data = small.data();
            for (int i = 0; i < data.length; i++) {
                data[i] = Math.min(data[i], ceiling);
            }
        }
        return Optional.of(new HeadImage(small, centerOf(head), floor));
    }

    private static Volume reduce(Volume image) {
        Geometry from = image.geometry();
        int[] size = new int[3];
        double[] step = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            size[axis] = Math.max(1, (int) Math.round(from.size(axis) * from.spacing(axis) / SPACING_MM));
            size[axis] = Math.min(size[axis], from.size(axis));
            step[axis] = (double) from.size(axis) / size[axis];
        }
        Affine coarse = from.affine()
                .compose(Affine.scaling(
                        step[0], step[1], step[2], (step[0] - 1) / 2.0, (step[1] - 1) / 2.0, (step[2] - 1) / 2.0));
        return Resampler.onto(new Geometry(size[0], size[1], size[2], coarse))
                .with(Interpolation.AVERAGE)
                .apply(finite(image), Workers.caller());
    }

    /**
     * The image itself if it can be averaged as it is: a copy of every image would double the memory of a validation.
     */
    private static Volume finite(Volume image) {
        float[] data = image.data();
        for (int i = 0; i < data.length; i++) {
            if (!Float.isFinite(data[i])) {
                float[] finite = data.clone();
                for (int k = i; k < finite.length; k++) {
                    finite[k] = Float.isFinite(finite[k]) ? finite[k] : 0;
                }
                return new Volume(image.geometry(), finite);
            }
        }
        return image;
    }

    /** Susceptibility has either sign; its background is exactly 0. */
    private static Mask notZero(Volume volume) {
        byte[] voxels = new byte[volume.data().length];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (volume.data()[i] == 0 ? 0 : 1);
        }
        return new Mask(volume.geometry(), voxels);
    }

    /** The mean place of the foreground in the upper part of the head, in world millimeters. */
    private static double[] centerOf(Mask head) {
        Geometry grid = head.geometry();
        double[] heights = new double[head.count()];
        double[][] points = new double[heights.length][];
        int n = 0;
        for (int i = head.nextForeground(0, grid.voxelCount());
                i < grid.voxelCount();
                i = head.nextForeground(i + 1, grid.voxelCount())) {
            points[n] = grid.point(i);
            heights[n] = points[n][2];
            n++;
        }
        Arrays.sort(heights);
        // The top is where the first slice's worth of foreground ends, counted from above.
        int speck = (int) Math.min(n - 1, MIN_AREA_MM2 * SPACING_MM / grid.voxelVolumeMm3());
        double top = heights[n - 1 - speck];
        double[] center = new double[3];
        int inside = 0;
        for (double[] point : points) {
            if (point[2] >= top - DEPTH_MM) {
                for (int axis = 0; axis < 3; axis++) {
                    center[axis] += point[axis];
                }
                inside++;
            }
        }
        for (int axis = 0; axis < 3; axis++) {
            center[axis] /= inside;
        }
        return center;
    }

    /** From millimeters about the head's center to the world's. */
    Affine centered() {
        return Affine.translation(center[0], center[1], center[2]);
    }

    Affine worldToVoxels() {
        return volume.geometry().affine().inverse();
    }

    /** The image between its voxels; NaN outside of it. */
    Sampler sampler() {
        return Sampler.of(volume, Interpolation.LINEAR, Float.NaN, Workers.caller());
    }

    /** Whether a value that {@link #sampler} gave is one of tissue. */
    boolean isTissue(float value) {
        // Susceptibility has either sign; its background is 0.
        return floor == 0 ? value != 0 && !Float.isNaN(value) : value > floor;
    }

    /** A blurred copy between its voxels; NaN outside of it. */
    Sampler poseSampler() {
        return Sampler.of(
                GaussianFilter.inMillimeters(volume, POSE_SIGMA_MM, Workers.caller()),
                Interpolation.LINEAR,
                Float.NaN,
                Workers.caller());
    }
}
