package org.substantia.segmentation.distillation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.Teacher;

/**
 * The mean of the probabilities of several models' segmenters, and of what they say of the mirrored patch if that is
 * wanted. To be used by one thread; close it to free the weights.
 */
public final class TeacherEnsemble implements Teacher, AutoCloseable {
    private final List<SegmentationModel> models = new ArrayList<>();
    private final List<Function<Tensor, List<Tensor>>> passes = new ArrayList<>();

    private TeacherEnsemble() {}

    /** Of models that were trained without an encoder or with the bundled one. */
    public static TeacherEnsemble open(List<Path> files, boolean mirrored, ComputeDevice device) throws IOException {
        return open(files, Optional.empty(), mirrored, device);
    }

    /**
     * @param files of the models, at least one
     * @param encoder file of the encoder that models were trained with, if that is not the bundled one
     * @param mirrored whether the mirrored patch is seen, too; segmenters of one half of the head are the same with it,
     *     since they see every right half mirrored anyway
     * @throws IOException naming the file, if one cannot be read or its answers cannot be averaged with the first's
     */
    public static TeacherEnsemble open(List<Path> files, Optional<Path> encoder, boolean mirrored, ComputeDevice device)
            throws IOException {
        TeacherEnsemble ensemble = new TeacherEnsemble();
        try {
            for (Path file : files) {
                SegmentationModel model = ModelFiles.open(file, encoder, device);
                ensemble.models.add(model);
                requireSameTask(files.get(0), ensemble.models.get(0), file, model);
                ensemble.passes.add(model::segment);
                if (mirrored && !model.plan().seesOneSide()) {
                    ensemble.passes.add(new MirroredPass(model)::segment);
                }
            }
        } catch (IOException e) {
            ensemble.close();
            throw e;
        }
        if (ensemble.models.isEmpty()) {
            throw new IllegalArgumentException("a teacher needs at least one model");
        }
        return ensemble;
    }

    private static void requireSameTask(Path first, SegmentationModel teacher, Path file, SegmentationModel model)
            throws WeightsException {
        SegmentationPlan plan = model.plan();
        boolean same = plan.segmenter()
                .topology()
                .blockSize()
                .equals(teacher.plan().segmenter().topology().blockSize());
        try {
            Networks.averageOf(List.of(Networks.of(teacher), Networks.of(model)));
        } catch (IllegalArgumentException e) {
            same = false;
        }
        if (!same) {
            throw new WeightsException(
                    file.toString(),
                    "differs from the first teacher, " + first
                            + ", in images, labels, spacing or patch, so their answers cannot be averaged");
        }
    }

    /** Of the first model, whose localizer and refinements the student takes over. */
    public SegmentationPlan plan() {
        return models.get(0).plan();
    }

    /** SHA-256 of the models' files, in order. */
    public List<String> digests() {
        return models.stream().map(SegmentationModel::sha256).toList();
    }

    @Override
    public String describe() {
        return "teacher " + String.join(" ", digests()) + (passes.size() > models.size() ? ", mirrored, too" : "");
    }

    @Override
    public List<Tensor> probabilities(Tensor input) {
        try (NoGradGuard still = new NoGradGuard()) {
            List<Tensor> sum = answer(passes.get(0), input);
            for (Function<Tensor, List<Tensor>> pass : passes.subList(1, passes.size())) {
                List<Tensor> more = answer(pass, input);
                for (int h = 0; h < sum.size(); h++) {
                    sum.get(h).add_(more.get(h));
                }
            }
            sum.forEach(head -> head.mul_(new Scalar(1.0 / passes.size())));
            return sum;
        }
    }

    /** What a pass keeps until its scope ends is gigabytes, so the caller's scope is given its result alone. */
    private static List<Tensor> answer(Function<Tensor, List<Tensor>> pass, Tensor input) {
        PointerScope callers = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> heads = pass.apply(input);
            heads.forEach(callers::attach);
            return heads;
        }
    }

    @Override
    public void close() {
        models.forEach(SegmentationModel::close);
    }
}
