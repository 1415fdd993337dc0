package org.substantia.segmentation.distillation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private final boolean mirrored;

    private TeacherEnsemble(boolean mirrored) {
        this.mirrored = mirrored;
    }

    /**
     * @param files of the models, at least one
     * @param mirrored whether the mirrored patch is seen, too; segmenters of one half of the head are the same with it,
     *     since they see every right half mirrored anyway
     * @throws IOException naming the file, if one cannot be read or its answers cannot be averaged with the first's
     */
    public static TeacherEnsemble open(List<Path> files, boolean mirrored, ComputeDevice device) throws IOException {
        TeacherEnsemble ensemble = new TeacherEnsemble(mirrored);
        try {
            for (Path file : files) {
                SegmentationModel model = ModelFiles.open(file, device);
                ensemble.models.add(model);
                requireSameTask(files.get(0), ensemble.models.get(0), file, model);
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
    public List<Tensor> probabilities(Tensor input) {
        PointerScope callers = PointerScope.getInnerScope();
        // A pass keeps gigabytes until its scope ends, so the caller's is given the result alone.
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            List<Tensor> sum = new ArrayList<>();
            int passes = 0;
            for (SegmentationModel model : models) {
                add(sum, model.segment(input));
                passes++;
                if (mirrored && !model.plan().seesOneSide()) {
                    add(sum, new MirroredPass(model).segment(input));
                    passes++;
                }
            }
            Scalar share = new Scalar(1.0 / passes);
            for (Tensor head : sum) {
                head.mul_(share);
                callers.attach(head);
            }
            return sum;
        }
    }

    private static void add(List<Tensor> sum, List<Tensor> answer) {
        for (int h = 0; h < answer.size(); h++) {
            if (sum.size() <= h) {
                sum.add(answer.get(h));
            } else {
                sum.get(h).add_(answer.get(h));
            }
        }
    }

    @Override
    public void close() {
        models.forEach(SegmentationModel::close);
    }
}
