package org.substantia.foundation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.model.TinyEncoders;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.optimization.AdamW;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

class LoraAdapterTest {
    private static final Architecture DINOV2 = TinyEncoders.DINOV2;

    @TempDir
    Path folder;

    /** With changes that are not zero. */
    private static LoraAdapter made(Architecture architecture) {
        List<LowRankTerm> terms = new ArrayList<>();
        LoraAdapter fresh = LoraAdapter.initialize(architecture, LoraAdapter.USUAL_TARGETS, 2, 3, 7);
        fresh.terms().values().stream().flatMap(List::stream).forEach(t -> {
            float[] up = new float[t.up().length];
            for (int i = 0; i < up.length; i++) {
                up[i] = (float) Math.cos(i + t.module().length());
            }
            terms.add(t.with(t.down(), up));
        });
        float[] norm = new float[architecture.width()];
        norm[2] = 1.5f;
        return new LoraAdapter(terms, Map.of("norm.weight", norm), fresh.positions());
    }

    private static float[] values(LoraAdapter lora, boolean merged, Declaration d) {
        try {
            return (merged ? lora.merged(TinyEncoders::values) : lora.values(TinyEncoders::values)).of(d);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] run(Architecture architecture, LoraAdapter lora, boolean merged) {
        VisionEncoder plain = new VisionEncoder(architecture, Precision.FP32);
        VisionEncoder encoder = merged ? plain : plain.adapted(lora.layers());
        try (Device cpu = new Device("cpu");
                Parameters weights = Parameters.of(encoder.declarations(), d -> values(lora, merged, d), cpu);
                PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            return Tensors.toFloats(
                    encoder.forward(TinyEncoders.images(1, 12, 8), weights).patches());
        }
    }

    private static void areClose(float[] one, float[] other) {
        assertThat(one).hasSameSizeAs(other);
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).isCloseTo(other[i], within(2e-4f));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dinov2, OFFICIAL",
        "dinov2, TRANSFORMERS",
        "dinov3, OFFICIAL",
        "dinov3, TRANSFORMERS",
        "clip, TRANSFORMERS"
    })
    void mergedUnmergedAndReadAgainAreTheSame(String name, Naming naming) throws IOException {
        Architecture architecture = TinyEncoders.ALL.get(name);
        LoraAdapter lora = made(architecture);
        PeftFiles.write(folder, lora, architecture, naming, "someone/model");
        LoraAdapter again = PeftFiles.read(folder, architecture);
        float[] beside = run(architecture, lora, false);

        areClose(run(architecture, lora, true), beside);
        areClose(run(architecture, again, false), beside);
        areClose(run(architecture, again, true), beside);
        assertThat(again.positions()).contains(architecture.embedding().positions());
        assertThat(again.saved()).containsExactly("norm.weight");
    }

    @Test
    void aFreshAdapterChangesNothing() {
        LoraAdapter lora = LoraAdapter.initialize(DINOV2, LoraAdapter.USUAL_TARGETS, 4, 8, 1);
        LoraAdapter none = new LoraAdapter(List.of(), Map.of(), Optional.empty());

        assertThat(run(DINOV2, lora, false)).isEqualTo(run(DINOV2, none, false));
        assertThat(lora.terms().keySet())
                .containsExactly(
                        "patch_embed.proj",
                        "blocks.0.attn.qkv",
                        "blocks.0.attn.proj",
                        "blocks.1.attn.qkv",
                        "blocks.1.attn.proj");
        assertThat(lora.count()).isEqualTo(4 * (48 + 16) + 2 * 4 * (16 + 48) + 2 * 4 * (16 + 16));
        assertThatThrownBy(() -> LoraAdapter.initialize(DINOV2, module -> false, 4, 8, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChangeIsTheScaledProductOfItsMatricesInItsRows() {
        float[] matrix = {0, 0, 0, 0, 0, 0, 1, 1, 1};
        LowRankTerm term = new LowRankTerm("m", 1, 3, 1, 3, 1, 0.5, new float[] {1, 2, 3}, new float[] {4});

        term.addTo(matrix, 1);
        assertThat(matrix).containsExactly(0, 0, 0, 2, 4, 6, 1, 1, 1);
        term.addTo(matrix, -1);
        assertThat(matrix).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1);
    }

    @Test
    void whatWasMergedCanBeTakenOut() throws IOException {
        LoraAdapter lora = made(DINOV2);
        LoraAdapter low = new LoraAdapter(
                lora.terms().values().stream().flatMap(List::stream).toList(), Map.of(), Optional.empty());
        for (Declaration d :
                new VisionEncoder(DINOV2, Precision.FP32).declarations().all()) {
            areClose(low.unmerged(low.merged(TinyEncoders::values)).of(d), TinyEncoders.values(d));
        }
        assertThatThrownBy(() -> lora.unmerged(TinyEncoders::values)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void trainingChangesTheAdapterOnly() throws IOException {
        LoraAdapter lora = made(DINOV2);
        VisionEncoder encoder = new VisionEncoder(DINOV2, Precision.FP32).adapted(lora.layers());
        Declarations declarations = encoder.declarations(lora::trains);
        try (Device cpu = new Device("cpu");
                Parameters weights = Parameters.of(declarations, d -> values(lora, false, d), cpu);
                AdamW optimizer = new AdamW(weights, new AdamW.Options(0, 10, 10))) {
            assertThat(weights.trainable().keySet()).allMatch(lora::trains).hasSize(11);
            try (PointerScope scope = new PointerScope()) {
                encoder.forward(TinyEncoders.images(1, 12, 12), weights)
                        .patches()
                        .pow(new Scalar(2))
                        .mean()
                        .backward();
            }
            assertThat(optimizer.step(0.01)).isPositive();
            LoraAdapter trained =
                    lora.with(d -> Tensors.toFloats(weights.get(d.name()).detach()), declarations.all());

            assertThat(trained.terms().get("blocks.0.attn.qkv").get(0).up())
                    .isNotEqualTo(lora.terms().get("blocks.0.attn.qkv").get(0).up());
            assertThat(trained.savedValues("norm.weight")).isNotEqualTo(lora.savedValues("norm.weight"));
        }
    }

    private void configured(String option) throws IOException {
        PeftFiles.write(folder, made(DINOV2), DINOV2, Naming.OFFICIAL, "");
        Path file = folder.resolve("adapter_config.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{" + option + ","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"use_qalora\": true | uses use_qalora, which is not supported",
                "\"target_parameters\": [\"x\"] | uses target_parameters",
                "\"layer_replication\": [[0, 2]] | uses layer_replication",
                "\"trainable_token_indices\": [1] | uses trainable_token_indices"
            })
    void otherKindsOfAdaptersAreRefusedByName(String option, String fault) throws IOException {
        configured(option);

        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("adapter_config.json: " + fault);
    }

    @Test
    void doraBiasesAndOtherMethodsAreRefusedByName() throws IOException {
        configured("\"x\": 1");
        Path file = folder.resolve("adapter_config.json");
        String sound = Files.readString(file);

        Files.writeString(file, sound.replace("\"use_dora\" : false", "\"use_dora\" : true"));
        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2)).hasMessageContaining("uses use_dora");
        Files.writeString(file, sound.replace("\"bias\" : \"none\"", "\"bias\" : \"all\""));
        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2)).hasMessageContaining("trains biases (all)");
        Files.writeString(file, sound.replace("LORA", "IA3"));
        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2)).hasMessageContaining("of the kind 'IA3'");
    }

    @Test
    void theAdapterOfAnotherNetworkIsRefused() throws IOException {
        PeftFiles.write(folder, made(TinyEncoders.CLIP), TinyEncoders.CLIP, Naming.TRANSFORMERS, "");

        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is no adapter of this DINOv2 encoder: it has ");
        assertThatThrownBy(() -> PeftFiles.read(folder.resolve("absent"), DINOV2))
                .isInstanceOf(WeightsException.class);
    }

    /** PEFT writes matrices; a damaged file may hold anything. */
    @ParameterizedTest
    @ValueSource(strings = {"lora_A", "lora_B"})
    void matricesThatAreNoneAreRefused(String which) throws IOException {
        PeftFiles.write(folder, made(DINOV2), DINOV2, Naming.OFFICIAL, "");
        Path file = folder.resolve("adapter_model.safetensors");
        TensorFile written = SafeTensors.read(file);
        for (long[] shape : List.of(new long[0], new long[] {1}, new long[] {3_000_000_000L, 0})) {
            Map<String, NamedTensor> tensors = new LinkedHashMap<>(written.tensors());
            tensors.replaceAll((name, tensor) -> name.contains(which)
                    ? NamedTensor.ofFloats(name, TensorType.F32, shape, new float[shape.length == 2 ? 0 : 1])
                    : tensor);
            SafeTensors.write(file, new TensorFile(written.metadata(), tensors));

            assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("which do not fit its");
        }
    }

    /** Puts names in front of an adapter's tensors, and adds others. */
    private void around(String prefix, Map<String, NamedTensor> others) throws IOException {
        Path file = folder.resolve("adapter_model.safetensors");
        TensorFile written = SafeTensors.read(file);
        Map<String, NamedTensor> tensors = new LinkedHashMap<>(others);
        written.tensors().forEach((name, tensor) -> {
            String full = name.replace("base_model.model.", "base_model.model." + prefix);
            tensors.put(full, NamedTensor.ofFloats(full, TensorType.F32, tensor.shape(), tensor.floats()));
        });
        SafeTensors.write(file, new TensorFile(written.metadata(), tensors));
    }

    private static void put(Map<String, NamedTensor> tensors, String name, int rows, int columns) {
        float[] values = new float[rows * columns];
        Arrays.fill(values, 0.5f);
        String full = "base_model.model." + name;
        tensors.put(full, NamedTensor.ofFloats(full, TensorType.F32, new long[] {rows, columns}, values));
    }

    private static void putTerm(Map<String, NamedTensor> tensors, String module) {
        put(tensors, module + ".lora_A.weight", 1, 16);
        put(tensors, module + ".lora_B.weight", 16, 1);
    }

    /** Regression: blocks of a text tower were merged into the vision encoder's, which are called alike. */
    @Test
    void changesOfATextTowerAreLeftOut() throws IOException {
        PeftFiles.write(folder, made(TinyEncoders.CLIP), TinyEncoders.CLIP, Naming.TRANSFORMERS, "");
        LoraAdapter alone = PeftFiles.read(folder, TinyEncoders.CLIP);
        Map<String, NamedTensor> text = new LinkedHashMap<>();
        putTerm(text, "text_model.encoder.layers.0.self_attn.q_proj");
        putTerm(text, "text_model.encoder.layers.11.self_attn.out_proj");
        putTerm(text, "text_projection");
        around("vision_model.", text);

        LoraAdapter read = PeftFiles.read(folder, TinyEncoders.CLIP);
        assertThat(read.terms().keySet()).isEqualTo(alone.terms().keySet());
        assertThat(read.saved()).isEqualTo(alone.saved());
        assertThat(read.count()).isEqualTo(alone.count());

        SafeTensors.write(folder.resolve("adapter_model.safetensors"), new TensorFile(Map.of(), text));
        assertThatThrownBy(() -> PeftFiles.read(folder, TinyEncoders.CLIP))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("adapter_model.safetensors: changes nothing of the encoder, only parts beside it,"
                        + " such as text_");
    }

    /** Regression: changes of both were added up in the encoder. */
    @Test
    void twoNetworksOfTheSameNamesAreNotTakenForOne() throws IOException {
        PeftFiles.write(folder, made(DINOV2), DINOV2, Naming.OFFICIAL, "");
        Map<String, NamedTensor> decoder = new LinkedHashMap<>();
        putTerm(decoder, "decoder.blocks.0.attn.proj");
        around("encoder.", decoder);

        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(
                        "changes more than one network of these names, as decoder.blocks.0.attn.proj.weight"
                                + " and encoder.");
    }

    /**
     * In memory, whose names PEFT writes, the blocks of DINOv3 stand in a module {@code model} since transformers 5.
     */
    @ParameterizedTest
    @CsvSource({
        "'', true, true",
        "'', true, false",
        "backbone., true, true",
        "model., false, true",
        "model., false, false"
    })
    void theBlocksOfDinov3MayStandInAModuleOfTheirOwn(String before, boolean nested, boolean patches)
            throws IOException {
        LoraAdapter lora = made(TinyEncoders.DINOV3);
        List<LowRankTerm> terms = lora.terms().values().stream()
                .flatMap(List::stream)
                .filter(term -> patches || !term.module().equals("patch_embed.proj"))
                .toList();
        LoraAdapter given =
                new LoraAdapter(terms, Map.of("norm.weight", lora.savedValues("norm.weight")), lora.positions());
        PeftFiles.write(folder, given, TinyEncoders.DINOV3, Naming.TRANSFORMERS, "");
        LoraAdapter plain = PeftFiles.read(folder, TinyEncoders.DINOV3);
        around(before, Map.of());
        if (nested) {
            Path file = folder.resolve("adapter_model.safetensors");
            TensorFile written = SafeTensors.read(file);
            Map<String, NamedTensor> tensors = new LinkedHashMap<>();
            written.tensors().forEach((name, tensor) -> {
                String full = name.replace(before + "layer.", before + "model.layer.");
                tensors.put(full, NamedTensor.ofFloats(full, TensorType.F32, tensor.shape(), tensor.floats()));
            });
            SafeTensors.write(file, new TensorFile(written.metadata(), tensors));
        }

        LoraAdapter read = PeftFiles.read(folder, TinyEncoders.DINOV3);

        assertThat(read.terms().keySet()).isEqualTo(plain.terms().keySet());
        assertThat(read.savedValues("norm.weight")).isEqualTo(plain.savedValues("norm.weight"));
    }

    /** Regression: a head's layer of the encoder's name and width became the encoder's. */
    @Test
    void aHeadTrainedWholeIsNotTakenForTheEncoder() throws IOException {
        PeftFiles.write(folder, made(DINOV2), DINOV2, Naming.OFFICIAL, "");
        Path configuration = folder.resolve("adapter_config.json");
        Files.writeString(
                configuration, Files.readString(configuration).replace("[ \"norm\" ]", "[ \"norm\", \"seg\" ]"));
        LoraAdapter alone = PeftFiles.read(folder, DINOV2);
        Map<String, NamedTensor> head = new LinkedHashMap<>();
        put(head, "seg.norm.weight", 1, DINOV2.width());
        around("backbone.", head);

        LoraAdapter read = PeftFiles.read(folder, DINOV2);

        assertThat(read.savedValues("norm.weight")).isEqualTo(alone.savedValues("norm.weight"));
    }

    /** Regression: they were merged into the encoder without a word. */
    @ParameterizedTest
    @ValueSource(strings = {"lora_A", "lora_B", "norm.weight"})
    void numbersThatAreNotFiniteAreRefused(String which) throws IOException {
        PeftFiles.write(folder, made(DINOV2), DINOV2, Naming.OFFICIAL, "");
        Path file = folder.resolve("adapter_model.safetensors");
        TensorFile written = SafeTensors.read(file);
        Map<String, NamedTensor> tensors = new LinkedHashMap<>(written.tensors());
        tensors.replaceAll((name, tensor) -> {
            float[] values = tensor.floats();
            values[0] = name.contains(which) ? Float.NaN : values[0];
            return NamedTensor.ofFloats(name, TensorType.F32, tensor.shape(), values);
        });
        SafeTensors.write(file, new TensorFile(written.metadata(), tensors));

        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(which)
                .hasMessageContaining("holds numbers that are not finite");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "\"8\"", "null"})
    void aScaleThatIsNoFiniteNumberIsRefused(String scale) throws IOException {
        PeftFiles.write(folder, made(DINOV2), DINOV2, Naming.OFFICIAL, "");
        Path file = folder.resolve("adapter_config.json");
        Files.writeString(
                file, Files.readString(file).replaceFirst("\"lora_alpha\" : [0-9.]+", "\"lora_alpha\" : " + scale));

        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("adapter_config.json: lora_alpha should be a finite number, not ");
    }

    /** Whose blocks are called alike but for what stands before; a tower alone may stand without it. */
    @Test
    void ofOfficialClipTheVisionTowerIsTaken() throws IOException {
        PeftFiles.write(folder, made(TinyEncoders.CLIP), TinyEncoders.CLIP, Naming.TRANSFORMERS, "");
        Path file = folder.resolve("adapter_model.safetensors");
        Map<String, NamedTensor> both = new LinkedHashMap<>();
        putTerm(both, "transformer.resblocks.0.attn.out_proj");
        SafeTensors.write(file, new TensorFile(Map.of(), both));
        assertThat(PeftFiles.read(folder, TinyEncoders.CLIP).terms()).containsOnlyKeys("blocks.0.attn.proj");

        putTerm(both, "visual.transformer.resblocks.1.attn.out_proj");
        SafeTensors.write(file, new TensorFile(Map.of(), both));

        assertThat(PeftFiles.read(folder, TinyEncoders.CLIP).terms()).containsOnlyKeys("blocks.1.attn.proj");
    }

    /** Regression: the same of SAM's mask decoder, which is trained whole beside the adapter. */
    @Test
    void aMaskDecoderTrainedWholeIsLeftOut() throws IOException {
        LoraAdapter lora = made(TinyEncoders.SAM);
        PeftFiles.write(
                folder,
                new LoraAdapter(
                        lora.terms().values().stream().flatMap(List::stream).toList(), Map.of(), lora.positions()),
                TinyEncoders.SAM,
                Naming.TRANSFORMERS,
                "");
        Path configuration = folder.resolve("adapter_config.json");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace("\"modules_to_save\" : null", "\"modules_to_save\" : [\"mask_decoder\"]"));
        Map<String, NamedTensor> decoder = new LinkedHashMap<>();
        put(decoder, "mask_decoder.transformer.layers.0.mlp.lin1.weight", 24, 16);
        put(decoder, "mask_decoder.transformer.layers.0.layer_norm1.weight", 1, 16);
        putTerm(decoder, "mask_decoder.transformer.layers.1.attn.proj");
        putTerm(decoder, "prompt_encoder.layers.0.attn.proj");
        around("vision_encoder.", decoder);

        LoraAdapter read = PeftFiles.read(folder, TinyEncoders.SAM);

        assertThat(read.terms().keySet()).isEqualTo(lora.terms().keySet());
        assertThat(read.terms().get("blocks.1.attn.proj")).hasSize(1);
        assertThat(read.saved()).isEmpty();
    }

    @Test
    void theRuleForPositionsIsThatOfTheEncoder() throws IOException {
        PeftFiles.write(folder, made(TinyEncoders.DINOV3), TinyEncoders.DINOV3, Naming.OFFICIAL, "");

        assertThat(PeftFiles.read(folder, TinyEncoders.DINOV3).positions()).contains(PositionRule.ROTARY);
    }

    @Test
    void aRuleThatDoesNotSuitTheNetworkIsRefused() throws IOException {
        Architecture rotary = DINOV2.with(PositionRule.ROTARY);
        PeftFiles.write(folder, made(rotary), rotary, Naming.OFFICIAL, "");

        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2))
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith("adapter_model.safetensors: was trained under the rule for positions 'rotary',"
                        + " which DINOv2 does not have");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pissa", "pissa_niter_16", "olora", "corda", "loftq", "lora_ga", "of next year"})
    void anAdapterThatBeganByChangingTheEncoderIsRefused(String beginning) throws IOException {
        begun("\"" + beginning + "\"");

        assertThatThrownBy(() -> PeftFiles.read(folder, DINOV2))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("adapter_config.json: begins by init_lora_weights " + beginning + ", which");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "null", "\"gaussian\"", "\"eva\"", "\"orthogonal\""})
    void otherBeginningsLeaveTheEncoderAlone(String beginning) throws IOException {
        begun(beginning);

        assertThat(PeftFiles.read(folder, DINOV2).terms()).isNotEmpty();
    }

    private void begun(String beginning) throws IOException {
        PeftFiles.write(folder, made(DINOV2), DINOV2, Naming.OFFICIAL, "");
        Path file = folder.resolve("adapter_config.json");
        String written = Files.readString(file);
        Files.writeString(
                file, written.replace("\"init_lora_weights\" : true", "\"init_lora_weights\" : " + beginning));
    }

    @Test
    void patternsGiveSomeModulesTheirOwnScale() {
        Map<String, Double> patterns =
                new LinkedHashMap<>(Map.of("encoder.layer.2.attention.value", 6.0, "0.*query", 2.0));
        PeftConfiguration plain = new PeftConfiguration(16, patterns, false, List.of());
        PeftConfiguration stabilized = new PeftConfiguration(16, patterns, true, List.of());

        assertThat(plain.scale("encoder.layer.2.attention.key", 4)).isEqualTo(4);
        assertThat(plain.scale("encoder.layer.2.attention.value", 4)).isEqualTo(1.5);
        assertThat(plain.scale("encoder.layer.12.attention.value", 4)).isEqualTo(4);
        assertThat(plain.scale("encoder.layer.0.attention.query", 4)).isEqualTo(0.5);
        assertThat(stabilized.scale("x", 4)).isEqualTo(8);
    }
}
