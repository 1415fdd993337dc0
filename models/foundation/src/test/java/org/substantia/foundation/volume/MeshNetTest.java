package org.substantia.foundation.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

class MeshNetTest {
    @TempDir
    Path folder;

    /** One layer of dilation 3 that takes the voxel three places on along the first axis, then two classes. */
    private static final float[] SHIFT = new float[27];

    static {
        SHIFT[(2 * 3 + 1) * 3 + 1] = 1;
    }

    private Path torch(float[] kernel, float[] head, float[] bias) throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        put(tensors, "model.0.weight", kernel, 1, 1, 3, 3, 3);
        put(tensors, "model.0.bias", new float[1], 1);
        put(tensors, "model.2.weight", head, 2, 1, 1, 1, 1);
        put(tensors, "model.2.bias", bias, 2);
        Path file = folder.resolve("model.pth");
        SafeTensors.write(file, new TensorFile(Map.of(), tensors));
        Files.writeString(
                folder.resolve("layers.json"),
                "{\"elu\": true, \"bnorm\": false, \"layers\": [{\"dilation\": 3}, {\"dilation\": 1}]}");
        return file;
    }

    private static void put(Map<String, NamedTensor> tensors, String name, float[] values, long... shape) {
        tensors.put(name, NamedTensor.ofFloats(name, TensorType.F32, shape, values));
    }

    private Path browser(float[] kernel, float[] head, float[] bias) throws IOException {
        String layer = "{\"class_name\": \"Conv3D\", \"config\": {\"name\": \"%s\", \"dilation_rate\": [%d, 3, 3]}}";
        Files.writeString(
                folder.resolve("model.json"), """
                {"modelTopology": {"model_config": {"config": {"layers": [
                  {"class_name": "InputLayer", "config": {}}, %s,
                  {"class_name": "Activation", "config": {"activation": "elu"}}, %s]}}},
                 "weightsManifest": [{"paths": ["model.bin"], "weights": [
                  {"name": "c/kernel", "shape": [3, 3, 3, 1, 1], "dtype": "float32"},
                  {"name": "c/bias", "shape": [1], "dtype": "float32"},
                  {"name": "out/kernel", "shape": [1, 1, 1, 1, 2], "dtype": "float32"},
                  {"name": "out/bias", "shape": [2], "dtype": "float32"}]}]}
                """.formatted(layer.formatted("c", 3), layer.formatted("out", 1)));
        ByteBuffer numbers = ByteBuffer.allocate(4 * 32).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] part : new float[][] {kernel, {0}, head, bias}) {
            for (float value : part) {
                numbers.putFloat(value);
            }
        }
        Files.write(folder.resolve("model.bin"), numbers.array());
        return folder.resolve("model.json");
    }

    private static float[] run(MeshNetFile file, float[] values, long... shape) {
        try (Device cpu = new Device("cpu");
                Parameters weights = file.parameters(cpu);
                PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Tensor scores = file.network().apply(Tensors.of(values, shape), weights);
            return Tensors.toFloats(scores);
        }
    }

    @Test
    void dilatedTapsReachAlongTheRightAxis() throws IOException {
        MeshNetFile file = MeshNetFile.open(torch(SHIFT, new float[] {1, -1}, new float[] {0, 0.5f}));
        float[] volume = new float[5 * 2 * 2];
        volume[3 * 4 + 2] = 7;

        float[] scores = run(file, volume, 1, 1, 5, 2, 2);

        float[] expected = new float[40];
        java.util.Arrays.fill(expected, 20, 40, 0.5f);
        expected[2] = 7;
        expected[22] = -6.5f;
        assertThat(scores).containsExactly(expected);
        assertThat(file.classes()).isEqualTo(2);
        assertThat(file.labels()).isEmpty();
    }

    @Test
    void theBrowsersLayersAndTorchsWeightsAreTheSame() throws IOException {
        float[] kernel = new float[27];
        for (int i = 0; i < 27; i++) {
            kernel[i] = (float) Math.sin(i);
        }
        float[] head = {0.3f, -0.4f};
        float[] bias = {0.1f, 0.2f};
        MeshNetFile browser = MeshNetFile.open(browser(kernel, head, bias));
        float[] volume = new float[4 * 5 * 6];
        for (int i = 0; i < volume.length; i++) {
            volume[i] = (float) Math.cos(i);
        }
        float[] scores = run(browser, volume, 1, 1, 4, 5, 6);
        Files.delete(folder.resolve("model.json"));

        assertThat(run(MeshNetFile.open(torch(kernel, head, bias)), volume, 1, 1, 4, 5, 6))
                .isEqualTo(scores);
    }

    @Test
    void whatIsMissingOrNoMeshNetIsNamed() throws IOException {
        Path file = torch(SHIFT, new float[2], new float[2]);
        Files.writeString(folder.resolve("layers.json"), "{\"layers\": [{\"dilation\": 3}]}");
        assertThatThrownBy(() -> MeshNetFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("describes no row of convolutions");
        Files.writeString(
                folder.resolve("layers.json"),
                "{\"layers\": [{\"dilation\": 3}, {\"dilation\": 3}, {\"dilation\": 1}]}");
        assertThatThrownBy(() -> MeshNetFile.open(file))
                .hasMessageContaining("has 2 convolutions, the description beside it 3");
        Files.delete(folder.resolve("layers.json"));
        assertThatThrownBy(() -> MeshNetFile.open(file)).hasMessageContaining("whose dilations stand in no tensor");
    }

    /** A network that finds what is brighter than half of the brightest, in a scan that lies askew. */
    @Tag("slow")
    @Test
    void aScanIsSegmentedOnItsOwnGrid() throws IOException {
        float[] same = new float[27];
        same[13] = 1;
        MeshNetFile file = MeshNetFile.open(torch(same, new float[] {-1, 1}, new float[] {1.1f, 0}));
        Geometry grid = new Geometry(20, 30, 24, Affine.of(0, 2, 0, 5, -2, 0, 0, 40, 0, 0, 2, -30));
        float[] voxels = new float[grid.voxelCount()];
        for (int z = 6; z < 18; z++) {
            for (int y = 5; y < 25; y++) {
                for (int x = 4; x < 16; x++) {
                    voxels[grid.index(x, y, z)] = x < 10 ? 900 : 400;
                }
            }
        }
        voxels[grid.index(18, 28, 22)] = 900;
        try (Device cpu = new Device("cpu");
                Parameters weights = file.parameters(cpu)) {
            LabelMap labels = new MeshNetSegmenter(file.network(), weights, new ComputeDevice(false, Precision.FP32))
                    .segment(new Volume(grid, voxels), Workers.caller());

            assertThat(labels.geometry()).isEqualTo(grid);
            assertThat(labels.get(5, 15, 12)).isEqualTo(1);
            assertThat(labels.get(8, 15, 12)).isEqualTo(1);
            assertThat(labels.get(12, 15, 12)).isZero();
            // The far voxel is not connected with the largest part.
            assertThat(labels.get(18, 28, 22)).isZero();
            assertThat(labels.counts().get(1)).isBetween(6 * 20 * 12 - 200, 6 * 20 * 12 + 400);
            LabelMap empty = new MeshNetSegmenter(file.network(), weights, new ComputeDevice(false, Precision.FP32))
                    .segment(Volume.zeros(grid), Workers.caller());
            assertThat(empty.counts()).doesNotContainKey(1);
        }
    }
}
