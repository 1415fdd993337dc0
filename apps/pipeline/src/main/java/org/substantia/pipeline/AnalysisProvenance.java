package org.substantia.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.segmentation.inference.SegmentationOptions;
import org.substantia.segmentation.model.ModelFiles;

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

    /**
     * What an analysis will be made with; opens no model and needs no libtorch.
     *
     * @param version of the program
     * @param device {@code cpu bf16} and the like
     * @throws IOException naming the file of a model that cannot be read
     */
    public static AnalysisProvenance of(AnalysisOptions options, String version, String device) throws IOException {
        List<ModelReference> models = new ArrayList<>();
        for (String name : options.segmentationModels()) {
            Path file = Path.of(name);
            models.add(new ModelReference(file.getFileName().toString(), ModelFiles.sha256(file)));
        }
        if (models.isEmpty()) {
            models.add(new ModelReference(ModelFiles.BUILT_IN, ModelFiles.sha256(BuiltIn.PATH)));
        }
        return new AnalysisProvenance(version, models, device, segmentation(options), options.registration());
    }

    static SegmentationOptions segmentation(AnalysisOptions options) {
        return SegmentationOptions.defaults().withAugmented(options.augmented());
    }
}
