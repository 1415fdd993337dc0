package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.numeric.Logistic;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.model.TinyEncoders;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorType;

@Tag("slow")
class GuidedTokensTest {
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);
    private static final Adaptation MRN = Adaptation.parse("mrn");
    private static final List<String> ROIS = List.of("one", "two");
    private static final TrainingRecipe RECIPE = new TrainingRecipe(1e-3, 1, 1e-2, 1e-3, 1e-2, 8);

    @TempDir
    static Path folder;

    private static FrozenEncoder encoder;

    private final Patients known = new Patients(8, 110, 12);

    @BeforeAll
    static void open() throws IOException {
        ComputeDevice.useThreads(1);
        EncoderWriter.write(
                folder, TinyEncoders.DINOV2, TinyEncoders::values, Naming.OFFICIAL, TensorType.F32, Map.of());
        encoder = FrozenEncoder.forTraining(
                EncoderFile.open(folder), new ImageInput(12, ImageInput.Channels.NEIGHBORS), CPU);
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private GuidedTokens guided(GuidanceHead.LossWeights weights) {
        TokenHead head = AdaptedClassifier.tokenHead(MRN, encoder, 2).orElseThrow();
        return GuidedTokens.begin(head, known.examples, weights, CPU, 1);
    }

    private static TrainingRun run(Trunk trunk, GuidedTokens guided) {
        PoolingHead head = PoolingHead.of(MRN, encoder, 2);
        int numbers = 2 * encoder.featureCount(MRN.pooling());
        float[] ones = new float[numbers];
        Arrays.fill(ones, 1);
        PoolingHead.Numbers nothing = new PoolingHead.Numbers(new float[numbers], ones, new float[numbers], 0);
        return new TrainingRun(
                encoder,
                MRN.pooling(),
                trunk,
                head,
                Optional.of(guided),
                PoolingHead.groups().stream()
                        .map(names -> head.begin(nothing, names, CPU))
                        .toList(),
                RECIPE,
                1);
    }

    /** Of all patients and slices: diagnosis, segmentation, contrast. */
    private double[] losses(TrainingRun run, Trunk trunk, GuidedTokens guided) {
        double[] losses = new double[3];
        AdaptedClassifier now = run.view(MRN, ROIS, 0);
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            TensorVector embeddings = new TensorVector();
            for (int i = 0; i < known.positive.length; i++) {
                Example example = known.examples.get(i);
                losses[0] += Logistic.loss(now.logOdds(example), known.positive[i]) / known.positive.length;
                int[] all = IntStream.range(0, Patients.SLICES).toArray();
                GuidedTokens.Draw draw = new GuidedTokens.Draw(false, List.of(all, all));
                GuidedTokens.Passed passed =
                        guided.pass(encoder, example, draw, trunk.network(), trunk.weights(encoder.weights()));
                TensorVector regions = new TensorVector();
                for (int region = 0; region < 2; region++) {
                    TokenHead.Region seen = passed.regions().get(region);
                    regions.push_back(guided.guide().embedding(seen.token(), region, guided.guidance()));
                    SliceStack stack = example.stacks().get(region);
                    losses[1] += guided.guide()
                                    .segmentationLoss(
                                            seen.fused(),
                                            encoder.grid(stack),
                                            stack,
                                            all,
                                            false,
                                            region,
                                            guided.guidance())
                                    .item_double()
                            / 2
                            / known.positive.length;
                }
                embeddings.push_back(torch.stack(regions, 0));
            }
            Tensor all = torch.stack(embeddings, 0);
            losses[2] = GuidanceHead.contrastiveLoss(all, known.positive)
                    .orElseThrow()
                    .item_double();
        }
        return losses;
    }

    @Test
    void trainingLowersEveryLoss() {
        Trunk trunk = Trunk.begin(MRN, encoder, 1);
        GuidedTokens guided = guided(GuidanceHead.LossWeights.USUAL);
        try (TrainingRun run = run(trunk, guided)) {
            double[] before = losses(run, trunk, guided);
            for (int epoch = 0; epoch < RECIPE.epochs(); epoch++) {
                run.epoch(known.examples, known.positive);
            }
            double[] after = losses(run, trunk, guided);
            for (int k = 0; k < after.length; k++) {
                assertThat(after[k]).as("loss %d", k).isLessThan(0.97 * before[k]);
            }
        }
    }

    @Test
    void eachLossReachesWhatItShouldAndAWeightOfZeroNothing() {
        assertThat(changed(GuidanceHead.LossWeights.USUAL))
                .contains(
                        "tokens.blocks",
                        "tokens.projection",
                        "tokens.weight",
                        "tokens.query",
                        "guidance.0.segmentation.weight",
                        "guidance.1.projection.weight",
                        "blocks.0.attn.qkv.lora_B.weight",
                        "head.weight");
        assertThat(changed(new GuidanceHead.LossWeights(0.5, 0)))
                .contains("guidance.0.segmentation.weight")
                .doesNotContain("guidance.0.projection.bias");
        assertThat(changed(new GuidanceHead.LossWeights(0, 0.1)))
                .contains("guidance.0.projection.bias")
                .doesNotContain("guidance.0.segmentation.weight");
        assertThat(changed(GuidanceHead.LossWeights.NONE))
                .contains("tokens.weight", "head.weight")
                .doesNotContain("guidance.0.segmentation.weight", "guidance.0.projection.bias");
    }

    private List<String> changed(GuidanceHead.LossWeights weights) {
        Trunk trunk = Trunk.begin(MRN, encoder, 1);
        GuidedTokens guided = guided(weights);
        try (TrainingRun run = run(trunk, guided)) {
            Map<String, NamedTensor> before = run.view(MRN, ROIS, 0).tensors();
            Map<String, NamedTensor> guidance = named(guided);
            for (int epoch = 0; epoch < 3; epoch++) {
                run.epoch(known.examples, known.positive);
            }
            List<String> changed = new ArrayList<>();
            run.view(MRN, ROIS, 0).tensors().forEach((name, tensor) -> {
                if (!tensor.equals(before.get(name))) {
                    changed.add(name);
                }
            });
            named(guided).forEach((name, tensor) -> {
                if (!tensor.equals(guidance.get(name))) {
                    changed.add(name);
                }
            });
            return changed;
        }
    }

    private static Map<String, NamedTensor> named(GuidedTokens guided) {
        return TensorCopies.named("", guided.guidance().tensors(), TensorType.F32);
    }

    /** In two passes the contrast has the gradient that one network of all patients would give it. */
    @Test
    void goingBackPatientByPatientGivesTheGradientOfTheContrastOfAll() {
        int[] all = IntStream.range(0, Patients.SLICES).toArray();
        GuidedTokens.Draw draw = new GuidedTokens.Draw(false, List.of(all, all));
        GuidanceHead.LossWeights contrast = new GuidanceHead.LossWeights(0, 1);
        try (Trunk trunk = Trunk.begin(MRN, encoder, 1);
                GuidedTokens whole = guided(contrast);
                GuidedTokens parts = guided(contrast)) {
            Weights weights = trunk.weights(encoder.weights());
            try (PointerScope scope = new PointerScope()) {
                TensorVector embeddings = new TensorVector();
                for (Example example : known.examples) {
                    GuidedTokens.Passed passed = whole.pass(encoder, example, draw, trunk.network(), weights);
                    TensorVector regions = new TensorVector();
                    for (int region = 0; region < 2; region++) {
                        Tensor token = passed.regions().get(region).token();
                        regions.push_back(whole.guide().embedding(token, region, whole.guidance()));
                    }
                    embeddings.push_back(torch.stack(regions, 0));
                }
                GuidanceHead.contrastiveLoss(torch.stack(embeddings, 0), known.positive)
                        .orElseThrow()
                        .backward();
            }
            List<GuidedTokens.Draw> draws =
                    known.examples.stream().map(e -> draw).toList();
            List<float[]> pulls = parts.pulls(encoder, known.examples, known.positive, draws, trunk.network(), weights);
            for (int i = 0; i < pulls.size(); i++) {
                try (PointerScope scope = new PointerScope()) {
                    Example example = known.examples.get(i);
                    GuidedTokens.Passed passed = parts.pass(encoder, example, draw, trunk.network(), weights);
                    parts.guidance(passed, example, draw, pulls.get(i), pulls.size(), encoder)
                            .backward();
                }
            }
            try (PointerScope scope = new PointerScope()) {
                float[] expected =
                        Tensors.toFloats(whole.tokens().get("tokens.projection").grad());
                float[] found =
                        Tensors.toFloats(parts.tokens().get("tokens.projection").grad());
                double largest = 0;
                for (int i = 0; i < expected.length; i++) {
                    largest = Math.max(largest, Math.abs(expected[i]));
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
                }
                assertThat(largest).isGreaterThan(0.001);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        try (AdaptedClassifier one = fit();
                AdaptedClassifier two = fit()) {
            assertThat(two.tensors()).isEqualTo(one.tensors());
            assertThat(one.tensors().keySet()).contains("tokens.query").noneMatch(name -> name.startsWith("guidance"));
            Example patient = known.examples.get(1);
            double regions = one.explain(patient).slices().stream()
                    .mapToDouble(SliceWeights::logOdds)
                    .sum();
            assertThat(one.tensors().get("head.bias").floats()[0] + regions)
                    .isCloseTo(one.logOdds(patient), within(1e-4));
        }
    }

    private AdaptedClassifier fit() {
        return new EncoderAdaptation(MRN, encoder)
                .withEpochs(1)
                .fit(known.examples, known.positive, CaseGroups.none(), 1);
    }

    @Test
    void patientsWithoutMasksAreRefusedByName() {
        List<Example> blank = known.examples.stream()
                .map(e -> new Example(
                        e.id(),
                        e.stacks().stream()
                                .map(s -> new SliceStack(s.roi(), s.slices(), s.rows(), s.columns(), s.shades()))
                                .toList()))
                .toList();
        assertThatThrownBy(() -> new EncoderAdaptation(MRN, encoder).fit(blank, known.positive, CaseGroups.none(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(": there are no masks to learn the nuclei of one from");
    }
}
