package org.substantia.segmentation.inference;

import java.util.List;

/**
 * What all predictions of a run have in common, for their provenance.
 *
 * @param version of the program
 * @param models whose probabilities were averaged
 * @param device {@code cpu bf16} and the like
 * @param options of the prediction
 */
public record RunFacts(String version, List<ModelFacts> models, String device, PredictionOptions options) {
    public RunFacts {
        models = List.copyOf(models);
    }
}
