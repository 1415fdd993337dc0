package org.substantia.foundation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorType;
import org.substantia.testing.SharedData;

/** The names and shapes of either program's files against files made by the programs' own conversion rules. */
class ExportOracleTest {
    private static Map<String, NamedTensor> read(String model, String file) throws IOException {
        Path path = SharedData.file("foundation-oracle").resolve(model).resolve(file);
        assumeTrue(Files.exists(path), path + " is absent");
        return SafeTensors.read(path).tensors();
    }

    private static Map<String, NamedTensor> export(String model, String file, Naming naming) throws IOException {
        EncoderFile encoder = EncoderFile.open(
                SharedData.file("foundation-oracle").resolve(model).resolve(file));
        return EncoderWriter.tensors(encoder.architecture(), encoder::values, naming, TensorType.F32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dinov2-tiny",
                "dinov2-registers-tiny",
                "dinov2-swiglu-tiny",
                "dinov3-tiny",
                "dinov3-plus-tiny",
                "sam-tiny"
            })
    void officialFilesBecomeThoseOfTransformers(String model) throws IOException {
        Map<String, NamedTensor> expected = read(model, "hf.safetensors");

        assertThat(new TreeMap<>(export(model, "official.safetensors", Naming.TRANSFORMERS)))
                .isEqualTo(new TreeMap<>(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dinov2-tiny", "dinov2-registers-tiny", "dinov2-swiglu-tiny", "sam-tiny", "clip-tiny"})
    void filesOfTransformersBecomeOfficialOnes(String model) throws IOException {
        Map<String, NamedTensor> expected = read(model, "official.safetensors");

        assertThat(new TreeMap<>(export(model, "hf.safetensors", Naming.OFFICIAL)))
                .isEqualTo(new TreeMap<>(expected));
    }
}
