package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;
import org.substantia.foundation.checkpoint.Checkpoint;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.RequiredEncoder;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.encoder.SliceEncoder;
import org.substantia.segmentation.plan.EncoderBranch;
import org.substantia.segmentation.plan.SegmentationPlan;

/** Which encoders a model goes on with: the bundled one in two shards is a stranger, since it has another digest. */
class InitialModelTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();

    @TempDir
    Path folder;

    private Path index;

    @BeforeEach
    void writeShards() throws IOException {
        Checkpoint bundled = EncoderFile.open(BuiltIn.PATH).checkpoint();
        Map<String, NamedTensor> first = new LinkedHashMap<>();
        Map<String, NamedTensor> second = new LinkedHashMap<>();
        Map<String, String> places = new LinkedHashMap<>();
        bundled.tensors().forEach((name, tensor) -> {
            boolean even = places.size() % 2 == 0;
            (even ? first : second).put(name, tensor);
            places.put(name, even ? "one.safetensors" : "two.safetensors");
        });
        SafeTensors.write(folder.resolve("one.safetensors"), new TensorFile(Map.of(), first));
        SafeTensors.write(folder.resolve("two.safetensors"), new TensorFile(Map.of(), second));
        index = folder.resolve("model.safetensors.index.json");
        JsonFiles.write(index, Map.of("weight_map", places));
        Files.copy(bundled.configuration().orElseThrow(), folder.resolve("config.json"));
    }

    private static EncoderBranch branch(Path encoder) throws IOException {
        return SliceEncoder.usualBranch(EncoderFile.open(encoder), PLAN.segmenter());
    }

    private static InitialModel model(EncoderBranch branch) {
        return new InitialModel("m", new TensorFile(Map.of(), Map.of()), PLAN.withEncoder(Optional.of(branch)));
    }

    private void assertGoesOn(InitialModel model, Path encoder) {
        assertThatCode(() -> model.requireEncoder(Optional.of(branch(encoder)), Optional.of(encoder)))
                .doesNotThrowAnyException();
    }

    /** Regression: names were compared. */
    @Test
    void anEncoderIsTheSameUnderAnotherName() throws IOException {
        InitialModel model = model(branch(index));

        assertGoesOn(model, Files.move(index, folder.resolve("renamed.json")));
    }

    /** Which told neither heads nor more than the digest of the index. */
    @Test
    void anOlderModelGoesOnWithItsEncoder() throws IOException {
        EncoderBranch now = branch(index);
        RequiredEncoder older = new RequiredEncoder(
                "model.safetensors.index.json",
                Sha256.hex(index),
                now.encoder().family(),
                now.encoder().positions(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertGoesOn(model(now.with(older)), index);
    }

    @Test
    void anotherEncoderIsRefusedInOneLine() throws IOException {
        InitialModel model = model(branch(index));

        assertThatThrownBy(() -> model.requireEncoder(Optional.empty(), Optional.empty()))
                .hasMessageContaining("was trained with the encoder model.safetensors.index.json; go on with it by")
                .hasMessageNotContaining("\n");
        Optional<Path> bundled = Optional.of(BuiltIn.PATH);
        assertThatThrownBy(() -> model.requireEncoder(Optional.of(branch(BuiltIn.PATH)), bundled))
                .hasMessageContaining("is another encoder than m was made with")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() ->
                        model(branch(BuiltIn.PATH)).requireEncoder(Optional.of(branch(index)), Optional.of(index)))
                .hasMessageContaining("was trained with the encoder model.safetensors; go on with it by --encoder");
    }
}
