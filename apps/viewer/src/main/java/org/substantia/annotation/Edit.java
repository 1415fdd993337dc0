package org.substantia.annotation;

import java.util.List;
import java.util.Map;

/**
 * What a rater wants changed in one plane.
 *
 * @param tool an editing tool
 * @param label the label that is drawn or erased
 * @param plane the axial plane
 * @param set pixels to take the label
 * @param clear pixels to lose the label; those of other labels stay
 * @param protectOthers whether pixels that hold another label keep it
 * @param parameters of the tool, for the record
 */
public record Edit(
        Tool tool,
        int label,
        int plane,
        List<Integer> set,
        List<Integer> clear,
        boolean protectOthers,
        Map<String, String> parameters) {
    /** @throws IllegalArgumentException if the tool does not edit */
    public Edit {
        if (!tool.isEdit()) {
            throw new IllegalArgumentException(tool + " is no editing tool");
        }
        set = List.copyOf(set);
        clear = List.copyOf(clear);
        parameters = Map.copyOf(parameters);
    }
}
