package org.substantia.pipeline;

import java.util.List;
import org.substantia.segmentation.inference.SegmentationOptions;

/**
 * What all analyses of one analyzer have in common, for their provenance.
 *
 * @param version of the program
 * @param models whose probabilities were averaged
 * @param device {@code cpu bf16} and the like
 * @param segmentation how nuclei were segmented
 * @param registration whether images on grids of their own were registered to the reference image
 */
public record AnalysisProvenance(
        String version,
        List<ModelReference> models,
        String device,
        SegmentationOptions segmentation,
        boolean registration) {
    public AnalysisProvenance {
        models = List.copyOf(models);
    }
}
