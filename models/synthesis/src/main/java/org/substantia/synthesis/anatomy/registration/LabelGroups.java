package org.substantia.synthesis.anatomy.registration;

import java.util.List;
import java.util.Objects;
import org.substantia.imaging.LabelMap;

/**
 * A label map and the groups that registration makes of its labels. Groups have the numbers of a
 * {@link RegistrationPlan}: first the shared structures, then for each containment the part to be contained (in the
 * fixed map) or the region (in the moving).
 *
 * @param labels the map; labels index {@code groupsOf}
 * @param groupsOf for every label the numbers of its groups
 */
public record LabelGroups(LabelMap labels, List<List<Integer>> groupsOf) {
    public LabelGroups {
        Objects.requireNonNull(labels, "labels");
        groupsOf = List.copyOf(groupsOf);
    }
}
