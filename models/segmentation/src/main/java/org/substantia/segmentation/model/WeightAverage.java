package org.substantia.segmentation.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.plan.SegmentationPlan;

/**
 * The mean of several models' weights. Where one model was trained on from another, what lies between them segments
 * too, often better on scans that neither was trained for (Wortsman et al., "Model soups", ICML 2022), at the cost of
 * one model. Models that were trained from different beginnings have no such mean: average their probabilities instead.
 * Stateless.
 */
public final class WeightAverage {
    private WeightAverage() {}

    /**
     * Averages models, each counting the same.
     *
     * @param models at least two files, or {@link BuiltIn#PATH}, of one plan
     * @param provenance metadata of the result beside its plan and the digests of the models
     * @return the content of a model file; weights have the number format of the first model's
     * @throws IOException in one line naming the file, if one cannot be read, is no model, or has another plan than the
     *     first
     */
    public static TensorFile of(List<Path> models, Map<String, String> provenance) throws IOException {
        if (models.size() < 2) {
            throw new IllegalArgumentException("at least two models are needed for an average");
        }
        List<TensorFile> files = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        SegmentationPlan plan = null;
        for (Path model : models) {
            TensorFile file = ModelFiles.read(model);
            SegmentationPlan own = SegmentationModel.planOf(model.toString(), file);
            if (plan == null) {
                plan = own;
            } else if (!own.unnamed().equals(plan.unnamed()) || !shapes(file).equals(shapes(files.get(0)))) {
                throw new WeightsException(
                        model.toString(),
                        "is a model of another plan than " + models.get(0) + ", so their weights have no mean");
            }
            files.add(file);
            digests.add(ModelFiles.sha256(model));
        }
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        for (NamedTensor first : files.get(0).tensors().values()) {
            float[] sum = first.floats();
            for (TensorFile file : files.subList(1, files.size())) {
                float[] values = file.tensors().get(first.name()).floats();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values[i];
                }
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] /= files.size();
            }
            tensors.put(first.name(), NamedTensor.ofFloats(first.name(), first.type(), first.shape(), sum));
        }
        Map<String, String> metadata = new LinkedHashMap<>(provenance);
        metadata.put("substantia.averageOf", String.join(" ", digests));
        return SegmentationModel.toFile(plan, tensors, metadata);
    }

    private static Map<String, List<Long>> shapes(TensorFile file) {
        return file.tensors().values().stream()
                .collect(Collectors.toMap(
                        NamedTensor::name,
                        tensor -> Arrays.stream(tensor.shape()).boxed().toList()));
    }
}
