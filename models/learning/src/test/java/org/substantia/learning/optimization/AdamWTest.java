package org.substantia.learning.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.network.Topology;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;

class AdamWTest {
    private static final AdamW.Options OPTIONS = new AdamW.Options(0.1, 1e9, 10);

    private static Parameters parameters() {
        List<Integer> one = List.of(1, 1, 1);
        return new ResidualUNet(
                        new Topology(
                                1,
                                one,
                                List.of(new Topology.Level(2, one, 0), new Topology.Level(2, one, 0)),
                                List.of(2)),
                        Precision.FP32)
                .initialize(3, new Device("cpu"));
    }

    /** The gradient of half the sum of squares is the weights themselves. */
    private static void bowl(Parameters weights) {
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = weights.tensors().values().stream()
                    .map(t -> t.pow(new Scalar(2)).sum())
                    .reduce(Tensor::add)
                    .orElseThrow();
            sum.mul(new Scalar(0.5)).backward();
        }
    }

    private static float first(Parameters weights) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toFloats(weights.get("stem.weight").detach())[0];
        }
    }

    @Test
    void followsTheFormula() {
        try (Parameters weights = parameters();
                AdamW optimizer = new AdamW(weights, OPTIONS)) {
            double w = first(weights);
            double m = 0;
            double v = 0;
            for (int t = 1; t <= 5; t++) {
                bowl(weights);
                optimizer.step(0.01);
                m = 0.9 * m + 0.1 * w;
                v = 0.99 * v + 0.01 * w * w;
                double step = m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.99, t))) + 1e-8);
                w = w * (1 - 0.01 * 0.1) - 0.01 * step;
                assertThat((double) first(weights)).isCloseTo(w, within(1e-5));
            }
            assertThat(optimizer.steps()).isEqualTo(5);
        }
    }

    @Test
    void clipsByTheCommonNorm() {
        try (Parameters weights = parameters();
                AdamW optimizer = new AdamW(weights, new AdamW.Options(0, 1e-3, 10))) {
            bowl(weights);
            double norm = optimizer.step(0.01);

            assertThat(norm).isGreaterThan(1);
            try (PointerScope scope = new PointerScope()) {
                double squares = 0;
                for (Map.Entry<String, Tensor> entry : optimizer.state().entrySet()) {
                    if (entry.getKey().startsWith("first.")) {
                        squares += entry.getValue().pow(new Scalar(2)).sum().item_double();
                    }
                }
                assertThat(Math.sqrt(squares)).isCloseTo(0.1 * 1e-3, within(1e-6));
            }
        }
    }

    @Test
    void takesNoStepWhenAGradientIsNotFinite() {
        try (Parameters weights = parameters();
                AdamW optimizer = new AdamW(weights, OPTIONS)) {
            float before = first(weights);
            try (PointerScope scope = new PointerScope()) {
                weights.get("stem.weight").sum().mul(new Scalar(Double.NaN)).backward();
            }
            double norm = optimizer.step(0.01);

            assertThat(norm).isNaN();
            assertThat(optimizer.steps()).isZero();
            assertThat(first(weights)).isEqualTo(before);
        }
    }

    @Test
    void goesOnAtTheExactStep() throws Exception {
        try (Parameters through = parameters();
                AdamW unbroken = new AdamW(through, OPTIONS);
                Parameters stopped = parameters();
                AdamW first = new AdamW(stopped, OPTIONS);
                Parameters restored = parameters();
                AdamW second = new AdamW(restored, OPTIONS)) {
            for (int t = 0; t < 6; t++) {
                bowl(through);
                unbroken.step(0.02);
            }
            for (int t = 0; t < 3; t++) {
                bowl(stopped);
                first.step(0.02);
            }
            Map<String, NamedTensor> stored =
                    new java.util.LinkedHashMap<>(TensorCopies.named("w.", stopped.tensors(), TensorType.F32));
            stored.putAll(TensorCopies.named("", first.state(), TensorType.F32));
            TensorFile file = new TensorFile(Map.of(), stored);
            TensorCopies.restore("memory", file, "w.", restored.tensors());
            TensorCopies.restore("memory", file, "", second.state());
            second.resumeAt(3);
            for (int t = 0; t < 3; t++) {
                bowl(restored);
                second.step(0.02);
            }
            assertThat(TensorCopies.named("", restored.tensors(), TensorType.F32))
                    .isEqualTo(TensorCopies.named("", through.tensors(), TensorType.F32));
            assertThat(TensorCopies.named("", second.state(), TensorType.F32))
                    .isEqualTo(TensorCopies.named("", unbroken.state(), TensorType.F32));
        }
    }

    @Test
    void theAverageFollowsTheWeights() {
        try (Parameters weights = parameters();
                AdamW optimizer = new AdamW(weights, OPTIONS)) {
            for (int t = 0; t < 300; t++) {
                bowl(weights);
                optimizer.step(0.01);
            }
            try (PointerScope scope = new PointerScope()) {
                float average = Tensors.toFloats(optimizer.average().get("stem.weight"))[0];
                assertThat(average).isCloseTo(first(weights), within(0.02f));
            }
        }
    }

    @Test
    void learningRateWarmsUpAndFallsAsACosine() {
        LearningRate rate = new LearningRate(2, 10, 110, 0.1);

        assertThat(rate.at(0)).isCloseTo(0.2, within(1e-12));
        assertThat(rate.at(9)).isCloseTo(2, within(1e-12));
        assertThat(rate.at(60)).isCloseTo(1.1, within(1e-9));
        assertThat(rate.at(110)).isCloseTo(0.2, within(1e-12));
        assertThat(rate.at(500)).isCloseTo(0.2, within(1e-12));
    }
}
