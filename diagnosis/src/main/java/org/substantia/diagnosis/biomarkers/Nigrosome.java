package org.substantia.diagnosis.biomarkers;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.substantia.cohort.Side;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.parallel.Workers;

/**
 * How dark the dorsolateral spot of the nigra, nigrosome 1, is on the susceptibility map: by how many ppb a spot of about a twelfth
 * of the nigra, in its outer back part below its middle (Schwarz et al., PLoS One 9:e93814, 2014), lies below what the nigra's
 * linear gradients and the partial volume at its border explain. The place of the spot varies between people, so the darkest of 27
 * places within that part counts. About 0 or little more where there is no spot.
 */
final class Nigrosome {
    private static final int LEAST_VOXELS = 60;
    private static final double SHARE = 0.08;
    /** Of the spot's border, in squared radii. */
    private static final double SOFTNESS = 0.25;

    private static final double[] RADII = {0.6, 0.6, 0.8};
    private static final double[] ALONG = {0.4, 0.75, 1.1};
    private static final double[] ACROSS = {0.2, 0.5, 0.8};
    private static final double[] UP = {-0.8, -0.35, 0.1};
    private static final double BORDER_MM = 0.67;

    /**
     * Between the depths of spots that are there (56 ppb, deviation 13) and what is found where there is none (22, deviation 10), in synthetic patients of
     * training anatomy.
     */
    private static final double VISIBLE_PPB = 38;

    private static final double DOUBTFUL_PPB = 4;

    private Nigrosome() {}

    /**
     * @param qsm in ppb
     * @param nigra voxels of the QSM tracing of one side
     * @return ppb; empty when the nigra is too small to hold a spot
     */
    static OptionalDouble depth(Window qsm, int[] nigra, Side side) {
        if (nigra.length < LEAST_VOXELS) {
            return OptionalDouble.empty();
        }
        NigraAxes axes = NigraAxes.of(qsm, nigra, side);
        double[][] place = new double[3][nigra.length];
        for (int i = 0; i < nigra.length; i++) {
            double[] p = axes.standard(qsm.place(nigra[i]));
            for (int axis = 0; axis < 3; axis++) {
                place[axis][i] = p[axis];
            }
        }
        double[] border = border(qsm, nigra);
        double[] constant = new double[nigra.length];
        Arrays.fill(constant, 1);
        double[][] explained = {
            constant,
            place[0].clone(),
            place[1].clone(),
            place[2].clone(),
            border,
            Arrays.stream(border).map(b -> b * b).toArray()
        };
        orthonormalise(explained);
        double[] values = without(qsm.values(nigra), explained, explained.length);
        double deepest = Double.NEGATIVE_INFINITY;
        for (double along : ALONG) {
            for (double across : ACROSS) {
                for (double up : UP) {
                    double[] spot = without(spot(place, along, across, up), explained, explained.length);
                    double norm = dot(spot, spot);
                    if (norm > 1e-6) {
                        deepest = Math.max(deepest, -dot(spot, values) / norm);
                    }
                }
            }
        }
        return Double.isFinite(deepest) ? OptionalDouble.of(deepest) : OptionalDouble.empty();
    }

    /** From 0, no spot, to 1, a spot as a reader would call it: how deep it is beyond a certain depth tells of the scan, not of the patient. */
    static double visibility(double depth) {
        return 1 / (1 + Math.exp(-(depth - VISIBLE_PPB) / DOUBTFUL_PPB));
    }

    /** How much of each voxel's surroundings is nigra. */
    private static double[] border(Window qsm, int[] nigra) {
        var box = qsm.mask(nigra).boundingBox().orElseThrow().grow(4, qsm.grid());
        var mask = qsm.mask(nigra).crop(box);
        float[] shape = new float[mask.voxels().length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = mask.voxels()[i];
        }
        float[] blurred = GaussianFilter.inMillimetres(new Volume(mask.geometry(), shape), BORDER_MM, Workers.caller())
                .data();
        double[] out = new double[nigra.length];
        int n = 0;
        // The nigra's voxels ascend in the whole window and therefore in its box.
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] > 0) {
                out[n++] = blurred[i];
            }
        }
        return out;
    }

    private static double[] spot(double[][] place, double along, double across, double up) {
        double[] centre = {along, across, up};
        double[] near = new double[place[0].length];
        for (int i = 0; i < near.length; i++) {
            for (int axis = 0; axis < 3; axis++) {
                double off = (place[axis][i] - centre[axis]) / RADII[axis];
                near[i] -= off * off;
            }
        }
        double[] sorted = near.clone();
        Arrays.sort(sorted);
        double level = sorted[(int) Math.round((1 - SHARE) * (sorted.length - 1))];
        return Arrays.stream(near)
                .map(n -> 1 / (1 + Math.exp(-(n - level) / SOFTNESS)))
                .toArray();
    }

    /** Gram-Schmidt, in place; what depends on the others becomes 0. */
    private static void orthonormalise(double[][] columns) {
        for (int i = 0; i < columns.length; i++) {
            double before = dot(columns[i], columns[i]);
            columns[i] = without(without(columns[i], columns, i), columns, i);
            double norm = dot(columns[i], columns[i]);
            double scale = norm > 1e-9 * before ? 1 / Math.sqrt(norm) : 0;
            for (int k = 0; k < columns[i].length; k++) {
                columns[i][k] *= scale;
            }
        }
    }

    /** A copy from which the first {@code count} orthonormal columns are projected out. */
    private static double[] without(double[] values, double[][] columns, int count) {
        double[] out = values.clone();
        for (int c = 0; c < count; c++) {
            double part = dot(out, columns[c]);
            for (int i = 0; i < out.length; i++) {
                out[i] -= part * columns[c][i];
            }
        }
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
