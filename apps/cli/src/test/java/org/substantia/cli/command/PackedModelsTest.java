package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.TinyEncoder;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.DiagnosisChoice;

class PackedModelsTest {
    private static final String PACKED = "/opt/substantia/models/";

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void makeTheRoot() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
    }

    private Path file(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.writeString(folder.resolve(name), name);
    }

    private List<String> options() throws IOException {
        return Files.readAllLines(root.resolve("options"));
    }

    @Test
    void modelsOfOneNameStayApartAndTheBundledOneIsNamed() throws IOException {
        List<String> models = List.of(
                file("a/model.safetensors").toString(),
                "built-in",
                file("b/model.safetensors").toString());

        PackedModels.write(
                AnalysisOptions.defaults()
                        .withSegmentationModels(models)
                        .withDiagnosis(DiagnosisChoice.of(file("pd.json")))
                        .withAugmented(true),
                root);

        assertThat(options())
                .containsExactly(
                        "--model",
                        PACKED + "1/model.safetensors",
                        "built-in",
                        PACKED + "2/model.safetensors",
                        "--diagnosis",
                        PACKED + "3/pd.json",
                        "--tta");
        assertThat(root.resolve("models/2/model.safetensors")).hasContent("b/model.safetensors");
    }

    /** Tensors of an encoder whose file itself tells nothing of its two heads. */
    private Map<String, NamedTensor> tensors() throws IOException {
        Path made = folder.resolve("made");
        EncoderWriter.write(
                made, TinyEncoder.SHAPE, d -> new float[d.count()], Naming.OFFICIAL, TensorType.F32, Map.of());
        return SafeTensors.read(made.resolve("model.safetensors")).tensors();
    }

    private Path weights(String name, Map<String, NamedTensor> tensors) throws IOException {
        Path file = folder.resolve(name);
        SafeTensors.write(file, new TensorFile(Map.of(), tensors));
        return file;
    }

    /** The encoder that the image will open, packed beside a model of segmentation. */
    private EncoderFile packed(Path encoder) throws IOException {
        AnalysisOptions options = AnalysisOptions.defaults()
                .withSegmentationModels(List.of(file("seg.safetensors").toString()))
                .withEncoder(encoder.toString());

        AnalysisOptions copied = PackedModels.write(options, root);

        Path name = EncoderFile.open(encoder).checkpoint().file().getFileName();
        assertThat(options())
                .containsExactly("--model", PACKED + "1/seg.safetensors", "--encoder", PACKED + "2/" + name);
        Path there = root.resolve("models/2").resolve(name);
        assertThat(copied.encoder()).isEqualTo(there.toString());
        return EncoderFile.open(there);
    }

    /** A segmenter's encoder is needed as much as that of a diagnosis. */
    @Test
    void anEncoderIsPackedWithTheConfigurationOfOpenClip() throws IOException {
        Path file = weights("encoder/model.safetensors", tensors());
        Files.writeString(
                file.resolveSibling("open_clip_config.json"),
                "{\"model_cfg\": {\"vision_cfg\": {\"width\": 16, \"head_width\": 8}}}");
        file("encoder/README.md");

        EncoderFile packed = packed(file.getParent());

        assertThat(packed.architecture()).isEqualTo(TinyEncoder.SHAPE);
        assertThat(root.resolve("models/2/README.md")).doesNotExist();
    }

    @Test
    void anEncoderInShardsIsPackedWithAllOfThem() throws IOException {
        Map<String, Map<String, NamedTensor>> shards = Map.of(
                "one.safetensors", new LinkedHashMap<>(),
                "two.safetensors", new LinkedHashMap<>());
        Map<String, String> places = new LinkedHashMap<>();
        tensors().forEach((name, tensor) -> {
            String place = name.startsWith("blocks.1.") ? "two.safetensors" : "one.safetensors";
            shards.get(place).put(name, tensor);
            places.put(name, place);
        });
        for (Map.Entry<String, Map<String, NamedTensor>> shard : shards.entrySet()) {
            weights("encoder/" + shard.getKey(), shard.getValue());
        }
        Path index = folder.resolve("encoder/model.safetensors.index.json");
        JsonFiles.write(index, Map.of("weight_map", places));
        Files.writeString(index.resolveSibling("config.json"), "{\"num_attention_heads\": 2}");

        EncoderFile packed = packed(index);

        assertThat(packed.architecture()).isEqualTo(TinyEncoder.SHAPE);
        assertThat(packed.checkpoint().digest())
                .isEqualTo(EncoderFile.open(index).checkpoint().digest());
    }
}
