package org.substantia.pipeline.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.scoring.challenge.ChallengeWeights;

/** The numbers of the composite, in files. */
public record WeightsJson(
        double dice,
        double hausdorff,
        double hausdorffNormalizer,
        Map<String, Double> modalities,
        Map<String, Map<String, Double>> regions) {
    public static WeightsJson of(ChallengeWeights weights) {
        Map<String, Double> modalities = new LinkedHashMap<>();
        weights.modalities().forEach((scheme, weight) -> modalities.put(scheme.name(), weight));
        Map<String, Map<String, Double>> regions = new LinkedHashMap<>();
        weights.regions().forEach((scheme, map) -> {
            Map<String, Double> bySymbol = new LinkedHashMap<>();
            map.forEach((structure, weight) -> bySymbol.put(structure.symbol(), weight));
            regions.put(scheme.name(), bySymbol);
        });
        return new WeightsJson(weights.dice(), weights.hausdorff(), weights.hausdorffNormalizer(), modalities, regions);
    }
}
