package org.substantia.synthesis.anatomy.build;

import java.util.List;
import org.substantia.cohort.anatomy.Side;
import org.substantia.synthesis.anatomy.registration.InclusionConstraint;

/** The regions of a head that nuclei are held in, or kept out of, while the head is brought to a mask. */
enum InclusionRegion {
    MIDBRAIN_RIGHT(true, 3, 3),
    MIDBRAIN_LEFT(true, 3, 3),
    /** The subthalamic nucleus is small and often far from its place after the affine map. */
    AROUND_STN_RIGHT(true, 8, 40),
    AROUND_STN_LEFT(true, 8, 40),
    CEREBELLUM_RIGHT(true, 1, 1),
    CEREBELLUM_LEFT(true, 1, 1),
    /** The caudate lies along a ventricle: too firm a hold would make it thinner. */
    CAUDATE_VENTRICLES(false, 1.8, 1.55),
    VENTRICLES(false, 8, 4),
    LEFT_HALF(false, 1, 1),
    RIGHT_HALF(false, 1, 1);

    private static final List<InclusionRegion> ALL = List.of(values());

    private final boolean inside;
    private final double weight;
    private final double emphasis;

    InclusionRegion(boolean inside, double weight, double emphasis) {
        this.inside = inside;
        this.weight = weight;
        this.emphasis = emphasis;
    }

    /** Number of the region's group in a registration plan, after the shared structures. */
    int group() {
        return HeadToMaskRegistration.SHARED.size() + ALL.indexOf(this);
    }

    static List<InclusionConstraint> constraints() {
        return ALL.stream()
                .map(region -> new InclusionConstraint(region.inside, region.weight, region.emphasis))
                .toList();
    }

    static InclusionRegion midbrain(Side side) {
        return side == Side.RIGHT ? MIDBRAIN_RIGHT : MIDBRAIN_LEFT;
    }

    static InclusionRegion aroundStn(Side side) {
        return side == Side.RIGHT ? AROUND_STN_RIGHT : AROUND_STN_LEFT;
    }

    static InclusionRegion cerebellum(Side side) {
        return side == Side.RIGHT ? CEREBELLUM_RIGHT : CEREBELLUM_LEFT;
    }

    /** The half of the head on a side. */
    static InclusionRegion half(Side side) {
        return side == Side.RIGHT ? RIGHT_HALF : LEFT_HALF;
    }
}
