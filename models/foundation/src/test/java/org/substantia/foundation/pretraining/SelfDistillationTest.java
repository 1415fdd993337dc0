package org.substantia.foundation.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.optimization.AdamW;
import org.substantia.learning.tensor.Tensors;

class SelfDistillationTest {
    private static final String MATRIX = "blocks.0.mlp.fc1.weight";

    private final SelfDistillation task = new SelfDistillation(EncoderShape.TINY, new SliceViews(0), Precision.FP32);

    private Tensor images(int count, long seed) {
        SliceBank.Batch batch = Slices.bank(20, 1).draw(count, new RandomStream(seed));
        Architecture architecture = task.encoder().architecture();
        Tensor shades = Tensors.of(
                batch.shades(), count, 3, batch.like().rows(), batch.like().columns());
        return ImageInput.images(shades, ImageInput.usual(architecture).grid(batch.like(), architecture), architecture);
    }

    private static float[] values(Weights weights, String name) {
        return Tensors.toFloats(weights.get(name).detach());
    }

    @Test
    void theTeacherBeginsAsTheStudentAndFollowsItEverMoreSlowly() {
        try (PointerScope scope = new PointerScope();
                Device cpu = new Device("cpu");
                Parameters weights = task.initialize(1, cpu)) {
            assertThat(values(task.result(weights), MATRIX)).isEqualTo(values(weights, MATRIX));
            float before = values(weights, MATRIX)[0];
            try (NoGradGuard still = new NoGradGuard()) {
                weights.get(MATRIX).add_(new Scalar(1));
            }

            task.follow(weights, 0);
            assertThat(values(task.result(weights), MATRIX)[0]).isCloseTo(before + 0.01f, within(1e-6f));
            task.follow(weights, 0.5);
            assertThat(values(task.result(weights), MATRIX)[0]).isCloseTo(before + 1 - 0.99f * 0.995f, within(1e-6f));
            task.follow(weights, 1);
            assertThat(values(task.result(weights), MATRIX)[0]).isCloseTo(before + 1 - 0.99f * 0.995f, within(1e-6f));
        }
    }

    @Test
    void onlyTheStudentLearns() {
        try (PointerScope scope = new PointerScope();
                Device cpu = new Device("cpu");
                Parameters weights = task.initialize(1, cpu)) {
            task.loss(images(4, 1), new RandomStream(2), weights).backward();

            assertThat(weights.get("teacher." + MATRIX).grad().defined()).isFalse();
            for (String name :
                    List.of(MATRIX, "mask_token", "pos_embed", "class_head.0.weight", "patch_head.prototypes")) {
                assertThat(Tensors.toFloats(weights.get(name).grad().abs().sum())[0])
                        .as(name)
                        .isGreaterThan(0);
            }
        }
    }

    @Test
    void theSameDrawGivesTheSameLossAndAnotherOneAnother() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard();
                Device cpu = new Device("cpu");
                Parameters weights = task.initialize(1, cpu)) {
            Tensor images = images(4, 1);
            double loss = task.loss(images, new RandomStream(2), weights).item_double();
            assertThat(task.loss(images, new RandomStream(2), weights).item_double())
                    .isEqualTo(loss);
            assertThat(task.loss(images, new RandomStream(3), weights).item_double())
                    .isNotEqualTo(loss);
        }
    }

    /**
     * A short training: the student tells more than nothing, and a view is known among others by another one of its
     * slice more often than before. A teacher that gives every slice the same answer could do neither.
     */
    @Test
    void aSliceIsKnownByAnotherViewOfIt() {
        try (PointerScope scope = new PointerScope();
                Device cpu = new Device("cpu");
                Parameters weights = task.initialize(1, cpu);
                AdamW optimizer = new AdamW(weights, new AdamW.Options(0.05, 1, 1))) {
            double before = recognized(weights);
            int steps = 60;
            List<Double> losses = new ArrayList<>();
            for (int step = 1; step <= steps; step++) {
                try (PointerScope inner = new PointerScope()) {
                    Tensor loss = task.loss(images(8, step), new RandomStream(1000 + step), weights);
                    loss.backward();
                    losses.add(loss.item_double());
                }
                optimizer.step(2e-3);
                task.follow(weights, step / (double) steps);
            }
            double nothing = 2 * Math.log(ProjectionHead.PROTOTYPES);
            assertThat(mean(losses.subList(steps - 10, steps))).isLessThan(nothing - 0.05);
            assertThat(recognized(weights)).isGreaterThan(before);
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Share of slices whose view is nearest to the other view of the same slice. */
    private double recognized(Weights weights) {
        int count = 24;
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Tensor images = images(count, 999);
            float[][] first = tokens(images, 1, weights);
            float[][] second = tokens(images, 2, weights);
            int right = 0;
            for (int i = 0; i < count; i++) {
                int nearest = 0;
                for (int k = 1; k < count; k++) {
                    nearest = cosine(first[i], second[k]) > cosine(first[i], second[nearest]) ? k : nearest;
                }
                right += nearest == i ? 1 : 0;
            }
            return right / (double) count;
        }
    }

    private float[][] tokens(Tensor images, long seed, Weights weights) {
        Tensor view = new SliceViews(0).large(images, new RandomStream(seed));
        Tensor tokens =
                task.encoder().forward(view, task.result(weights)).classToken().orElseThrow();
        float[] all = Tensors.toFloats(tokens.sub(tokens.mean(0)));
        int width = EncoderShape.TINY.architecture().width();
        float[][] rows = new float[(int) images.size(0)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
        }
        return rows;
    }

    private static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
