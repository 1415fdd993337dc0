package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.substantia.foundation.model.RequiredEncoder;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.encoder.SegmenterNetwork;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.EncoderBranch;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;

/**
 * A model that training is initialized from. A model of other structures gives everything but the last layers; of these
 * it gives the rows of structures that both know by name.
 *
 * @param source what to call its file in messages
 */
record InitialModel(String source, TensorFile file, SegmentationPlan plan) {
    /** @throws IOException naming the file, if it cannot be read or is not a model of a version that can be */
    static InitialModel read(Path path) throws IOException {
        TensorFile file = ModelFiles.read(path);
        return new InitialModel(path.toString(), file, SegmentationModel.planOf(path.toString(), file));
    }

    /**
     * Makes sure that a model goes on with the encoder that it was trained with; one may be added.
     *
     * @param wanted the encoder of the model to be trained
     * @param given its file; not needed for the bundled one
     * @throws IOException if this one was trained with another one, or the file cannot be read
     */
    void requireEncoder(Optional<EncoderBranch> wanted, Optional<Path> given) throws IOException {
        if (plan.encoder().isEmpty()) {
            return;
        }
        EncoderBranch own = plan.encoder().get();
        // Its file is asked: older models tell less of their encoder, and know it by another digest.
        if (wanted.isEmpty()
                || !own.with(RequiredEncoder.of(own.encoder().open(source, given)))
                        .unnamed()
                        .equals(wanted.get().unnamed())) {
            throw new WeightsException(
                    source, "was trained with the encoder " + own.encoder().file() + "; go on with it by --encoder");
        }
    }

    /** Puts the localizer's weights into {@code weights}. */
    void restoreLocalizer(Parameters weights) throws WeightsException {
        TensorCopies.restore(source, file, SegmentationModel.LOCALIZER, weights.tensors());
    }

    /**
     * @param labelSet of the refinement
     * @return whether the model has this very refinement, whose weights are then in {@code weights}
     */
    boolean restore(Refinement refinement, LabelSet labelSet, Parameters weights) throws WeightsException {
        boolean has = plan.refinements().contains(refinement)
                && plan.labelSets().get(plan.indexOf(refinement)).meansSame(labelSet);
        if (has) {
            TensorCopies.restore(source, file, SegmentationModel.prefix(refinement), weights.tensors());
        }
        return has;
    }

    /** Puts what the segmenter shares with one of these label sets into {@code weights}. */
    void restoreSegmenter(List<LabelSet> labelSets, Parameters weights) throws WeightsException {
        // What comes from an encoder that the model did not have begins at nothing.
        boolean hasEncoder = plan.encoder().isPresent();
        Map<String, Tensor> same = new LinkedHashMap<>();
        Map<String, Tensor> last = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> {
            if (SegmenterNetwork.isLateral(name) && !hasEncoder) {
                return;
            }
            boolean changes =
                    Output.of(name).isPresent() && !plan.segmenterLabelSets().equals(labelSets);
            (changes ? last : same).put(name, tensor);
        });
        Map<String, NamedTensor> rebuilt = TensorCopies.named("", last, TensorType.F32);
        rebuilt.replaceAll((name, fresh) ->
                withKnownRows(fresh, labelSets.get(Output.of(name).orElseThrow().head())));
        TensorCopies.restore(source, file, SegmentationModel.SEGMENTER, same);
        TensorCopies.restore(source, new TensorFile(Map.of(), rebuilt), "", last);
    }

    /**
     * A tensor of a last layer.
     *
     * @param head index of the label set that it gives the classes of
     * @param auxiliary whether it is of an auxiliary head; all of these belong to the first label set
     * @param name of the tensor
     */
    private record Output(int head, boolean auxiliary, String name) {
        static Optional<Output> of(String name) {
            if (name.startsWith("aside")) {
                return Optional.of(new Output(0, true, name));
            }
            return name.startsWith("head")
                    ? Optional.of(new Output(Integer.parseInt(name.substring(4, name.indexOf('.'))), false, name))
                    : Optional.empty();
        }

        /** The tensor of the same layer that belongs to another label set. */
        String ofHead(int other) {
            return auxiliary ? name : name.replaceFirst("^head\\d+", "head" + other);
        }
    }

    /**
     * The fresh tensor with the rows of classes that this model knows: from its label set of the same name, else from
     * the first that has each.
     */
    private NamedTensor withKnownRows(NamedTensor fresh, LabelSet labelSet) {
        float[] values = fresh.floats();
        int outputs = (int) fresh.shape()[0];
        int row = values.length / outputs;
        Output output = Output.of(fresh.name()).orElseThrow();
        for (int c = 0; c < labelSet.classes(); c++) {
            String structure = c == 0 ? "" : labelSet.structures().get(c - 1).name();
            for (int h : output.auxiliary() ? List.of(0) : headsFor(labelSet)) {
                LabelSet known = plan.segmenterLabelSets().get(h);
                NamedTensor stored = file.tensors().get(SegmentationModel.SEGMENTER + output.ofHead(h));
                int from = classOf(known, structure);
                if (stored != null && from >= 0) {
                    float[] all = stored.floats();
                    for (int s = 0; s * labelSet.classes() < outputs; s++) {
                        int there = (s * known.classes() + from) * row;
                        System.arraycopy(all, there, values, (s * labelSet.classes() + c) * row, row);
                    }
                    break;
                }
            }
        }
        return NamedTensor.ofFloats(fresh.name(), TensorType.F32, fresh.shape(), values);
    }

    /** Indices of this model's heads, first the one of the label set's name. */
    private List<Integer> headsFor(LabelSet labelSet) {
        List<LabelSet> known = plan.segmenterLabelSets();
        return IntStream.range(0, known.size())
                .boxed()
                .sorted(Comparator.comparing(h -> !known.get(h).name().equals(labelSet.name())))
                .toList();
    }

    /** Class 0 for the empty name, -1 if the label set does not have the structure. */
    private static int classOf(LabelSet labelSet, String structure) {
        if (structure.isEmpty()) {
            return 0;
        }
        List<String> names =
                labelSet.structures().stream().map(LabelSet.Structure::name).toList();
        int index = names.indexOf(structure);
        return index < 0 ? -1 : index + 1;
    }
}
