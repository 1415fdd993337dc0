package org.substantia.synthesis.image.detail;

import static org.substantia.synthesis.image.detail.Curves.logistic;
import static org.substantia.synthesis.image.detail.Curves.square;

import java.util.Arrays;
import org.substantia.synthesis.subject.NigraParameters;

/** How iron and neuromelanin are spread within the substantia nigra of one side. */
final class NigraPattern {
    private final NigraParameters nigra;

    NigraPattern(NigraParameters nigra) {
        this.nigra = nigra;
    }

    /**
     * The iron-rich region in front and below, and nigrosome-1 at the back, outside and below the middle, each with its
     * share of the voxels; ppb.
     */
    double[] susceptibility(NucleusVoxels voxels) {
        double[] iron = new double[voxels.count()];
        double[] nigrosome = new double[voxels.count()];
        for (int i = 0; i < iron.length; i++) {
            double along = voxels.along(i);
            double across = voxels.across(i);
            double w = voxels.superior(i);
            iron[i] = -across - 0.35 * along - 0.25 * w;
            nigrosome[i] = -square((along - 0.75) / 0.6) - square((across - 0.5) / 0.6) - square((w + 0.35) / 0.8);
        }
        double ironLevel = quantile(iron, 1 - nigra.highIronFraction());
        double nigrosomeLevel = quantile(nigrosome, 1 - nigra.nigrosomeShare());
        double depth = nigra.nigrosomeVisible() ? nigra.nigrosomeDepthPpb() : 0;
        double[] values = new double[iron.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = nigra.highIronExtraPpb() * logistic((iron[i] - ironLevel) / 0.12)
                    - depth * logistic((nigrosome[i] - nigrosomeLevel) / 0.25);
        }
        return values;
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1))))];
    }

    /**
     * Contrast falls towards the ventrolateral end, to the front and outside, by a share of itself per standard
     * deviation.
     */
    double[] neuromelanin(NucleusVoxels voxels) {
        double[] way = new double[voxels.count()];
        for (int i = 0; i < way.length; i++) {
            way[i] = voxels.lateralMm(i) + voxels.anteriorMm(i);
        }
        voxels.standardize(way);
        for (int i = 0; i < way.length; i++) {
            way[i] *= -nigra.nmContrast() * nigra.ventrolateralGradient();
        }
        return way;
    }
}
