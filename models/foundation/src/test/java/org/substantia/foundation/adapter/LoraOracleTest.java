package org.substantia.foundation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.foundation.encoder.Features;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorType;
import org.substantia.testing.SharedData;

/** Adapters that PEFT wrote and merged itself. */
class LoraOracleTest {
    private static final float TOLERANCE = 2e-5f;

    @TempDir
    Path folder;

    private static Path oracle(String path) {
        Path found = SharedData.file("foundation-oracle").resolve(path);
        assumeTrue(Files.exists(found), found + " is absent");
        return found;
    }

    private static void isClose(float[] found, NamedTensor expected, String what) {
        float[] wanted = expected.floats();
        assertThat(found).as(what).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(Math.abs(found[i] - wanted[i])).as(what).isLessThan(TOLERANCE);
        }
    }

    private static void compare(Map<String, NamedTensor> io, String what, VisionEncoder encoder, Parameters weights) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            NamedTensor image = io.get("native.image");
            Features features = encoder.forward(Tensors.of(image.floats(), image.shape()), weights);
            isClose(Tensors.toFloats(features.classToken().orElseThrow()), io.get(what + ".cls"), what);
            isClose(Tensors.toFloats(features.patches()), io.get(what + ".patches"), what);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lora-official-names, official, adapted, OFFICIAL",
        "lora-official-names, hf, adapted, TRANSFORMERS",
        "lora-hf-names, hf, merged, OFFICIAL",
        "lora-hf-names, official, merged, TRANSFORMERS"
    })
    void adaptersOfPeftGiveWhatPeftGives(String name, String base, String unmerged, Naming written) throws IOException {
        Map<String, NamedTensor> io =
                SafeTensors.read(oracle(name + "/io.safetensors")).tensors();
        EncoderFile file = EncoderFile.open(oracle("dinov2-tiny/" + base + ".safetensors"));
        LoraAdapter adapter = PeftFiles.read(oracle(name), file.architecture());
        // Also after a way through our own files, under the other program's names.
        PeftFiles.write(folder, adapter, file.architecture(), written, "");
        for (LoraAdapter lora : new LoraAdapter[] {adapter, PeftFiles.read(folder, file.architecture())}) {
            VisionEncoder plain = file.encoder(Precision.FP32);
            VisionEncoder adapted = plain.adapted(lora.layers());
            try (Device cpu = new Device("cpu");
                    Parameters baseWeights = file.parameters(plain.declarations(), cpu);
                    Parameters beside = file.parameters(adapted.declarations(), lora::values, cpu);
                    Parameters merged = file.parameters(plain.declarations(), lora::merged, cpu)) {
                compare(io, "base", plain, baseWeights);
                compare(io, unmerged, adapted, beside);
                compare(io, "merged", plain, merged);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"lora-official-names, OFFICIAL", "lora-hf-names, TRANSFORMERS"})
    void mergedWeightsAreThoseOfPeft(String name, Naming naming) throws IOException {
        Map<String, NamedTensor> io =
                SafeTensors.read(oracle(name + "/io.safetensors")).tensors();
        EncoderFile file = EncoderFile.open(oracle("dinov2-tiny/official.safetensors"));
        LoraAdapter lora = PeftFiles.read(oracle(name), file.architecture());
        EncoderWriter.write(folder, file.architecture(), lora.merged(file::values), naming, TensorType.F32, Map.of());
        Map<String, NamedTensor> merged =
                SafeTensors.read(folder.resolve("model.safetensors")).tensors();
        Map<String, NamedTensor> expected = new LinkedHashMap<>(io);
        expected.keySet().removeIf(key -> !key.startsWith("merged_weight."));

        assertThat(expected).isNotEmpty();
        expected.forEach((key, wanted) ->
                isClose(merged.get(key.substring("merged_weight.".length())).floats(), wanted, key));
    }
}
