package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.numeric.Logistic;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.foundation.adaptation.Adaptation.Pooling;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.model.TinyEncoders;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

@Tag("slow")
class EncoderAdaptationTest {
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);
    private static final ImageInput INPUT = new ImageInput(12, ImageInput.Channels.NEIGHBORS);

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeEncoders() throws IOException {
        // More threads than networks as small as these can use cost several times the work.
        ComputeDevice.useThreads(1);
        for (Map.Entry<String, Architecture> tiny : TinyEncoders.ALL.entrySet()) {
            EncoderWriter.write(
                    folder.resolve(tiny.getKey()),
                    tiny.getValue(),
                    TinyEncoders::values,
                    Naming.OFFICIAL,
                    TensorType.F32,
                    Map.of());
        }
    }

    private static FrozenEncoder encoder(String name) throws WeightsException {
        return FrozenEncoder.forTraining(EncoderFile.open(folder.resolve(name)), INPUT, CPU);
    }

    private static AdaptedClassifier fit(String way, FrozenEncoder encoder, Patients patients, int epochs) {
        return new EncoderAdaptation(Adaptation.parse(way), encoder)
                .withEpochs(epochs)
                .fit(patients.examples, patients.positive, CaseGroups.none(), 1);
    }

    private static double accuracy(AdaptedClassifier classifier, Patients patients) {
        int right = 0;
        for (int i = 0; i < patients.positive.length; i++) {
            right += (classifier.probability(patients.examples.get(i)) >= 0.5) == patients.positive[i] ? 1 : 0;
        }
        return (double) right / patients.positive.length;
    }

    @ParameterizedTest
    @MethodSource("words")
    void everyWayTellsNewPatientsApart(String way) throws IOException {
        Patients known = new Patients(16, 110, 1);
        Patients others = new Patients(20, 110, 2);
        try (FrozenEncoder encoder = encoder("dinov2");
                AdaptedClassifier classifier = fit(way, encoder, known, 1)) {
            assertThat(accuracy(classifier, others)).isGreaterThanOrEqualTo(0.8);
        }
    }

    @Test
    void aFitTellsHowFarItHasComeAndEndsWithAllEpochs() throws IOException {
        Patients known = new Patients(16, 110, 1);
        List<Integer> taken = new ArrayList<>();
        Set<Integer> all = new HashSet<>();
        try (FrozenEncoder encoder = encoder("dinov2");
                AdaptedClassifier classifier = new EncoderAdaptation(Adaptation.parse("full"), encoder)
                        .withEpochs(2)
                        .withProgress((epochs, most) -> {
                            taken.add(epochs);
                            all.add(most);
                        })
                        .fit(known.examples, known.positive, CaseGroups.none(), 1)) {
            assertThat(all).containsExactly(8);
            assertThat(taken).isSorted().startsWith(1, 2).doesNotHaveDuplicates();
            assertThat(taken).last().isEqualTo(classifier.epochs() == 0 ? 6 : 8);
        }
    }

    /** The difference is one stripe of one slice, and noise as strong everywhere. */
    @Test
    void aProbeOfTheNucleiFindsWhatIsLostInTheMeanOfAllPatches() throws IOException {
        Patients known = new Patients(24, 25, 3);
        Patients others = new Patients(40, 25, 4);
        try (FrozenEncoder encoder = encoder("dinov2");
                AdaptedClassifier slices = fit("probe", encoder, known, 0);
                AdaptedClassifier nuclei = fit("nuclei-probe", encoder, known, 0)) {
            assertThat(accuracy(nuclei, others)).isGreaterThan(accuracy(slices, others) + 0.1);
            assertThat(nuclei.describe()).isEqualTo("nuclei-probe");
        }
    }

    @Test
    void aNucleusThatWasNotFoundCountsAsAverageAndSlicesByWhatTheyShow() throws IOException {
        Patients known = new Patients(16, 110, 1);
        Example patient = known.examples.get(1);
        Example without = new Example(
                "without",
                patient.stacks().stream()
                        .map(s -> new SliceStack(
                                s.roi(), s.slices(), s.rows(), s.columns(), s.shades(), new byte[s.nuclei().length]))
                        .toList());
        try (FrozenEncoder encoder = encoder("dinov2");
                AdaptedClassifier classifier = fit("nuclei-probe", encoder, known, 0)) {
            double bias = classifier.tensors().get("head.bias").floats()[0];
            assertThat(classifier.logOdds(without)).isCloseTo(bias, within(1e-6));
            AdaptedClassifier.Explained explained = classifier.explain(patient);
            assertThat(explained.slices().get(0).weights().get(Patients.BRIGHT_SLICE))
                    .isEqualTo(1);
            assertThat(bias
                            + explained.slices().get(0).logOdds()
                            + explained.slices().get(1).logOdds())
                    .isCloseTo(explained.logOdds(), within(1e-5));
            assertThat(explained.patches().slice()).isEqualTo(Patients.BRIGHT_SLICE);
        }
    }

    /** Answers that say nothing, and soft labels that say what is so: as of a teacher who knows better. */
    @ParameterizedTest
    @ValueSource(strings = {"probe", "mrn", "full"})
    void softLabelsAreLearnedInsteadOfTheAnswers(String way) throws IOException {
        Patients known = new Patients(16, 110, 1);
        List<Example> soft = new ArrayList<>();
        boolean[] answers = new boolean[known.positive.length];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = i / 2 % 2 == 0;
            Example hard = known.examples.get(i);
            soft.add(new Example(hard.id(), hard.stacks(), OptionalDouble.of(known.positive[i] ? 0.9 : 0.1)));
        }
        Patients others = new Patients(20, 110, 2);
        try (FrozenEncoder encoder = encoder("dinov2")) {
            EncoderAdaptation adaptation = new EncoderAdaptation(Adaptation.parse(way), encoder).withEpochs(1);
            try (AdaptedClassifier taught = adaptation.fit(soft, answers, CaseGroups.none(), 1);
                    AdaptedClassifier untaught = adaptation.fit(known.examples, answers, CaseGroups.none(), 1)) {
                assertThat(accuracy(taught, others)).isGreaterThanOrEqualTo(0.8);
                assertThat(accuracy(untaught, others)).isBetween(0.25, 0.75);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lora, dinov3",
        "last-1, registers",
        "full, clip",
        "lora, sam",
        "mrn, dinov3",
        "mrn, sam",
        "nuclei-lora, sam",
        "nuclei-last-1, registers",
        "scratch, dinov3",
        "full, plain"
    })
    void everyFamilyIsAdaptedWrittenAndReadAgain(String way, String family) throws IOException {
        Patients known = new Patients(6, 110, 3);
        Example patient = new Patients(1, 0, 4).examples.get(0);
        try (FrozenEncoder encoder = encoder(family);
                AdaptedClassifier classifier = fit(way, encoder, known, 1);
                FrozenEncoder other =
                        FrozenEncoder.forPrediction(EncoderFile.open(folder.resolve(family)), INPUT, CPU);
                AdaptedClassifier again = AdaptedClassifier.restore(
                        "file",
                        other,
                        classifier.adaptation(),
                        classifier.rois(),
                        classifier.epochs(),
                        classifier.tensors())) {
            assertThat(again.probability(patient)).isCloseTo(classifier.probability(patient), within(1e-6));
            assertThat(again.trainedCount()).isEqualTo(classifier.trainedCount());
        }
    }

    /** From a head that knows nothing, so that no probe does the work. */
    @ParameterizedTest
    @ValueSource(strings = {"pooling", "lora", "last-1", "full", "nuclei-lora", "nuclei-last-1", "nuclei-full"})
    void trainingLowersTheLossAndChangesWhatItShould(String way) throws IOException {
        Patients known = new Patients(8, 110, 12);
        Adaptation adaptation = Adaptation.parse(way);
        List<String> rois = List.of("one", "two");
        try (FrozenEncoder encoder = encoder("dinov2")) {
            PoolingHead head = PoolingHead.of(adaptation, encoder, 2);
            int numbers = 2 * encoder.featureCount(adaptation.pooling());
            float[] ones = new float[numbers];
            Arrays.fill(ones, 1);
            PoolingHead.Numbers nothing = new PoolingHead.Numbers(new float[numbers], ones, new float[numbers], 0);
            TrainingRecipe recipe = new TrainingRecipe(1e-3, 1, 1e-2, 1e-2, 1e-2, 6);
            try (TrainingRun run = new TrainingRun(
                    encoder,
                    adaptation.pooling(),
                    Trunk.begin(adaptation, encoder, 1),
                    head,
                    Optional.empty(),
                    PoolingHead.groups().stream()
                            .map(names -> head.begin(nothing, names, CPU))
                            .toList(),
                    recipe,
                    1)) {
                Map<String, NamedTensor> before = run.view(adaptation, rois, 0).tensors();
                for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
                    run.epoch(known.examples, known.positive);
                }
                AdaptedClassifier after = run.view(adaptation, rois, recipe.epochs());
                double loss = 0;
                for (int i = 0; i < known.positive.length; i++) {
                    loss += Logistic.loss(after.logOdds(known.examples.get(i)), known.positive[i]);
                }
                assertThat(loss / known.positive.length).isLessThan(0.6);
                List<String> changed = after.tensors().keySet().stream()
                        .filter(name -> !after.tensors().get(name).equals(before.get(name)))
                        .toList();
                assertThat(changed).contains("head.weight").doesNotContain("head.mean");
                assertThat(changed.contains("head.query")).isEqualTo(adaptation.pooling() == Pooling.SLICES);
                String own =
                        switch (adaptation.kind()) {
                            case POOLING -> "head.";
                            case LORA -> "blocks.0.attn.qkv.lora_B.weight";
                            case LAST -> "blocks.1.attn.qkv.weight";
                            default -> "patch_embed.proj.weight";
                        };
                assertThat(changed).anyMatch(name -> name.startsWith(own));
                assertThat(after.tensors().keySet())
                        .noneMatch(name -> adaptation.blocks() == 1 && name.contains("blocks.0"));
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        Patients known = new Patients(6, 60, 5);
        try (FrozenEncoder encoder = encoder("dinov2");
                AdaptedClassifier one = fit("lora", encoder, known, 1);
                AdaptedClassifier two = fit("lora", encoder, known, 1)) {
            assertThat(two.tensors()).isEqualTo(one.tensors());
            assertThat(two.epochs()).isEqualTo(one.epochs());
        }
    }

    /** Trained on tokens of the cache, a block is changed as it is from images on: both see the same loss. */
    @Test
    void tokensOfTheCacheAreWhatTheNetworkWouldCompute() throws IOException {
        Patients known = new Patients(6, 60, 6);
        Example patient = known.examples.get(0);
        try (FrozenEncoder encoder = encoder("registers");
                AdaptedClassifier probe = fit("probe", encoder, known, 0);
                AdaptedClassifier last = fit("last-1", encoder, known, 0);
                AdaptedClassifier full = fit("full", encoder, known, 0)) {
            double expected = probe.logOdds(patient);
            assertThat(last.logOdds(patient)).isCloseTo(expected, within(1e-5));
            assertThat(full.logOdds(patient)).isCloseTo(expected, within(1e-5));
            assertThat(last.trainedCount()).isBetween(probe.trainedCount() + 1, full.trainedCount() - 1);
        }
    }

    @Test
    void patientsWithoutADifferenceGetNoConfidentAnswer() throws IOException {
        Patients known = new Patients(24, 0, 7);
        Patients others = new Patients(20, 0, 8);
        try (FrozenEncoder encoder = encoder("dinov2");
                AdaptedClassifier classifier = fit("pooling", encoder, known, 5)) {
            others.examples.forEach(
                    patient -> assertThat(classifier.probability(patient)).isBetween(0.1, 0.9));
        }
    }

    @Test
    void sliceWeightsAreSharesAndRegionsAddUpToTheLogOdds() throws IOException {
        Patients known = new Patients(16, 90, 9);
        try (FrozenEncoder encoder = encoder("dinov2");
                AdaptedClassifier classifier = fit("pooling", encoder, known, 3)) {
            Example patient = known.examples.get(1);
            List<SliceWeights> all = classifier.explain(patient).slices();
            assertThat(all).extracting(SliceWeights::roi).containsExactly("one", "two");
            for (SliceWeights some : all) {
                assertThat(some.weights()).hasSize(Patients.SLICES);
                assertThat(some.weights().stream().mapToDouble(w -> w).sum()).isCloseTo(1, within(1e-5));
            }
            double bias = classifier.tensors().get("head.bias").floats()[0];
            assertThat(bias + all.get(0).logOdds() + all.get(1).logOdds())
                    .isCloseTo(classifier.logOdds(patient), within(1e-4));
        }
    }

    @Test
    void aFileOfAnotherShapeIsRefusedByName() throws IOException {
        Patients known = new Patients(6, 60, 10);
        try (FrozenEncoder encoder = encoder("dinov2");
                AdaptedClassifier probe = fit("probe", encoder, known, 0)) {
            Map<String, NamedTensor> tensors = new LinkedHashMap<>(probe.tensors());
            tensors.remove("head.query");
            tensors.put("odd", NamedTensor.ofFloats("odd", TensorType.F32, new long[] {1}, new float[1]));
            assertThatThrownBy(
                            () -> AdaptedClassifier.restore("f", encoder, probe.adaptation(), probe.rois(), 0, tensors))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("f: does not fit")
                    .hasMessageContaining("missing head.query")
                    .hasMessageContaining("unexpected odd");
            assertThatThrownBy(() -> probe.probability(new Example("x", List.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("x: shows []");
        }
    }

    @Test
    void tooFewOrUnlikeExamplesAreRefused() throws IOException {
        Patients few = new Patients(2, 60, 11);
        try (FrozenEncoder encoder = encoder("dinov2")) {
            assertThatThrownBy(() -> fit("probe", encoder, few, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 2 examples of each answer");
            assertThatThrownBy(() -> new EncoderAdaptation(Adaptation.parse("last-9"), encoder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the encoder has 2 blocks only");
        }
    }

    static Stream<String> words() {
        return Stream.of("probe", "pooling", "lora", "mrn", "last-1", "full", "scratch")
                .flatMap(way ->
                        way.equals("pooling") || way.equals("mrn") ? Stream.of(way) : Stream.of(way, "nuclei-" + way));
    }

    @Test
    void waysAreReadAsTheyAreWritten() {
        Stream.concat(words(), Stream.of("last-12"))
                .forEach(word -> assertThat(Adaptation.parse(word)).hasToString(word));
        assertThatThrownBy(() -> Adaptation.parse("nuclei-mrn")).hasMessageContaining("'nuclei-mrn' is none of probe");
        assertThatThrownBy(() -> Adaptation.parse("last-0")).hasMessageContaining("'last-0' is none of probe");
    }
}
