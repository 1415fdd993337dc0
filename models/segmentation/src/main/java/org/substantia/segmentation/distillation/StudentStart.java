package org.substantia.segmentation.distillation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;

/**
 * The model that a student's training is initialized from: localizer and refinements of the teacher as they are, the
 * segmenter's weights chosen among the teacher's ({@link NarrowedWeights}) or, where the student has a layer that the
 * teacher lacks or a wider one, at random.
 */
public final class StudentStart {
    private StudentStart() {}

    /**
     * Writes the model file.
     *
     * @param teacher model file
     * @param plan of the student, which differs from the teacher's in the segmenter's levels at most
     * @param seed of weights that begin at random
     * @throws IOException naming the file, if one cannot be read or written
     */
    public static void write(Path teacher, SegmentationPlan plan, long seed, Path file) throws IOException {
        TensorFile known = ModelFiles.read(teacher);
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        known.tensors().forEach((name, tensor) -> {
            if (!name.startsWith(SegmentationModel.SEGMENTER)) {
                tensors.put(name, tensor);
            }
        });
        RandomStream random = new RandomStream(seed);
        Declarations declarations = new ResidualUNet(plan.segmenter().topology(), Precision.FP32).declarations();
        for (Declaration declaration : declarations.all()) {
            String name = SegmentationModel.SEGMENTER + declaration.name();
            NamedTensor wider = known.tensors().get(name);
            float[] values = wider == null
                    ? declaration.initial(random)
                    : NarrowedWeights.of(wider, declaration).orElseGet(() -> declaration.initial(random));
            tensors.put(name, NamedTensor.ofFloats(name, TensorType.F16, declaration.dimensions(), values));
        }
        SafeTensors.write(file, SegmentationModel.toFile(plan, tensors, Map.of()));
    }
}
