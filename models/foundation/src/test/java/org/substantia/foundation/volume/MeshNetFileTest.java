package org.substantia.foundation.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

/** What a damaged file may hold instead of kernels. */
class MeshNetFileTest {
    @TempDir
    Path folder;

    private static NamedTensor zeros(String name, TensorType type, long... shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return new NamedTensor(name, type, shape, ByteBuffer.allocate((int) count * type.bytes()));
    }

    private MeshNetFile open(NamedTensor kernel) throws IOException {
        Path file = folder.resolve("model.pth");
        SafeTensors.write(
                file,
                TensorFile.of(
                        Map.of(),
                        List.of(
                                kernel,
                                zeros("model.0.0.bias", TensorType.F32, 1),
                                zeros("model.1.weight", TensorType.F32, 2, 1, 1, 1, 1))));
        Files.writeString(folder.resolve("layers.json"), "{\"layers\": [{\"dilation\": 1}, {\"dilation\": 1}]}");
        return MeshNetFile.open(file);
    }

    @Test
    void aSmallOneIsRead() throws IOException {
        assertThat(open(zeros("model.0.0.weight", TensorType.F32, 1, 1, 3, 3, 3))
                        .classes())
                .isEqualTo(2);
    }

    /** Regression: a name beyond the classes ended in a stack trace when the network was run. */
    @Test
    void namesOfAnotherNumberOfClassesAreRefused() throws IOException {
        Path names = folder.resolve("colormap.json");
        for (String labels : List.of("\"Unknown\"", "\"Unknown\", \"White\", \"Left-Caudate\"")) {
            Files.writeString(names, "{\"labels\": [" + labels + "]}");
            assertThatThrownBy(() -> open(zeros("model.0.0.weight", TensorType.F32, 1, 1, 3, 3, 3)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(names + ": names " + labels.split(",").length
                            + " classes, but the network beside it (model.pth) has 2");
        }
        Files.writeString(names, "{}");
        assertThat(open(zeros("model.0.0.weight", TensorType.F32, 1, 1, 3, 3, 3))
                        .labels())
                .isEmpty();
    }

    @Test
    void kernelsOfOtherNumbersOrWithoutChannelsAreRefused() {
        for (NamedTensor kernel : List.of(
                zeros("model.0.0.weight", TensorType.I64, 1, 1, 3, 3, 3),
                zeros("model.0.0.weight", TensorType.F32, 1, 0, 3, 3, 3),
                zeros("model.0.0.weight", TensorType.F32, 0, 1, 3, 3, 3))) {
            assertThatThrownBy(() -> open(kernel))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("is no MeshNet: its tensors are no row of 3D convolutions");
        }
    }
}
