package org.substantia.diagnosis.biomarkers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;

/**
 * How dark the dorsolateral spot of the nigra, nigrosome 1, is on the susceptibility map: by how many ppb a spot of
 * about a twelfth of the nigra, in its outer back part below its middle (Schwarz et al., PLoS One 9:e93814, 2014), lies
 * below what a smooth surface through the nigra (a cubic polynomial of the place, which an iron-rich ventral part
 * follows) and the partial volume at its border explain. About 5 where there is no spot.
 *
 * <p>The spot is looked for at its usual place. The darkest of 27 places around it, tried first since the place varies
 * between people, was 22 ppb deep where there was no spot: with so many to choose from, there is always a dark one.
 */
final class Nigrosome {
    private static final int MIN_VOXELS = 60;
    private static final int DEGREE = 3;
    private static final double SHARE = 0.08;
    /** Of the spot's border, in squared radii. */
    private static final double SOFTNESS = 0.25;

    private static final double[] RADII = {0.6, 0.6, 0.8};
    /** Along, across and up, in deviations of the nigra's voxels from its center. */
    private static final double[] PLACE = {0.75, 0.5, -0.35};

    private static final double BORDER_MM = 0.67;

    /**
     * Between the depths of spots that are there (47 ppb, deviation 11) and what is found where there is none (6,
     * deviation 9), in synthetic patients of training anatomy.
     */
    private static final double VISIBLE_PPB = 22;

    private static final double DOUBTFUL_PPB = 3;

    private Nigrosome() {}

    /**
     * @param qsm in ppb
     * @param nigra voxels of the QSM tracing of one side
     * @return ppb; empty when the nigra is too small to hold a spot
     */
    static OptionalDouble depth(MidbrainRegion qsm, int[] nigra, Side side) {
        if (nigra.length < MIN_VOXELS) {
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
        List<double[]> explained = surface(place);
        double[] border = border(qsm, nigra);
        explained.add(border);
        explained.add(Arrays.stream(border).map(b -> b * b).toArray());
        double[][] basis = explained.toArray(double[][]::new);
        orthonormalize(basis);
        double[] spot = without(spot(place), basis, basis.length);
        double norm = dot(spot, spot);
        return norm > 1e-6
                ? OptionalDouble.of(-dot(spot, without(qsm.values(nigra), basis, basis.length)) / norm)
                : OptionalDouble.empty();
    }

    /** All powers and products of the three coordinates up to the third. */
    private static List<double[]> surface(double[][] place) {
        List<double[]> terms = new ArrayList<>();
        for (int a = 0; a <= DEGREE; a++) {
            for (int b = 0; a + b <= DEGREE; b++) {
                for (int c = 0; a + b + c <= DEGREE; c++) {
                    double[] term = new double[place[0].length];
                    for (int i = 0; i < term.length; i++) {
                        term[i] = Math.pow(place[0][i], a) * Math.pow(place[1][i], b) * Math.pow(place[2][i], c);
                    }
                    terms.add(term);
                }
            }
        }
        return terms;
    }

    /**
     * From 0, no spot, to 1, a spot as a reader would call it: how deep it is beyond a certain depth tells of the scan,
     * not of the patient.
     */
    static double visibility(double depth) {
        return 1 / (1 + Math.exp(-(depth - VISIBLE_PPB) / DOUBTFUL_PPB));
    }

    /** How much of each voxel's surroundings is nigra. */
    private static double[] border(MidbrainRegion qsm, int[] nigra) {
        var box = qsm.mask(nigra).boundingBox().orElseThrow().grow(4, qsm.grid());
        var mask = qsm.mask(nigra).crop(box);
        float[] shape = new float[mask.voxels().length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = mask.voxels()[i];
        }
        float[] blurred = GaussianFilter.inMillimeters(new Volume(mask.geometry(), shape), BORDER_MM, Workers.caller())
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

    private static double[] spot(double[][] place) {
        double[] near = new double[place[0].length];
        for (int i = 0; i < near.length; i++) {
            for (int axis = 0; axis < 3; axis++) {
                double off = (place[axis][i] - PLACE[axis]) / RADII[axis];
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
    private static void orthonormalize(double[][] columns) {
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
