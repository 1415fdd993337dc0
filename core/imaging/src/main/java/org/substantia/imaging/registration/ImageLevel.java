package org.substantia.imaging.registration;

import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.filter.Morphology;
import org.substantia.imaging.intensity.ForegroundMask;
import org.substantia.imaging.intensity.Percentiles;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Resampler;

/** An image averaged over coarser voxels, NaN where it was not measured. */
final class ImageLevel {
    /** A voxel counts as measured when this part of it was. */
    private static final float MIN_MEASURED = 0.5f;

    /** An axis keeps this many voxels if it has them: slabs are thin. */
    private static final int MIN_VOXELS = 8;

    /** Signed images with this part of their voxels exactly 0 are taken as zero where nothing was measured. */
    private static final double MANY_ZEROS = 0.1;

    /** How far around the head the images are compared: its surface tells most about where it is. */
    private static final double MARGIN_MM = 6;

    private final Volume values;
    /** Where the images are worth comparing. */
    private final Mask region;

    private final double measuredMm3;
    private final float low;
    private final float high;

    private ImageLevel(Volume values, Mask region, int measuredVoxels) {
        this.values = values;
        this.region = region;
        this.measuredMm3 = measuredVoxels * values.geometry().voxelVolumeMm3();
        Percentiles percentiles = Percentiles.of(values, region);
        this.low = (float) percentiles.get(0.5);
        this.high = (float) percentiles.get(99.5);
    }

    /**
     * The levels of an image, one for each spacing.
     *
     * @param measured where the image has values; elsewhere its voxels are ignored
     * @param spacingsMm from fine to coarse
     */
    static ImageLevel[] pyramid(Volume volume, Optional<Mask> measured, double[] spacingsMm, Workers workers) {
        boolean zeroIsNothing = measured.isEmpty() && isSignedWithEmptyOutside(volume.data());
        boolean bounded = zeroIsNothing || measured.isPresent();
        boolean[] unmeasured = unmeasured(volume, measured, zeroIsNothing);
        boolean partly = unmeasured.length > 0;
        Volume sums = partly ? volume.copy() : volume;
        Optional<Volume> weights = Optional.empty();
        if (partly) {
            float[] ones = new float[unmeasured.length];
            for (int i = 0; i < ones.length; i++) {
                ones[i] = unmeasured[i] ? 0 : 1;
                sums.data()[i] = unmeasured[i] ? 0 : sums.data()[i];
            }
            weights = Optional.of(new Volume(volume.geometry(), ones));
        }
        ImageLevel[] levels = new ImageLevel[spacingsMm.length];
        for (int i = 0; i < levels.length; i++) {
            Resampler coarser =
                    Resampler.onto(coarser(sums.geometry(), spacingsMm[i])).with(Interpolation.AVERAGE);
            sums = coarser.apply(sums, workers);
            weights = weights.map(w -> coarser.apply(w, workers));
            levels[i] = level(sums, weights, bounded, workers);
        }
        return levels;
    }

    /** One flag a voxel, or none at all when everything was measured. */
    private static boolean[] unmeasured(Volume volume, Optional<Mask> measured, boolean zeroIsNothing) {
        float[] data = volume.data();
        boolean[] out = new boolean[data.length];
        boolean any = false;
        for (int i = 0; i < out.length; i++) {
            out[i] = !Float.isFinite(data[i])
                    || (zeroIsNothing && data[i] == 0)
                    || (measured.isPresent() && !measured.get().contains(i));
            any |= out[i];
        }
        return any ? out : new boolean[0];
    }

    /** Whether this looks like a susceptibility map, which is 0 outside its brain mask. */
    private static boolean isSignedWithEmptyOutside(float[] data) {
        int zeros = 0;
        int negative = 0;
        for (float v : data) {
            zeros += v == 0 ? 1 : 0;
            negative += v < 0 ? 1 : 0;
        }
        return zeros > MANY_ZEROS * data.length && negative > MANY_ZEROS * (data.length - zeros);
    }

    /** The same field of view in voxels of about {@code spacingMm}. */
    private static Geometry coarser(Geometry g, double spacingMm) {
        int[] size = new int[3];
        double[] step = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double extent = g.size(axis) * g.spacing(axis);
            double wanted = Math.min(spacingMm, extent / MIN_VOXELS);
            size[axis] = (int) Math.max(1, Math.min(g.size(axis), Math.round(extent / wanted)));
            step[axis] = (double) g.size(axis) / size[axis];
        }
        Affine toFiner =
                Affine.scaling(step[0], step[1], step[2], (step[0] - 1) / 2, (step[1] - 1) / 2, (step[2] - 1) / 2);
        return new Geometry(size[0], size[1], size[2], g.affine().compose(toFiner));
    }

    /** @param bounded whether what was measured tells the head from its surroundings */
    private static ImageLevel level(Volume sums, Optional<Volume> weights, boolean bounded, Workers workers) {
        if (weights.isEmpty()) {
            return new ImageLevel(sums, aroundHead(sums, workers), sums.data().length);
        }
        float[] weight = weights.get().data();
        Volume values = sums.copy();
        byte[] measured = new byte[weight.length];
        for (int i = 0; i < weight.length; i++) {
            boolean enough = weight[i] >= MIN_MEASURED;
            measured[i] = (byte) (enough ? 1 : 0);
            values.data()[i] = enough ? values.data()[i] / weight[i] : Float.NaN;
        }
        Mask region = new Mask(values.geometry(), measured);
        return new ImageLevel(values, bounded ? region : aroundHead(values, workers), region.count());
    }

    private static Mask aroundHead(Volume values, Workers workers) {
        Mask head = ForegroundMask.of(values);
        double spacing = Math.cbrt(values.geometry().voxelVolumeMm3());
        int times = (int) Math.max(1, Math.round(MARGIN_MM / spacing));
        return Morphology.dilate(head, Connectivity.FACES, times, workers);
    }

    /** Whether all values are the same, or there are none. */
    boolean isFlat() {
        return !(high > low);
    }

    Volume values() {
        return values;
    }

    Geometry geometry() {
        return values.geometry();
    }

    Mask region() {
        return region;
    }

    /** How much space the image has values for. */
    double measuredMm3() {
        return measuredMm3;
    }

    /** The lower end of the usual values. */
    float low() {
        return low;
    }

    float high() {
        return high;
    }
}
