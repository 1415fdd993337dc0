package org.substantia.segmentation.quality;

import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One structure of a segmentation.
 *
 * @param name in the field's short form, {@code SN_r}
 * @param label its value in the map
 * @param volumeMm3 of its voxels
 * @param confidence mean probability over its voxels, 0 to 1; empty when it has none
 * @param parts how many pieces it fell into before all but the largest were removed
 * @param flags what looks wrong
 */
public record StructureQuality(
        String name, int label, double volumeMm3, OptionalDouble confidence, int parts, Set<QcFlag> flags) {
    public StructureQuality {
        Set<QcFlag> copy = EnumSet.noneOf(QcFlag.class);
        copy.addAll(flags);
        flags = Collections.unmodifiableSet(copy);
    }

    /** Whether a person should look at it. */
    public boolean needsReview() {
        return flags.stream().anyMatch(QcFlag::needsReview);
    }
}
