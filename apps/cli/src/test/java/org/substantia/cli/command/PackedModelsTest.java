package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    /** A segmenter's encoder is needed as much as that of a diagnosis. */
    @Test
    void theEncoderOfASegmenterIsPackedWithItsConfiguration() throws IOException {
        Path encoder = file("encoder/model.safetensors");
        file("encoder/config.json");
        AnalysisOptions options = AnalysisOptions.defaults()
                .withSegmentationModels(List.of(file("seg.safetensors").toString()));

        PackedModels.write(options.withEncoder(encoder.toString()), root);

        assertThat(options())
                .containsExactly("--model", PACKED + "1/seg.safetensors", "--encoder", PACKED + "2/model.safetensors");
        assertThat(root.resolve("models/2/config.json")).exists();
    }
}
