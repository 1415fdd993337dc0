package org.substantia.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.optimization.AdamW;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;

/** Adapters reach the layers of a network whose class knows nothing of them. */
class AdapterTest {
    private static final List<Integer> ONE = List.of(1, 1, 1);
    private static final Topology TOPOLOGY = new Topology(
            2, ONE, List.of(new Topology.Level(4, ONE, 1), new Topology.Level(6, List.of(2, 2, 2), 1)), List.of(3));
    private static final ResidualUNet PLAIN = new ResidualUNet(TOPOLOGY, Precision.FP32);
    private static final ResidualUNet ADAPTED = PLAIN.adapted(LowRank.pointwise(2, 4));

    private static Parameters initialize(ResidualUNet network, long seed) {
        try (Device cpu = new Device("cpu")) {
            return network.initialize(seed, cpu);
        }
    }

    private static Tensor input() {
        float[] values = new float[4 * 4 * 4 * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        return Tensors.of(values, 1, 4, 4, 4, 2).permute(0, 4, 1, 2, 3);
    }

    private static float[] output(ResidualUNet network, Parameters weights) {
        try (PointerScope scope = new PointerScope()) {
            Tensor logits = network.forward(input(), weights, false).heads().get(0);
            return Tensors.toFloats(logits.detach());
        }
    }

    /** The adapted network with the plain one's weights. */
    private static Parameters adaptedFrom(Parameters plain) throws Exception {
        Parameters adapted = initialize(ADAPTED, 2);
        Map<String, NamedTensor> stored = TensorCopies.named("", plain.tensors(), TensorType.F32);
        Map<String, Tensor> shared = new TreeMap<>(adapted.tensors());
        shared.keySet().retainAll(stored.keySet());
        TensorCopies.restore("memory", new TensorFile(Map.of(), stored), "", shared);
        return adapted;
    }

    @Test
    void anAdaptedNetworkKeepsTheNamesOfItsWeights() {
        List<String> names =
                PLAIN.declarations().all().stream().map(Declaration::name).toList();
        List<Declaration> adapted = List.copyOf(ADAPTED.declarations().all());

        assertThat(adapted.stream().map(Declaration::name).filter(names::contains))
                .containsExactlyElementsOf(names);
        assertThat(adapted.stream().filter(Declaration::trainable).map(Declaration::name))
                .containsExactly("up0.lora_A.weight", "up0.lora_B.weight");
    }

    @Test
    void aFreshAdapterChangesNothing() throws Exception {
        try (Parameters plain = initialize(PLAIN, 1);
                Parameters adapted = adaptedFrom(plain)) {
            assertThat(output(ADAPTED, adapted)).isEqualTo(output(PLAIN, plain));
        }
    }

    @Tag("slow")
    @Test
    void trainingChangesTheAdapterOnly() throws Exception {
        try (Parameters plain = initialize(PLAIN, 1);
                Parameters adapted = adaptedFrom(plain);
                AdamW optimizer = new AdamW(adapted, new AdamW.Options(0, 10, 10))) {
            Map<String, NamedTensor> before = TensorCopies.named("", adapted.tensors(), TensorType.F32);
            for (int step = 0; step < 3; step++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor logits =
                            ADAPTED.forward(input(), adapted, false).heads().get(0);
                    logits.pow(new Scalar(2)).mean().backward();
                }
                optimizer.step(0.01);
            }
            Map<String, NamedTensor> after = TensorCopies.named("", adapted.tensors(), TensorType.F32);

            assertThat(after.keySet().stream().filter(name -> !after.get(name).equals(before.get(name))))
                    .containsExactly("up0.lora_A.weight", "up0.lora_B.weight");
            assertThat(optimizer.average()).containsOnlyKeys("up0.lora_A.weight", "up0.lora_B.weight");
            assertThat(output(ADAPTED, adapted)).isNotEqualTo(output(PLAIN, plain));
        }
    }
}
