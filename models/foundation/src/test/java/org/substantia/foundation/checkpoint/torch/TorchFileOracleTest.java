package org.substantia.foundation.checkpoint.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.foundation.checkpoint.CheckpointReader;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.WeightsException;
import org.substantia.testing.SharedData;

/** Files that torch itself wrote, and such as strangers might. */
class TorchFileOracleTest {
    private static final Path FILES = SharedData.file("foundation-oracle/pth");
    private static final Path WAS_RUN = Path.of(System.getProperty("java.io.tmpdir"), "foundation-oracle-was-run");

    @BeforeEach
    void needsTheOracle() {
        assumeTrue(Files.isDirectory(FILES), FILES + " is absent");
    }

    private static double[] numbers(NamedTensor tensor) {
        double[] values = new double[tensor.elements()];
        float[] floats = tensor.type().isFloat() ? tensor.floats() : null;
        for (int i = 0; i < values.length; i++) {
            values[i] = floats != null
                    ? floats[i]
                    : switch (tensor.type().bytes()) {
                        case 8 -> tensor.data().getLong(8 * i);
                        case 4 -> tensor.data().getInt(4 * i);
                        case 2 -> tensor.data().getShort(2 * i);
                        default -> tensor.data().get(i) & 0xff;
                    };
        }
        return values;
    }

    private static void same(Map<String, NamedTensor> found, Map<String, NamedTensor> expected) {
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((name, tensor) -> {
            // Safetensors of that time has no I32 of every size: the oracle widens what it cannot name.
            assertThat(found.get(name).elements()).as(name).isEqualTo(tensor.elements());
            assertThat(numbers(found.get(name))).as(name).isEqualTo(numbers(tensor));
        });
    }

    @ParameterizedTest
    @CsvSource({"kinds, kinds", "newer-layout, kinds", "nested, nested", "legacy, legacy"})
    void readsWhatTorchWrote(String file, String expected) throws IOException {
        same(
                CheckpointReader.read(FILES.resolve(file + ".pth")).tensors(),
                SafeTensors.read(FILES.resolve(expected + ".expected.safetensors"))
                        .tensors());
    }

    @Test
    void readsAWholeModel() throws IOException {
        Path model = FILES.resolveSibling("dinov2-tiny");

        same(
                CheckpointReader.read(model.resolve("model.pth")).tensors(),
                SafeTensors.read(model.resolve("official.safetensors")).tensors());
    }

    @ParameterizedTest
    @CsvSource({"with-metadata", "good-handmade"})
    void readsSmallOnes(String file) throws IOException {
        assertThat(CheckpointReader.read(FILES.resolve(file + ".pth")).tensors())
                .hasSize(1);
    }

    @Test
    void refusesWhatIsHostileAndRunsNothing() throws IOException {
        Files.deleteIfExists(WAS_RUN);
        List<Path> hostile;
        try (Stream<Path> files = Files.list(FILES)) {
            hostile = files.filter(f -> f.getFileName().toString().startsWith("refuse-"))
                    .sorted()
                    .toList();
        }
        assertThat(hostile).hasSize(18);
        for (Path file : hostile) {
            assertThatThrownBy(() -> CheckpointReader.read(file))
                    .as(file.toString())
                    .isInstanceOf(WeightsException.class)
                    .hasMessageStartingWith(file + ": ");
        }
        assertThat(WAS_RUN).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "highres3dnet/highres3dnet_li_parameters-7d297872.pth, TORCH_LEGACY, 126",
        "mindgrab/model.pth, TORCH_ZIP, 27",
        "sae-robust-tissue/model.pth, TORCH_ZIP, 36",
        "meshnet-subcortical18/model.safetensors, SAFETENSORS, 20",
        "meshnet-gwm20/model.json, TENSORFLOW_JS, 20"
    })
    void readsPublishedModels(String name, String format, int tensors) throws IOException {
        Path file = SharedData.file("public-models").resolve(name);
        assumeTrue(Files.exists(file), file + " is absent");

        var checkpoint = CheckpointReader.read(file);

        assertThat(checkpoint.format().name()).isEqualTo(format);
        assertThat(checkpoint.tensors()).hasSize(tensors);
    }
}
