package org.substantia.cohort.validation.duplicates;

import java.util.List;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Sampler;

/**
 * What is particular to a head: the tissue in the common pose at 5 mm, less its own blur of 6 mm. All heads are alike
 * in the large and in their outline, those in a template's space most of all; folds are not, and neither a change of
 * brightness nor the coil's shading reaches them. Immutable and safe to share between threads.
 */
final class HeadSignature {
    static final CenteredGrid GRID = new CenteredGrid(29, 35, 25, 5);

    private static final double BLUR_CELLS = 1.2;

    /** A head of which less than this share of the grid was imaged is not compared. */
    private static final double MIN_SHARE = 0.1;

    private final float[] values;

    private HeadSignature(float[] values) {
        this.values = values;
    }

    /** Empty when too little of the head was imaged. */
    static Optional<HeadSignature> of(HeadImage head, Affine pose) {
        float[] sampled = GRID.sample(head.sampler(), head.worldToVoxels().compose(pose));
        boolean[] tissue = new boolean[sampled.length];
        for (int i = 0; i < sampled.length; i++) {
            tissue[i] = head.isTissue(sampled[i]);
        }
        float[] weight = new float[sampled.length];
        int inside = 0;
        for (int i = 0; i < sampled.length; i++) {
            if (isWithin(tissue, i)) {
                weight[i] = 1;
                inside++;
            } else {
                sampled[i] = 0;
            }
        }
        if (inside < MIN_SHARE * sampled.length) {
            return Optional.empty();
        }
        // Blurring values and weights alike keeps the edge of the tissue, and that of the field of view, from looking
        // like a feature of the head.
        float[] blurred = blur(sampled);
        float[] share = blur(weight);
        for (int i = 0; i < sampled.length; i++) {
            sampled[i] = weight[i] == 0 ? Float.NaN : sampled[i] - blurred[i] / share[i];
        }
        return UnitVector.normalize(sampled) ? Optional.of(new HeadSignature(sampled)) : Optional.empty();
    }

    /** Whether a cell and its six neighbors are tissue: at the rim cells are mixed with what lies outside. */
    private static boolean isWithin(boolean[] tissue, int cell) {
        Geometry grid = GRID.geometry();
        int x = grid.x(cell);
        int y = grid.y(cell);
        int z = grid.z(cell);
        int row = grid.nx();
        int slice = grid.nx() * grid.ny();
        return tissue[cell]
                && (x == 0 || tissue[cell - 1])
                && (x == grid.nx() - 1 || tissue[cell + 1])
                && (y == 0 || tissue[cell - row])
                && (y == grid.ny() - 1 || tissue[cell + row])
                && (z == 0 || tissue[cell - slice])
                && (z == grid.nz() - 1 || tissue[cell + slice]);
    }

    private static float[] blur(float[] values) {
        return GaussianFilter.inVoxels(
                        new Volume(GRID.geometry(), values), BLUR_CELLS, BLUR_CELLS, BLUR_CELLS, Workers.caller())
                .data();
    }

    /** The mean of several, for what all heads have in common. */
    static float[] meanOf(List<HeadSignature> signatures) {
        float[] mean = new float[GRID.size()];
        for (HeadSignature signature : signatures) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += signature.values[i] / signatures.size();
            }
        }
        return mean;
    }

    double dot(float[] other) {
        return UnitVector.dot(values, other);
    }

    /** Pearson's correlation in the common pose. */
    double correlation(HeadSignature other) {
        return UnitVector.dot(values, other.values);
    }

    /** The correlation after removing what is left between the poses of two heads. */
    double alignedCorrelation(HeadSignature other) {
        Sampler sampler = Sampler.of(new Volume(GRID.geometry(), values), Interpolation.LINEAR, 0, Workers.caller());
        return new RigidAligner(GRID, other.values)
                .align(sampler, GRID.geometry().affine().inverse(), Affine.identity())
                .correlation();
    }
}
