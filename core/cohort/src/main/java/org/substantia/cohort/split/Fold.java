package org.substantia.cohort.split;

import java.util.List;

/**
 * One turn of a cross-validation.
 *
 * @param index from 0
 * @param training the ids to learn from, sorted
 * @param heldOut the ids to test on, sorted
 */
public record Fold(int index, List<String> training, List<String> heldOut) {
    public Fold {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
    }
}
