package org.substantia.segmentation.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.PlanJson;
import org.substantia.segmentation.plan.SegmentationPlan;

/**
 * Weights to start from another model. A model of other structures gives everything but the last layers; of those, the
 * rows of structures that both know by name.
 */
final class InitialWeights {
    private InitialWeights() {}

    /** @throws WeightsException if the file is not a model of a version that can be read */
    static SegmentationPlan plan(String source, TensorFile file) throws WeightsException {
        String text = file.metadata().get(SegmentationModel.PLAN);
        if (text == null) {
            throw new WeightsException(
                    source, "is no segmentation model: its metadata has no " + SegmentationModel.PLAN);
        }
        try {
            return PlanJson.read(text);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source, e.getMessage(), e);
        }
    }

    /** Puts what a model's segmenter shares with a network of {@code heads} into that. */
    static void put(String source, TensorFile file, List<LabelSet> heads, Parameters into) throws IOException {
        SegmentationPlan old = plan(source, file);
        Map<String, Tensor> kept = new LinkedHashMap<>();
        Map<String, NamedTensor> rebuilt = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> entry : into.tensors().entrySet()) {
            Optional<Integer> head = headOf(entry.getKey());
            if (head.isEmpty() || old.heads().equals(heads)) {
                kept.put(entry.getKey(), entry.getValue());
            } else {
                NamedTensor fresh = TensorCopies.named("", Map.of(entry.getKey(), entry.getValue()), TensorType.F32)
                        .get(entry.getKey());
                rebuilt.put(entry.getKey(), withRows(file, old, heads.get(head.get()), fresh));
            }
        }
        TensorCopies.restore(source, file, SegmentationModel.SEGMENTER, kept);
        TensorFile changed = TensorFile.of(Map.of(), new ArrayList<>(rebuilt.values()));
        Map<String, Tensor> last = new LinkedHashMap<>();
        rebuilt.keySet().forEach(name -> last.put(name, into.get(name)));
        TensorCopies.restore(source, changed, "", last);
    }

    /** The head a tensor belongs to; those of deep supervision belong to the first. */
    private static Optional<Integer> headOf(String tensor) {
        if (tensor.startsWith("aside")) {
            return Optional.of(0);
        }
        return tensor.startsWith("head")
                ? Optional.of(Integer.parseInt(tensor.substring(4, tensor.indexOf('.'))))
                : Optional.empty();
    }

    private static NamedTensor withRows(TensorFile file, SegmentationPlan old, LabelSet head, NamedTensor fresh) {
        float[] values = fresh.floats();
        int classes = head.classes();
        int outputs = (int) fresh.shape()[0];
        int row = values.length / outputs;
        String name = fresh.name();
        String kind = name.substring(0, name.indexOf('.')).replaceAll("\\d+$", "");
        for (int c = 0; c < classes; c++) {
            String wanted = c == 0 ? "" : head.structures().get(c - 1).name();
            for (int h = 0; h < (kind.equals("aside") ? 1 : old.heads().size()); h++) {
                LabelSet source = old.heads().get(h);
                String there = kind.equals("aside") ? name : name.replaceFirst("^head\\d+", "head" + h);
                NamedTensor stored = file.tensors().get(SegmentationModel.SEGMENTER + there);
                int from = classOf(source, wanted);
                if (stored == null || from < 0) {
                    continue;
                }
                float[] known = stored.floats();
                for (int s = 0; s * classes < outputs; s++) {
                    System.arraycopy(known, (s * source.classes() + from) * row, values, (s * classes + c) * row, row);
                }
                break;
            }
        }
        return NamedTensor.ofFloats(name, TensorType.F32, fresh.shape(), values);
    }

    /** Class 0 for the empty name, -1 if the head does not know the structure. */
    private static int classOf(LabelSet head, String structure) {
        if (structure.isEmpty()) {
            return 0;
        }
        for (int k = 0; k < head.structures().size(); k++) {
            if (head.structures().get(k).name().equals(structure)) {
                return k + 1;
            }
        }
        return -1;
    }
}
