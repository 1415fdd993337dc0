package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.segmentation.model.SegmentationModel;

/**
 * The networks that a model file holds, as training goes on.
 *
 * @param localizer weights to predict with
 * @param segmenter in training
 * @param refinements in training
 */
record ModelSnapshot(Map<String, Tensor> localizer, StageTrainer segmenter, RefinementTrainers refinements) {
    /** @param provenance of the run */
    void write(Path file, Map<String, String> provenance, long seed) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(provenance);
        metadata.put("substantia.steps", Long.toString(segmenter.steps()));
        metadata.put("substantia.seed", Long.toString(seed));
        SafeTensors.write(
                file,
                SegmentationModel.toFile(
                        refinements.usablePlan(), localizer, segmenter.average(), refinements.averages(), metadata));
    }
}
