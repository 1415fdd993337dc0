package org.substantia.foundation.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.registry.ModelDownload;
import org.substantia.foundation.registry.ModelRegistry;
import org.substantia.foundation.registry.RegisteredModel;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.WeightsException;

class BundledEncoderTest {
    @Test
    void itIsWholeAndTheOneThatTheRegistryKnows() throws IOException {
        EncoderFile file = EncoderFile.open(BuiltIn.PATH);
        String digest = Sha256.hex(file.checkpoint().file());

        assertThat(BundledEncoder.sha256()).contains(digest);
        RegisteredModel known = ModelRegistry.withDigest(digest).orElseThrow();
        assertThat(known.name()).isEqualTo(BuiltIn.PATH.toString());
        assertThat(known.bundled()).isTrue();
        assertThat(known.license()).isEqualTo("Apache-2.0");
        assertThat(known.bytes()).hasValue(Files.size(file.checkpoint().file()));
        assertThat(file.naming()).isEqualTo(Naming.TRANSFORMERS);
        assertThat(file.leftOut()).isEmpty();
        assertThat(file.architecture().embedding().positions()).isEqualTo(PositionRule.BICUBIC);
        assertThat(file.checkpoint().content().metadata()).containsKeys("pretraining", "slices_sha256");
    }

    @Test
    void itTellsOnePictureFromAnother() throws IOException {
        EncoderFile file = EncoderFile.open(BuiltIn.PATH);
        VisionEncoder encoder = file.encoder(Precision.FP32);
        float[] pictures = new float[2 * 3 * 96 * 96];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = (float) Math.sin(i < pictures.length / 2 ? 0.05 * (i % 96) : 0.4 * (i / 96 % 96));
        }
        try (Device cpu = new Device("cpu");
                Parameters weights = file.parameters(encoder.declarations(), cpu);
                PointerScope scope = new PointerScope()) {
            Tensor patches = encoder.forward(Tensors.of(pictures, 2, 3, 96, 96), weights)
                    .patches()
                    .mean(new long[] {1});
            float[] features = Tensors.toFloats(patches.detach());
            double distance = 0;
            for (int k = 0; k < features.length / 2; k++) {
                distance = Math.max(distance, Math.abs(features[k] - features[k + features.length / 2]));
            }
            assertThat(features).doesNotContain(Float.NaN);
            assertThat(distance).isGreaterThan(0.5);
        }
    }

    @Test
    void onlyItsBareNameMeansIt(@TempDir Path folder) {
        assertThatThrownBy(() -> CheckpointReader.read(folder.resolve(BuiltIn.PATH)))
                .isInstanceOf(WeightsException.class);
    }

    @Test
    void itNeedsNoDownload(@TempDir Path folder) {
        List<RegisteredModel> bundled =
                ModelRegistry.all().stream().filter(RegisteredModel::bundled).toList();

        assertThat(bundled).hasSize(1);
        assertThatThrownBy(() -> ModelDownload.fetch(bundled.get(0), folder, count -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("built-in: comes with the program; give built-in as its path");
    }
}
