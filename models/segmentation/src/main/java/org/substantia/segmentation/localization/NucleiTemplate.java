package org.substantia.segmentation.localization;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.statistics.PublishedReference;
import org.substantia.segmentation.plan.LabelSet;

/**
 * Centroids of the nuclei in an average head: mm to the left, to the front and up from the middle of the box around all
 * of them. They are the means over 120 synthetic cases of the anatomy bank's training heads and masks, brought together
 * by rigid motions and made symmetric; single heads differ from them by 1.3 to 3 mm (root mean square).
 */
final class NucleiTemplate {
    private static final Map<Structure, double[]> LEFT = Map.of(
            Structure.CN, new double[] {12.3, 25.9, 17.7},
            Structure.PUT, new double[] {23.7, 19.2, 10.4},
            Structure.GP, new double[] {18.4, 14.5, 7.7},
            Structure.TH, new double[] {10.6, -0.6, 12.6},
            Structure.STN, new double[] {9.7, 7.0, 3.0},
            Structure.SN, new double[] {8.8, 2.4, -2.8},
            Structure.RN, new double[] {5.0, 0.8, 1.0},
            Structure.DN, new double[] {12.3, -31.8, -25.2});

    private static final Map<String, Nucleus> NUCLEI = new HashMap<>();

    static {
        for (Nucleus nucleus : Nucleus.values()) {
            NUCLEI.put(nucleus.symbol(), nucleus);
        }
    }

    private NucleiTemplate() {}

    /** Whether it has every structure of a label set. */
    static boolean knows(LabelSet labelSet) {
        return labelSet.structures().stream().allMatch(s -> NUCLEI.containsKey(s.name()));
    }

    /** Empty for structures other than the challenge's. */
    static Optional<double[]> centroid(String structure) {
        return Optional.ofNullable(NUCLEI.get(structure)).map(nucleus -> {
            double[] left = LEFT.get(nucleus.structure());
            return new double[] {nucleus.side() == Side.LEFT ? left[0] : -left[0], left[1], left[2]};
        });
    }

    /** Empty for structures other than the challenge's. */
    static OptionalDouble volumeMm3(String structure) {
        Nucleus nucleus = NUCLEI.get(structure);
        return nucleus == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(1000 * PublishedReference.volumeCm3(nucleus.structure()));
    }
}
