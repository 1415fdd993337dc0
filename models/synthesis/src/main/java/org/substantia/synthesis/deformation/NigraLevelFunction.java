package org.substantia.synthesis.deformation;

import java.util.Arrays;
import java.util.List;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Sampler;
import org.substantia.synthesis.anatomy.CompositeAnatomy;

/**
 * One side of the nigra's tracing on the NM image as a smooth function whose level sets are smaller and larger
 * tracings. Immutable.
 */
final class NigraLevelFunction {
    private static final double SIGMA_MM = 1.2;
    private static final double MARGIN_MM = 6;
    /** Change of the indicator per standard deviation of the ventrolateral way and unit of gradient. */
    private static final double GRADIENT_SHARE = 0.3;

    /** The tracing grows no further than where its indicator falls to this. */
    private static final float MIN_INDICATOR = 0.02f;

    final Geometry geometry;
    /** From voxel coordinates of the nuclei, of which this grid is a part, to this grid's: whole numbers. */
    final int offsetX;

    final int offsetY;
    final int offsetZ;
    private final float[] indicator;
    /** How far towards the ventrolateral end, in standard deviations within the tracing. */
    private final float[] ventrolateral;

    NigraLevelFunction(CompositeAnatomy composite, Side side, Workers workers) {
        LabelMap map = composite.nigra();
        int label = (side == Side.RIGHT ? Nucleus.SN_R : Nucleus.SN_L).nmLabel().orElseThrow();
        Geometry whole = map.geometry();
        BoundingBox tracing = map.boundingBox(label)
                .orElseThrow(
                        () -> new IllegalArgumentException(composite.id() + " lacks the nigra's NM label " + label));
        double finest = Math.min(whole.spacing(0), Math.min(whole.spacing(1), whole.spacing(2)));
        BoundingBox box = tracing.grow((int) Math.ceil(MARGIN_MM / finest), whole);
        geometry = whole.crop(box);
        offsetX = -box.minX();
        offsetY = -box.minY();
        offsetZ = -box.minZ();
        LabelMap part = map.crop(box);
        Volume mask = Volume.zeros(geometry);
        part.forEachLabeled((index, l) -> mask.data()[index] = l == label ? 1 : 0);
        indicator = GaussianFilter.inMillimeters(mask, SIGMA_MM, workers).data();
        ventrolateral = new float[indicator.length];
        double lateral = side == Side.RIGHT ? 1 : -1;
        double sum = 0;
        double squares = 0;
        double count = 0;
        int i = 0;
        for (int z = 0; z < geometry.nz(); z++) {
            for (int y = 0; y < geometry.ny(); y++) {
                for (int x = 0; x < geometry.nx(); x++, i++) {
                    // Ventral in the midbrain is to the front.
                    double way = lateral * geometry.affine().applyX(x, y, z)
                            + geometry.affine().applyY(x, y, z);
                    ventrolateral[i] = (float) way;
                    if (mask.data()[i] > 0) {
                        sum += way;
                        squares += way * way;
                        count++;
                    }
                }
            }
        }
        double mean = sum / count;
        double sd = Math.sqrt(Math.max(1e-6, squares / count - mean * mean));
        for (i = 0; i < ventrolateral.length; i++) {
            ventrolateral[i] = (float) ((ventrolateral[i] - mean) / sd);
        }
    }

    /**
     * A function on this grid that is above 0 in the tracing of the wanted volume.
     *
     * @param map what the tracing will be deformed by
     * @param shiftMm of the tracing along each axis of this grid, before the deformation
     * @param volumeMm3 after the deformation
     * @param gradient how much of the volume is lost from the ventrolateral end
     */
    NigraLevelSet levelSet(Deformation map, List<Double> shiftMm, double volumeMm3, double gradient) {
        float[] moved = moved(shiftMm);
        float[] value = new float[indicator.length];
        double[] volume = new double[indicator.length];
        float[] sorted = new float[indicator.length];
        int candidates = 0;
        double total = 0;
        for (int i = 0; i < value.length; i++) {
            float inside = moved[i];
            // The shift is largest at the tracing's border and fades away from it, so that far away nothing rises.
            float shift = (float) (GRADIENT_SHARE * gradient) * ventrolateral[i] * 4 * inside * (1 - inside);
            value[i] = inside - shift;
            if (value[i] > MIN_INDICATOR) {
                volume[i] = volume(map, i);
                total += volume[i];
                sorted[candidates++] = value[i];
            }
        }
        Arrays.sort(sorted, 0, candidates);
        int low = 0;
        int high = candidates - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            double above = 0;
            for (int i = 0; i < value.length; i++) {
                if (value[i] > sorted[middle]) {
                    above += volume[i];
                }
            }
            if (above > volumeMm3) {
                low = middle;
            } else {
                high = middle;
            }
        }
        float threshold = total <= volumeMm3 ? MIN_INDICATOR : (sorted[low] + sorted[high]) / 2;
        for (int i = 0; i < value.length; i++) {
            value[i] -= threshold;
        }
        return new NigraLevelSet(this, value);
    }

    private float[] moved(List<Double> shiftMm) {
        if (shiftMm.stream().allMatch(s -> s == 0)) {
            return indicator;
        }
        Sampler sampler = Sampler.of(new Volume(geometry, indicator), Interpolation.LINEAR, 0, Workers.caller());
        double dx = shiftMm.get(0) / geometry.spacing(0);
        double dy = shiftMm.get(1) / geometry.spacing(1);
        double dz = shiftMm.get(2) / geometry.spacing(2);
        float[] out = new float[indicator.length];
        int i = 0;
        for (int z = 0; z < geometry.nz(); z++) {
            for (int y = 0; y < geometry.ny(); y++) {
                for (int x = 0; x < geometry.nx(); x++) {
                    out[i++] = sampler.at(x - dx, y - dy, z - dz);
                }
            }
        }
        return out;
    }

    private double volume(Deformation map, int index) {
        int x = geometry.x(index);
        int y = geometry.y(index);
        int z = geometry.z(index);
        Affine a = geometry.affine();
        return geometry.voxelVolumeMm3() * map.jacobian(a.applyX(x, y, z), a.applyY(x, y, z), a.applyZ(x, y, z));
    }
}
