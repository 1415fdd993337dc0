package org.substantia.foundation.adaptation;

import java.util.List;
import org.substantia.foundation.roi.SliceStack;

/**
 * What a classifier's answer owes to each part of one slice, told by hiding the parts one after the other. It says
 * where the answer comes from, not where disease is: a part may count because it is compared with others.
 *
 * @param stack the region
 * @param slice of the stack, from 0
 * @param rows of parts, from the front to the back
 * @param columns of parts, from the patient's left to the right
 * @param points by how many points of 100 the probability falls when a part is hidden, row by row
 */
public record PatchEffects(SliceStack stack, int slice, int rows, int columns, List<Double> points) {
    /** @throws IllegalArgumentException unless there is a number for each part */
    public PatchEffects {
        points = List.copyOf(points);
        if (points.size() != rows * columns) {
            throw new IllegalArgumentException(points.size() + " effects of " + rows + " x " + columns + " parts");
        }
    }
}
