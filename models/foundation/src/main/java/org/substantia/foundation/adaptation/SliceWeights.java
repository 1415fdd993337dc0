package org.substantia.foundation.adaptation;

import java.util.List;

/**
 * How much each slice of a region counted in a classification.
 *
 * @param roi the region
 * @param weights of its slices from the feet to the head; they sum up to 1
 * @param logOdds what the region as a whole added, about 0 for the average patient learned from
 */
public record SliceWeights(String roi, List<Double> weights, double logOdds) {
    public SliceWeights {
        weights = List.copyOf(weights);
    }
}
