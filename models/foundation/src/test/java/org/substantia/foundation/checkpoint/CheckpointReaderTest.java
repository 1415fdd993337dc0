package org.substantia.foundation.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.io.Sha256;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

class CheckpointReaderTest {
    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    private void shard(String name, String tensor, float value) throws IOException {
        SafeTensors.write(
                folder.resolve(name),
                TensorFile.of(
                        Map.of(),
                        List.of(NamedTensor.ofFloats(tensor, TensorType.F32, new long[] {1}, new float[] {value}))));
    }

    @Test
    void safetensorsAreKnownUnderAnyName() throws IOException {
        shard("model.pth", "w", 3);

        Checkpoint checkpoint = CheckpointReader.read(folder.resolve("model.pth"));

        assertThat(checkpoint.format()).isEqualTo(CheckpointFormat.SAFETENSORS);
        assertThat(checkpoint.tensors().get("w").floats()).containsExactly(3);
        assertThat(checkpoint.configuration()).isEmpty();
        assertThat(checkpoint.count()).isEqualTo(1);
    }

    @Test
    void aFolderIsReadAsTransformersWritesIt() throws IOException {
        shard("model.safetensors", "w", 3);
        write("config.json", "{}");

        Checkpoint checkpoint = CheckpointReader.read(folder);

        assertThat(checkpoint.file()).isEqualTo(folder.resolve("model.safetensors"));
        assertThat(checkpoint.configuration()).contains(folder.resolve("config.json"));
    }

    @Test
    void shardsAreJoinedInTheOrderOfTheirIndex() throws IOException {
        shard("model-1.safetensors", "a", 1);
        shard("model-2.safetensors", "b", 2);
        write(
                "model.safetensors.index.json",
                "{\"weight_map\": {\"b\": \"model-2.safetensors\", \"a\": \"model-1.safetensors\"}}");

        Checkpoint checkpoint = CheckpointReader.read(folder);

        assertThat(checkpoint.format()).isEqualTo(CheckpointFormat.SHARDED_SAFETENSORS);
        assertThat(checkpoint.tensors().keySet()).containsExactly("b", "a");
        assertThat(checkpoint.tensors().get("a").floats()).containsExactly(1);
    }

    /** The registry knows files by it. */
    @Test
    void theDigestOfASingleFileIsItsOwn() throws IOException {
        shard("model.safetensors", "w", 3);
        write("config.json", "{}");
        write("colormap.json", "{}");

        assertThat(CheckpointReader.read(folder).digest()).isEqualTo(Sha256.hex(folder.resolve("model.safetensors")));
    }

    @Test
    void theDigestOfShardsIsThatOfAllOfThem() throws IOException {
        write("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"model-1.safetensors\"}}");
        shard("model-1.safetensors", "a", 1);
        String one = CheckpointReader.read(folder).digest();
        assertThat(CheckpointReader.read(folder).digest()).isEqualTo(one);

        shard("model-1.safetensors", "a", 2);

        assertThat(CheckpointReader.read(folder).digest()).isNotEqualTo(one);
    }

    /** In PyTorch's form its dilations and classes stand in files beside it. */
    @ParameterizedTest
    @ValueSource(strings = {"layers.json", "model.json", "colormap.json"})
    void theDigestOfANetworkOfVolumesIsAlsoOfItsDescription(String name) throws IOException {
        SafeTensors.write(
                folder.resolve("model.pth"),
                TensorFile.of(
                        Map.of(),
                        List.of(NamedTensor.ofFloats(
                                "model.0.weight", TensorType.F32, new long[] {1, 1, 1, 1, 1}, new float[] {1}))));
        Path file = folder.resolve("model.pth");
        write(name, "{}");
        String one = CheckpointReader.read(file).digest();

        write(name, "{\"labels\": []}");

        assertThat(CheckpointReader.read(file).digest()).isNotEqualTo(one);
    }

    @Test
    void theDigestOfALayersModelIsAlsoOfItsNumbers() throws IOException {
        Path file = write(
                "model.json",
                "{\"modelTopology\": {\"model_config\": {}}, \"weightsManifest\": [{\"paths\": [\"m.bin\"],"
                        + " \"weights\": [{\"name\": \"c/bias\", \"shape\": [1], \"dtype\": \"float32\"}]}]}");
        Files.write(folder.resolve("m.bin"), new byte[] {0, 0, 0, 0});
        String one = CheckpointReader.read(file).digest();

        Files.write(folder.resolve("m.bin"), new byte[] {0, 0, 0, 1});

        assertThat(CheckpointReader.read(file).digest()).isNotEqualTo(one);
    }

    @Test
    void anIndexThatDoesNotFitItsShardsIsRefused() throws IOException {
        shard("s.safetensors", "a", 1);
        Path index = write("i.json", "{\"weight_map\": {\"b\": \"s.safetensors\"}}");
        assertThatThrownBy(() -> CheckpointReader.read(index))
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith("says that s.safetensors holds b, which it does not");

        write("i.json", "{\"weight_map\": {\"a\": \"../s.safetensors\"}}");
        assertThatThrownBy(() -> CheckpointReader.read(index)).hasMessageContaining("which is not beside it");

        write("i.json", "{\"weight_map\": {\"a\": \"x\\u0000y.safetensors\"}}");
        assertThatThrownBy(() -> CheckpointReader.read(index))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("i.json: names a file that cannot be: ");

        write("i.json", "{\"weight_map\": {\"a\": \"absent.safetensors\"}}");
        assertThatThrownBy(() -> CheckpointReader.read(index))
                .hasMessageContaining("absent.safetensors: cannot be read: no such file");

        SafeTensors.write(
                folder.resolve("s.safetensors"),
                TensorFile.of(
                        Map.of(),
                        List.of(NamedTensor.ofBytes("a", new byte[1]), NamedTensor.ofBytes("forgotten", new byte[1]))));
        write("i.json", "{\"weight_map\": {\"a\": \"s.safetensors\"}}");
        assertThatThrownBy(() -> CheckpointReader.read(index)).hasMessageContaining("does not list forgotten");
    }

    @Test
    void layersModelsOfTensorFlowJsAreRead() throws IOException {
        Path file = write(
                "model.json",
                "{\"modelTopology\": {\"model_config\": {}}, \"weightsManifest\": [{\"paths\": [\"m.bin\"],"
                        + " \"weights\": [{\"name\": \"c/kernel\", \"shape\": [2, 1], \"dtype\": \"float32\"},"
                        + " {\"name\": \"c/bias\", \"shape\": [1], \"dtype\": \"float32\"}]}]}");
        ByteBuffer numbers = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putFloat(1).putFloat(2).putFloat(3);
        Files.write(folder.resolve("m.bin"), numbers.array());

        Map<String, NamedTensor> tensors = CheckpointReader.read(file).tensors();
        assertThat(tensors.get("c/kernel").floats()).containsExactly(1, 2);
        assertThat(tensors.get("c/bias").floats()).containsExactly(3);

        Files.write(folder.resolve("m.bin"), new byte[8]);
        assertThatThrownBy(() -> CheckpointReader.read(file))
                .hasMessageEndingWith("weight c/bias needs 4 bytes, 0 are left");
        Files.write(folder.resolve("m.bin"), new byte[16]);
        assertThatThrownBy(() -> CheckpointReader.read(file))
                .hasMessageContaining("has 4 bytes of weights that its manifest does not list");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1 | is a pointer of Git LFS",
                "<!DOCTYPE html> | is a web page",
                "GGUF3 | is a GGUF file",
                "'' | is empty; was its download interrupted?",
                "{\"hidden_size\": 3} | is a JSON file without weights",
                "{\"weightsManifest\": []} | is a graph model of TensorFlow.js",
                "{broken | is not a JSON file",
                "just some text | is no file of weights: safetensors, PyTorch",
                "PK\u0003\u0004x | its zip archive is cut short"
            })
    void whatIsNoFileOfWeightsIsNamed(String content, String fault) throws IOException {
        Path file = write("model.pth", content);

        assertThatThrownBy(() -> CheckpointReader.read(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(fault);
    }

    @Test
    void aPickleThatIsNoneOfTorchIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("m.pkl"), new byte[] {(byte) 0x80, 4, 'N', '.'});

        assertThatThrownBy(() -> CheckpointReader.read(file))
                .hasMessageContaining("is a pickle, but none of torch.save");
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> CheckpointReader.read(folder.resolve("absent.pth")))
                .hasMessageEndingWith("absent.pth: cannot be read: no such file or folder");
        assertThatThrownBy(() -> CheckpointReader.read(folder))
                .hasMessageContaining("holds no weights: looked for model.safetensors");
    }
}
