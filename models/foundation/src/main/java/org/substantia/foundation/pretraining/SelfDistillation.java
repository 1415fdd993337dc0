package org.substantia.foundation.pretraining;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Features;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;

/**
 * Self-distillation without labels as in DINO (Caron et al. 2021) and iBOT (Zhou et al. 2022), whose sum DINOv2 (Oquab
 * et al. 2023) was trained with. A student is shown two large views of a slice, of which some patches are masked, and
 * {@value #SMALL_VIEWS} small ones; its teacher, the moving average of the student, is shown the large ones whole. From
 * each view the student's class token should name the prototypes that the teacher names for the other large view, and
 * from what is around a masked patch those that the teacher names for it. What comes out is the teacher.
 *
 * <p>It holds no tensors: weights come with each call. Immutable.
 */
final class SelfDistillation implements PretextTask {
    private static final int LARGE_VIEWS = 2;
    private static final int SMALL_VIEWS = 4;
    private static final double LEAST_HIDDEN = 0.1;
    private static final double MOST_HIDDEN = 0.5;
    private static final double STUDENT_TEMPERATURE = 0.1;
    private static final double TEACHER_TEMPERATURE = 0.06;
    /** How much of itself the teacher keeps in the first step; in the last one it keeps all. */
    private static final double FIRST_MOMENTUM = 0.99;

    private static final String TEACHER = "teacher.";

    private final VisionEncoder encoder;
    private final SliceViews views;
    private final ProjectionHead wholeHead;
    private final ProjectionHead patchHead;

    SelfDistillation(EncoderShape shape, SliceViews views, Precision precision) {
        encoder = new VisionEncoder(shape.architecture(), precision);
        this.views = views;
        wholeHead = ProjectionHead.of("class_head", encoder.architecture().width());
        patchHead = ProjectionHead.of("patch_head", encoder.architecture().width());
    }

    @Override
    public VisionEncoder encoder() {
        return encoder;
    }

    @Override
    public Declarations declarations() {
        Declarations all = encoder.declarations();
        wholeHead.declare(all);
        patchHead.declare(all);
        for (Declaration d : List.copyOf(all.all())) {
            all.frozen().declare(TEACHER + d.name(), d.initialization(), d.dimensions());
        }
        return all;
    }

    /** The teacher begins as the student. */
    @Override
    public Parameters initialize(long seed, Device device) {
        Parameters weights = PretextTask.super.initialize(seed, device);
        teach(weights, 0);
        return weights;
    }

    @Override
    public void follow(Parameters weights, double progress) {
        teach(weights, 1 - (1 - FIRST_MOMENTUM) * (1 + Math.cos(Math.PI * progress)) / 2);
    }

    private static void teach(Parameters weights, double momentum) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            weights.trainable()
                    .forEach((name, student) -> weights.get(TEACHER + name).lerp_(student, new Scalar(1 - momentum)));
        }
    }

    @Override
    public Weights result(Weights weights) {
        return name -> weights.get(TEACHER + name);
    }

    @Override
    public Tensor loss(Tensor images, RandomStream random, Weights weights) {
        Tensor large = cat(new TensorVector(views.large(images, random), views.large(images, random)), 0);
        PatchOrder order = order(large, random);
        Weights teacher = result(weights);
        Answers targets;
        try (NoGradGuard still = new NoGradGuard()) {
            targets = answers(encoder.forward(large, teacher), order, teacher).balanced();
        }
        Features seen = encoder.rest(0, encoder.embedMasked(large, order.masked(), weights), weights);
        Answers told = answers(seen, order, weights);
        Tensor small = wholeHead.apply(small(images, random, weights), weights);
        return crossEntropy(told.patches(), targets.patches()).add(classLoss(told.whole(), small, targets.whole()));
    }

    /**
     * What is told of large views, one of all slices behind the other.
     *
     * @param whole shape (views, prototypes), by their class tokens
     * @param patches shape (views * masked patches, prototypes), by the patches that the student does not see
     */
    private record Answers(Tensor whole, Tensor patches) {
        Answers balanced() {
            return new Answers(
                    BalancedAssignment.of(whole, TEACHER_TEMPERATURE),
                    BalancedAssignment.of(patches, TEACHER_TEMPERATURE));
        }
    }

    private Answers answers(Features features, PatchOrder order, Weights weights) {
        Tensor masked = PatchOrder.pick(features.patches(), order.hidden());
        return new Answers(
                wholeHead.apply(features.classToken().orElseThrow(), weights),
                patchHead.apply(masked.reshape(-1, masked.size(2)), weights));
    }

    private PatchOrder order(Tensor large, RandomStream random) {
        TokenGrid grid = TokenGrid.of(large, patch());
        // At least one, or there would be nothing to take a mean of.
        double hidden = Math.max(random.nextDouble(LEAST_HIDDEN, MOST_HIDDEN), 1.0 / grid.count());
        try (Device device = large.device()) {
            return PatchOrder.draw((int) large.size(0), grid.count(), hidden, random, device);
        }
    }

    private int patch() {
        return encoder.architecture().embedding().patch();
    }

    /**
     * Mean over all pairs of a student's view with another view of the teacher's.
     *
     * @param large what the student tells of the large views
     * @param small of the small ones
     * @param targets what the teacher tells of the large ones
     */
    private static Tensor classLoss(Tensor large, Tensor small, Tensor targets) {
        long batch = targets.size(0) / LARGE_VIEWS;
        Tensor first = targets.narrow(0, 0, batch);
        Tensor second = targets.narrow(0, batch, batch);
        Tensor ofLarge = crossEntropy(large, cat(new TensorVector(second, first), 0));
        // The mean of two cross entropies is that to the mean of their targets.
        Tensor ofSmall = crossEntropy(
                small, first.add(second).div(new Scalar(LARGE_VIEWS)).repeat(SMALL_VIEWS, 1));
        return ofLarge.add(ofSmall.mul(new Scalar(SMALL_VIEWS))).div(new Scalar(1 + SMALL_VIEWS));
    }

    /** Class tokens of the small views, one view of all slices behind the other. */
    private Tensor small(Tensor images, RandomStream random, Weights weights) {
        TokenGrid grid = TokenGrid.of(images, patch());
        long rows = (long) patch() * Math.max(1, Math.round(grid.rows() / 2.0));
        long columns = (long) patch() * Math.max(1, Math.round(grid.columns() / 2.0));
        List<Tensor> small = new ArrayList<>();
        for (int i = 0; i < SMALL_VIEWS; i++) {
            small.add(views.small(images, rows, columns, random));
        }
        Tensor all = cat(new TensorVector(small.toArray(new Tensor[0])), 0);
        return encoder.forward(all, weights).classToken().orElseThrow();
    }

    /** Mean over the rows of the student's cross entropy to the teacher's shares. */
    private static Tensor crossEntropy(Tensor nearness, Tensor shares) {
        Tensor logs = nearness.div(new Scalar(STUDENT_TEMPERATURE)).log_softmax(1);
        return logs.mul(shares).sum().div(new Scalar(-nearness.size(0)));
    }
}
