package org.substantia.foundation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.base.json.JsonFiles;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

class EncoderFileTest {
    @TempDir
    Path folder;

    private Path export(Architecture architecture, Naming naming) throws IOException {
        EncoderWriter.write(
                folder, architecture, TinyEncoders::values, naming, TensorType.F32, Map.of("license", "none"));
        return folder;
    }

    private static Map<String, NamedTensor> official() throws IOException {
        return EncoderWriter.tensors(TinyEncoders.DINOV2, TinyEncoders::values, Naming.OFFICIAL, TensorType.F32);
    }

    private static NamedTensor renamed(NamedTensor tensor, String name) {
        return new NamedTensor(name, tensor.type(), tensor.shape(), tensor.data());
    }

    private EncoderFile open(Map<String, NamedTensor> tensors, UnaryOperator<String> rename) throws IOException {
        Map<String, NamedTensor> other = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            String called = rename.apply(name);
            other.put(called, renamed(tensor, called));
        });
        Path file = folder.resolve("m.pth");
        SafeTensors.write(file, new TensorFile(Map.of(), other));
        Files.writeString(folder.resolve("config.json"), "{\"num_heads\": 2}");
        return EncoderFile.open(file);
    }

    @ParameterizedTest
    @CsvSource({
        "dinov2, OFFICIAL",
        "registers, OFFICIAL",
        "plain, OFFICIAL",
        "dinov3, OFFICIAL",
        "clip, OFFICIAL",
        "sam, OFFICIAL",
        "registers, TRANSFORMERS",
        "clip, TRANSFORMERS",
        "sam, TRANSFORMERS"
    })
    void whatIsExportedIsRecognizedAndEqual(String name, Naming naming) throws IOException {
        Architecture architecture = TinyEncoders.ALL.get(name);

        EncoderFile file = EncoderFile.open(export(architecture, naming));

        assertThat(file.naming()).isEqualTo(naming);
        assertThat(file.architecture()).isEqualTo(architecture);
        for (Declaration d : file.encoder(Precision.FP32).declarations().all()) {
            assertThat(file.values(d)).as(d.name()).isEqualTo(TinyEncoders.values(d));
        }
    }

    @Test
    void transformersHasItsOwnRulesForPositions() throws IOException {
        assertThat(EncoderFile.open(export(TinyEncoders.DINOV2, Naming.TRANSFORMERS))
                        .architecture())
                .isEqualTo(TinyEncoders.DINOV2.with(PositionRule.BICUBIC));
        EncoderFile dinov3 = EncoderFile.open(export(TinyEncoders.DINOV3, Naming.TRANSFORMERS));
        assertThat(dinov3.architecture()).isEqualTo(TinyEncoders.DINOV3.with(PositionRule.ROTARY_EXACT));
        assertThatThrownBy(() -> dinov3.with(PositionRule.BICUBIC)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"rotary, which DINOv2 does not have", "bilinear, which is none of bicubicOffset"})
    void aNotedRuleForPositionsThatCannotBeIsRefusedInOneLine(String rule, String fault) throws IOException {
        Map<String, String> notes = Map.of(EncoderWriter.POSITIONS, rule);
        EncoderWriter.write(folder, TinyEncoders.DINOV2, TinyEncoders::values, Naming.OFFICIAL, TensorType.F32, notes);

        assertThatThrownBy(() -> EncoderFile.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("notes the rule for positions")
                .hasMessageContaining(fault)
                .hasMessageNotContaining("\n");
    }

    @Test
    void transformersHasNoPlainVisionTransformer() {
        assertThatThrownBy(() -> export(TinyEncoders.PLAIN, Naming.TRANSFORMERS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transformers has no such network");
    }

    /** As int(hidden_size * mlp_ratio) finds it, of gated networks two thirds of that in whole eights. */
    @ParameterizedTest
    @CsvSource({
        "36, 96, SWIGLU, 4",
        "1536, 4096, SWIGLU, 4",
        "16, 24, SWIGLU, 2",
        "16, 24, GELU, 1.5",
        "384, 1536, GELU, 4"
    })
    void transformersFindsTheHiddenSizeByItsRatio(int width, int hidden, Activation activation, double ratio)
            throws IOException {
        Architecture d = TinyEncoders.DINOV2;
        Architecture a = new Architecture(
                d.family(),
                d.embedding(),
                width,
                1,
                2,
                hidden,
                activation,
                d.attentionBias(),
                true,
                1e-6,
                0,
                Optional.empty());

        EncoderWriter.write(folder, a, p -> new float[p.count()], Naming.TRANSFORMERS, TensorType.F16, Map.of());

        assertThat(JsonFiles.read(folder.resolve("config.json"))
                        .path("mlp_ratio")
                        .asDouble())
                .isEqualTo(ratio);
        int given = (int) (width * ratio);
        assertThat(activation == Activation.GELU ? given : (given * 2 / 3 + 7) / 8 * 8)
                .isEqualTo(hidden);
    }

    private EncoderFile bare(String name, Map<String, String> metadata) throws IOException {
        Path file = folder.resolve(name);
        SafeTensors.write(
                file,
                new TensorFile(
                        metadata,
                        EncoderWriter.tensors(
                                TinyEncoders.CLIP, TinyEncoders::values, Naming.OFFICIAL, TensorType.F32)));
        return EncoderFile.open(file);
    }

    /** CLIP of width 16: where nothing tells, one head of what is there, and OpenAI's activation. */
    @Test
    void whatIsAssumedIsTold() throws IOException {
        EncoderFile file = bare("m.safetensors", Map.of());

        assertThat(file.architecture().heads()).isEqualTo(1);
        assertThat(file.architecture().activation()).isEqualTo(Activation.QUICK_GELU);
        assertThat(file.assumed()).contains("heads of 64 numbers and the activation QuickGELU");
        assertThat(EncoderFile.open(BuiltIn.PATH).assumed()).isEmpty();
    }

    @Test
    void whatTheWriterNotedIsKnownWithoutTheConfiguration() throws IOException {
        export(TinyEncoders.CLIP, Naming.OFFICIAL);
        Files.delete(folder.resolve("config.json"));

        EncoderFile file = EncoderFile.open(folder);

        assertThat(file.architecture()).isEqualTo(TinyEncoders.CLIP);
        assertThat(file.assumed()).isEmpty();
    }

    /** Regression: the configuration of another model was believed, and its features were taken for this one's. */
    @Test
    void whatTheFileTellsOfItselfCountsBeforeWhatLiesBesideIt() throws IOException {
        export(TinyEncoders.CLIP, Naming.OFFICIAL);
        Files.writeString(
                folder.resolve("config.json"),
                "{\"num_attention_heads\": 16, \"layer_norm_eps\": 1e-12, \"hidden_act\": \"gelu\"}");

        assertThat(EncoderFile.open(folder).architecture()).isEqualTo(TinyEncoders.CLIP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model_cfg': {'vision_cfg': {'width': 16, 'head_width': 4}}} | 4 | GELU",
                "{'quick_gelu': true, 'vision_cfg': {'width': 16, 'head_width': 8}} | 2 | QUICK_GELU",
                "{'model_cfg': {'quick_gelu': true, 'vision_cfg': {'width': 128}}} | 2 | QUICK_GELU"
            })
    void theConfigurationOfOpenClipIsRead(String json, int heads, Activation activation) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"num_attention_heads\": 16}");
        Files.writeString(folder.resolve("open_clip_config.json"), json.replace('\'', '"'));

        EncoderFile file = bare("open_clip_model.safetensors", Map.of());

        assertThat(file.architecture().heads()).isEqualTo(heads);
        assertThat(file.architecture().activation()).isEqualTo(activation);
        assertThat(file.assumed()).isEmpty();
        assertThat(bare("other.safetensors", Map.of()).architecture().heads()).isEqualTo(16);
    }

    /** Files may be damaged: whatever is read of a shape may not be there. */
    @ParameterizedTest
    @CsvSource({
        "registers, patch_embed.proj.weight",
        "registers, register_tokens",
        "registers, blocks.0.mlp.w12.weight",
        "dinov2, blocks.0.mlp.fc1.weight",
        "dinov2, pos_embed",
        "dinov3, rope_embed.periods",
        "sam, image_encoder.pos_embed",
        "sam, image_encoder.blocks.0.attn.rel_pos_h",
        "sam, image_encoder.blocks.1.attn.rel_pos_h",
        "sam, image_encoder.neck.0.weight"
    })
    void tensorsOfUnsoundShapesAreRefusedInOneLine(String model, String name) throws IOException {
        Map<String, NamedTensor> sound = EncoderWriter.tensors(
                TinyEncoders.ALL.get(model), TinyEncoders::values, Naming.OFFICIAL, TensorType.F32);
        assertThat(sound).containsKey(name);
        Path file = folder.resolve("m.pth");
        for (long[] shape : List.of(new long[0], new long[] {3}, new long[] {0, 0}, new long[] {0, 0, 0, 0})) {
            if (name.equals("rope_embed.periods") && shape.length == 1) {
                continue;
            }
            Map<String, NamedTensor> tensors = new LinkedHashMap<>(sound);
            int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            tensors.put(name, NamedTensor.ofFloats(name, TensorType.F32, shape, new float[count]));
            SafeTensors.write(file, new TensorFile(Map.of(), tensors));

            assertThatThrownBy(() -> EncoderFile.open(file))
                    .as(Arrays.toString(shape))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"module.", "backbone.", "teacher.backbone.", "model.encoder."})
    void aPrefixIsFound(String prefix) throws IOException {
        EncoderFile file = open(official(), name -> prefix + name);

        assertThat(file.prefix()).isEqualTo(prefix);
        assertThat(file.architecture()).isEqualTo(TinyEncoders.DINOV2);
    }

    @Test
    void chunkedBlocksAreCounted() throws IOException {
        EncoderFile file = open(official(), name -> name.replace("blocks.", "blocks.0."));

        assertThat(file.architecture().depth()).isEqualTo(2);
    }

    @Test
    void theTeacherIsChosen() throws IOException {
        Map<String, NamedTensor> both = new LinkedHashMap<>();
        for (String prefix : List.of("student.backbone.", "teacher.backbone.")) {
            official().forEach((name, tensor) -> both.put(prefix + name, renamed(tensor, prefix + name)));
        }
        EncoderFile file = open(both, name -> name);

        assertThat(file.prefix()).isEqualTo("teacher.backbone.");
        assertThat(file.leftOut()).hasSize(official().size());
    }

    @Test
    void severalEncodersOfEqualRightAreRefused() throws IOException {
        Map<String, NamedTensor> both = new LinkedHashMap<>();
        for (String prefix : List.of("a.", "b.")) {
            official().forEach((name, tensor) -> both.put(prefix + name, renamed(tensor, prefix + name)));
        }
        assertThatThrownBy(() -> open(both, name -> name))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("holds several encoders, under 'a.', 'b.'");
    }

    @Test
    void otherPartsOfAModelAreLeftOut() throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>(
                EncoderWriter.tensors(TinyEncoders.CLIP, TinyEncoders::values, Naming.TRANSFORMERS, TensorType.F32));
        for (String name : List.of("text_model.final_layer_norm.weight", "logit_scale", "text_projection.weight")) {
            tensors.put(name, NamedTensor.ofFloats(name, TensorType.F32, new long[] {1}, new float[1]));
        }
        assertThat(open(tensors, name -> name).leftOut())
                .containsExactlyInAnyOrder(
                        "text_model.final_layer_norm.weight", "logit_scale", "text_projection.weight");
    }

    @Test
    void missingAndUnexpectedNamesAreListed() throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>(official());
        tensors.remove("blocks.1.norm2.bias");
        tensors.put(
                "adapter.weight", NamedTensor.ofFloats("adapter.weight", TensorType.F32, new long[0], new float[1]));

        assertThatThrownBy(() -> open(tensors, name -> name))
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith("m.pth: is not a whole DINOv2 encoder of 2 blocks: it lacks blocks.1.norm2.bias,"
                        + " it holds adapter.weight, which the network does not have");
    }

    @Test
    void aMissingBlockIsNoSmallerModel() throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>(official());
        tensors.keySet().removeIf(name -> name.startsWith("blocks.0."));

        assertThatThrownBy(() -> open(tensors, name -> name)).isInstanceOf(WeightsException.class);
    }

    @Test
    void shapesThatDoNotFitAreNamed() throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>(official());
        tensors.put("norm.weight", NamedTensor.ofFloats("norm.weight", TensorType.F32, new long[] {3}, new float[3]));

        assertThatThrownBy(() -> open(tensors, name -> name))
                .hasMessageContaining("tensor norm.weight has the shape [3] where the network needs [16]");
    }

    @Test
    void numbersThatAreNotFiniteAreNamed() throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>(official());
        float[] damaged = new float[16];
        damaged[3] = Float.NaN;
        tensors.put("norm.weight", NamedTensor.ofFloats("norm.weight", TensorType.F32, new long[] {16}, damaged));
        EncoderFile file = open(tensors, name -> name);
        Declaration norm = file.encoder(Precision.FP32).declarations().all().stream()
                .filter(d -> d.name().equals("norm.weight"))
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(() -> file.values(norm))
                .hasMessageContaining("norm.weight holds numbers that are not finite");
    }

    @Test
    void otherNetworksAreNotTakenForEncoders() {
        Map<String, NamedTensor> tensors = Map.of(
                "layer1.0.conv1.weight",
                NamedTensor.ofFloats("layer1.0.conv1.weight", TensorType.F32, new long[] {1}, new float[1]));

        assertThatThrownBy(() -> open(tensors, name -> name))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("holds no encoder that is known")
                .hasMessageContaining("layer1.0.conv1.weight");
    }
}
