package org.substantia.foundation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;

class RequiredEncoderTest {
    @TempDir
    Path folder;

    private RequiredEncoder required;

    @BeforeEach
    void write() throws IOException {
        EncoderWriter.write(
                folder, TinyEncoders.CLIP, TinyEncoders::values, Naming.TRANSFORMERS, TensorType.F32, Map.of());
        // As others write files, which do not tell of themselves how they are used.
        Path file = folder.resolve("model.safetensors");
        SafeTensors.write(file, new TensorFile(Map.of(), SafeTensors.read(file).tensors()));
        required = RequiredEncoder.of(EncoderFile.open(folder));
    }

    private void configure(String configuration) throws IOException {
        Files.writeString(folder.resolve("config.json"), configuration);
    }

    @Test
    void opensTheEncoderThatItNames() throws IOException {
        assertThat(required.open("m", Optional.of(folder)).architecture()).isEqualTo(TinyEncoders.CLIP);
    }

    /** The weights are the same, and so is their digest. */
    @Test
    void refusesTheSameWeightsInAnotherNetwork() throws IOException {
        configure("{\"num_attention_heads\": 4, \"hidden_act\": \"quick_gelu\", \"layer_norm_eps\": 1e-5}");
        assertThatThrownBy(() -> required.open("m", Optional.of(folder)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "model.safetensors: is used otherwise than m was made with it: 4 heads, quickGelu")
                .hasMessageContaining("instead of 2 heads, quickGelu, epsilon 1.0E-5; is the config.json beside it");

        configure("{\"num_attention_heads\": 2, \"hidden_act\": \"gelu\", \"layer_norm_eps\": 1e-5}");
        assertThatThrownBy(() -> required.open("m", Optional.of(folder))).hasMessageContaining("2 heads, gelu");

        configure("{\"num_attention_heads\": 2, \"hidden_act\": \"quick_gelu\", \"layer_norm_eps\": 1e-6}");
        assertThatThrownBy(() -> required.open("m", Optional.of(folder))).hasMessageContaining("epsilon 1.0E-6");
    }

    /** Regression: any file was taken, and not looked at, where the bundled encoder was wanted. */
    @Test
    void aFileGivenInPlaceOfTheBundledEncoderIsRefused() throws IOException {
        RequiredEncoder bundled = RequiredEncoder.of(EncoderFile.open(BuiltIn.PATH));

        bundled.requireSame("m", Optional.empty());
        bundled.requireSame("m", Optional.of(BuiltIn.PATH));
        required.requireSame("m", Optional.of(folder));
        assertThatThrownBy(() -> bundled.requireSame("m", Optional.of(folder)))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("model.safetensors") + ": is another encoder than m was made with: SHA-256 "
                        + required.sha256() + " instead of " + bundled.sha256() + " (built-in)");
        // A model of another kind may want the file.
        assertThat(bundled.open("m", Optional.of(folder)).checkpoint().digest()).isEqualTo(bundled.sha256());
    }

    /** Which do not tell heads, epsilon and activation. */
    @Test
    void olderModelsAreRead() throws IOException {
        Path file = folder.resolve("required.json");
        Files.writeString(
                file,
                "{\"file\": \"model.safetensors\", \"sha256\": \"" + required.sha256()
                        + "\", \"family\": \"clip\", \"positions\": \"bicubic\"}");

        RequiredEncoder older = JsonFiles.read(file, RequiredEncoder.class);

        configure("{\"num_attention_heads\": 4}");
        assertThat(older.open("m", Optional.of(folder)).architecture().heads()).isEqualTo(4);
        assertThat(older).isNotEqualTo(required);
    }
}
