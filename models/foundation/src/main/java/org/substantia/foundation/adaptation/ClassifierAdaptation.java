package org.substantia.foundation.adaptation;

import java.util.List;
import org.substantia.cohort.split.CaseGroups;

/** A way of adapting an encoder to a question, ready to learn from labeled patients. */
@FunctionalInterface
public interface ClassifierAdaptation {
    /**
     * Learns from patients. Everything that is chosen, such as the strength of a penalty and the number of epochs, is
     * chosen within these patients, by cross-validation. The same patients in the same order and the same seed give the
     * same bytes on the same number of threads.
     *
     * @param examples with the same regions and sizes each; soft labels are learned instead of the answers, by which
     *     the examples are still dealt into folds
     * @param positive whether the answer is yes, one for each example, both answers at least twice
     * @param groups examples, by their ids, that must stay on one side of every split
     * @param seed of every random choice
     * @return to be closed by the caller
     * @throws IllegalArgumentException if there are too few examples or they differ in their regions
     */
    AdaptedClassifier fit(List<Example> examples, boolean[] positive, CaseGroups groups, long seed);
}
