package org.substantia.foundation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.foundation.encoder.Features;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.Tokens;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.testing.SharedData;

/** Every token, layer and size of tiny networks against what the projects' own code computed. */
class EncoderOracleTest {
    private static final Path MODELS = SharedData.file("foundation-oracle");
    private static final float TOLERANCE = 2e-5f;

    /** One pass, compared with all that the oracle keeps of it. */
    private static final class Pass {
        private final Map<String, NamedTensor> expected;
        private final String name;
        private int compared;

        Pass(Map<String, NamedTensor> expected, String name) {
            this.expected = expected;
            this.name = name;
        }

        void compare(String key, Tensor found, float tolerance) {
            NamedTensor wanted = expected.get(name + "." + key);
            if (wanted == null) {
                return;
            }
            float[] numbers = Tensors.toFloats(found);
            float[] reference = wanted.floats();
            assertThat(numbers).as(key).hasSameSizeAs(reference);
            float largest = 0;
            for (int i = 0; i < numbers.length; i++) {
                largest = Math.max(largest, Math.abs(numbers[i] - reference[i]));
            }
            assertThat(largest).as(name + "." + key).isLessThan(tolerance);
            compared++;
        }
    }

    private static Path file(String model, String file) {
        Path path = MODELS.resolve(model).resolve(file);
        assumeTrue(Files.exists(path), path + " is absent");
        return path;
    }

    private static Tensor tensor(NamedTensor values) {
        return Tensors.of(values.floats(), values.shape());
    }

    private static Features run(
            VisionEncoder encoder, Parameters weights, Tokens embedded, Pass pass, float tolerance) {
        pass.compare("embedded", embedded.values(), tolerance);
        Tokens tokens = embedded;
        for (int i = 0; i < encoder.architecture().depth(); i++) {
            tokens = encoder.block(i, tokens, weights);
            pass.compare("layer" + i, tokens.values(), tolerance);
            if (i == 0 && encoder.architecture().classToken()) {
                pass.compare("map_first", encoder.finish(tokens, weights).map(), tolerance);
            }
        }
        Features features = encoder.finish(tokens, weights);
        features.classToken().ifPresent(t -> pass.compare("cls", t, tolerance));
        features.registers().ifPresent(t -> pass.compare("registers", t, tolerance));
        features.projected().ifPresent(t -> pass.compare("projected", t, tolerance));
        pass.compare("patches", features.patches(), tolerance);
        pass.compare("map_last", features.map(), tolerance);
        pass.compare("embedding", features.map(), tolerance);
        embedded.rotation().ifPresent(r -> pass.compare("rope_sin", r.sine(), tolerance));
        embedded.rotation().ifPresent(r -> pass.compare("rope_cos", r.cosine(), tolerance));
        return features;
    }

    /** @return how many tensors were compared */
    private static int compare(
            String model, EncoderFile file, String size, String variant, Precision precision, float tolerance)
            throws IOException {
        Map<String, NamedTensor> io =
                SafeTensors.read(file(model, "io.safetensors")).tensors();
        VisionEncoder encoder = file.encoder(precision);
        try (Device cpu = new Device("cpu");
                Parameters weights = file.parameters(encoder.declarations(), cpu);
                PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Pass pass = new Pass(io, size + variant);
            run(encoder, weights, encoder.embed(tensor(io.get(size + ".image")), weights), pass, tolerance);
            return pass.compared;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dinov2-tiny, native, 8",
        "dinov2-tiny, small, 8",
        "dinov2-tiny, wide, 8",
        "dinov2-tiny, large, 8",
        "dinov2-registers-tiny, native, 8",
        "dinov2-registers-tiny, small, 3",
        "dinov2-registers-tiny, wide, 8",
        "dinov2-registers-tiny, large, 3",
        "dinov2-swiglu-tiny, native, 8",
        "biomedclip-trunk-tiny, native, 3",
        "dinov3-tiny, native, 8",
        "dinov3-tiny, wide, 8",
        "dinov3-tiny, ragged, 5",
        "dinov3-plus-tiny, native, 8",
        "dinov3-plus-tiny, wide, 8",
        "dinov3-plus-tiny, ragged, 5",
        "sam-tiny, native, 4",
        "sam-relpos-resized-tiny, wide, 4",
        "sam-relpos-resized-tiny, native, 4",
        "clip-tiny, native, 5"
    })
    void officialFilesGiveWhatTheOfficialCodeGives(String model, String size, int tensors) throws IOException {
        EncoderFile file = EncoderFile.open(file(model, "official.safetensors"));

        assertThat(file.naming()).isEqualTo(Naming.OFFICIAL);
        assertThat(compare(model, file, size, "", Precision.FP32, TOLERANCE)).isEqualTo(tensors);
    }

    @ParameterizedTest
    @CsvSource({
        "dinov2-tiny, native, '', 8",
        "dinov2-tiny, small, .hf, 2",
        "dinov2-tiny, wide, .hf, 2",
        "dinov2-tiny, large, .hf, 2",
        "dinov2-registers-tiny, wide, '', 8",
        "dinov2-swiglu-tiny, native, '', 8",
        "dinov3-tiny, native, .hf, 3",
        "dinov3-tiny, wide, .hf, 3",
        "dinov3-tiny, ragged, .hf, 3",
        "dinov3-plus-tiny, wide, '', 8",
        "sam-tiny, native, '', 4",
        "clip-tiny, native, '', 5"
    })
    void filesOfTransformersGiveWhatTransformersGives(String model, String size, String variant, int tensors)
            throws IOException {
        EncoderFile file = EncoderFile.open(file(model, "hf.safetensors"));

        assertThat(file.naming()).isEqualTo(Naming.TRANSFORMERS);
        assertThat(compare(model, file, size, variant, Precision.FP32, TOLERANCE))
                .isEqualTo(tensors);
    }

    @Test
    void aPthFileIsReadLikeTheSafetensors() throws IOException {
        EncoderFile file = EncoderFile.open(file("dinov2-tiny", "model.pth"));

        assertThat(compare("dinov2-tiny", file, "wide", "", Precision.FP32, TOLERANCE))
                .isEqualTo(8);
    }

    @Test
    void eitherFileCanBeReadUnderTheOthersRule() throws IOException {
        EncoderFile official =
                EncoderFile.open(file("dinov2-tiny", "official.safetensors")).with(PositionRule.BICUBIC);
        EncoderFile transformers =
                EncoderFile.open(file("dinov2-tiny", "hf.safetensors")).with(PositionRule.BICUBIC_OFFSET);

        assertThat(compare("dinov2-tiny", official, "wide", ".hf", Precision.FP32, TOLERANCE))
                .isEqualTo(2);
        assertThat(compare("dinov2-tiny", transformers, "wide", "", Precision.FP32, TOLERANCE))
                .isEqualTo(8);
        EncoderFile exact =
                EncoderFile.open(file("dinov3-tiny", "official.safetensors")).with(PositionRule.ROTARY_EXACT);
        assertThat(compare("dinov3-tiny", exact, "wide", ".hf", Precision.FP32, TOLERANCE))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"dinov2-tiny, wide", "dinov3-tiny, wide", "sam-tiny, native", "clip-tiny, native"})
    void bfloat16ComesCloseToFloat32(String model, String size) throws IOException {
        EncoderFile file = EncoderFile.open(file(model, "official.safetensors"));

        assertThat(compare(model, file, size, "", Precision.BF16, 0.15f)).isPositive();
    }

    @Test
    void maskedPatchesAreReplaced() throws IOException {
        EncoderFile file = EncoderFile.open(file("dinov2-tiny", "official.safetensors"));
        Map<String, NamedTensor> io =
                SafeTensors.read(file("dinov2-tiny", "io.safetensors")).tensors();
        NamedTensor mask = io.get("masked.mask");
        VisionEncoder encoder = file.encoder(Precision.FP32);
        try (Device cpu = new Device("cpu");
                Parameters weights = file.parameters(encoder.declarations(), cpu);
                PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Pass pass = new Pass(io, "masked");
            Tokens embedded = encoder.embedMasked(
                    tensor(io.get("native.image")), Tensors.of(mask.bytes(), mask.shape()), weights);
            run(encoder, weights, embedded, pass, TOLERANCE);
            assertThat(pass.compared).isEqualTo(2);
        }
    }
}
