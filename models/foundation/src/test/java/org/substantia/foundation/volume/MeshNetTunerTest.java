package org.substantia.foundation.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;

/** A network of one layer and three classes on heads of 40 mm: gray, with a bright block to be found. */
@Tag("slow")
class MeshNetTunerTest {
    private static final Geometry GRID = new Geometry(40, 40, 40, Affine.scaling(1, 1, 1, -20, -20, -20));
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);

    @TempDir
    Path folder;

    private MeshNetFile file;

    /** Class 1, "Other", wins wherever there is anything; class 2, "Left-Block", knows nothing of brightness yet. */
    @BeforeEach
    void write() throws IOException {
        float[] kernel = new float[27];
        kernel[13] = 1;
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        put(tensors, "model.0.weight", kernel, 1, 1, 3, 3, 3);
        put(tensors, "model.0.bias", new float[1], 1);
        put(tensors, "model.2.weight", new float[] {0, 1, 0.5f}, 3, 1, 1, 1, 1);
        put(tensors, "model.2.bias", new float[] {0.1f, 0, 0}, 3);
        Path weights = folder.resolve("model.pth");
        SafeTensors.write(weights, new TensorFile(Map.of(), tensors));
        Files.writeString(
                folder.resolve("layers.json"),
                "{\"elu\": true, \"bnorm\": false, \"layers\": [{\"dilation\": 1}, {\"dilation\": 1}]}");
        Files.writeString(folder.resolve("colormap.json"), "{\"labels\": [\"Unknown\", \"Other\", \"Left-Block\"]}");
        file = MeshNetFile.open(weights);
    }

    private static void put(Map<String, NamedTensor> tensors, String name, float[] values, long... shape) {
        tensors.put(name, NamedTensor.ofFloats(name, TensorType.F32, shape, values));
    }

    /** Half as bright as the block, which lies 2 voxels further for each number. */
    private static Volume head(int number) {
        float[] voxels = new float[GRID.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = inBlock(i, number) ? 200 : 100;
        }
        return new Volume(GRID, voxels);
    }

    private static LabelMap block(int number) {
        byte[] labels = new byte[GRID.voxelCount()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (inBlock(i, number) ? 1 : 0);
        }
        return LabelMap.ofBytes(GRID, labels);
    }

    private static boolean inBlock(int index, int number) {
        int from = 10 + 2 * number;
        return inside(GRID.x(index), from) && inside(GRID.y(index), 12) && inside(GRID.z(index), 14);
    }

    private static boolean inside(int at, int from) {
        return at >= from && at < from + 12;
    }

    private MeshNetTuner tuner() {
        return new MeshNetTuner(file, List.of(file.labelsWith("block")), 2, CPU);
    }

    private static double dice(LabelMap found, LabelMap truth) {
        int[] counts = new int[3];
        truth.forEachLabeled((index, label) -> counts[0]++);
        found.forEachLabeled((index, label) -> {
            counts[1]++;
            counts[2] += truth.get(index) == label ? 1 : 0;
        });
        return 2.0 * counts[2] / (counts[0] + counts[1]);
    }

    @Test
    void learnsTheStructureFromOneHeadAndFindsItInAnother() throws IOException {
        try (MeshNetTuner tuner = tuner()) {
            assertThat(tuner.add(head(0), block(0), Workers.caller())).isEmpty();
            List<Integer> steps = new ArrayList<>();
            assertThat(tuner.train(new MeshNetTuner.Options(300, 0.02, 20), 3, Workers.caller(), steps::add))
                    .isZero();

            assertThat(steps).hasSize(300).startsWith(1, 2).endsWith(300);
            assertThat(tuner.trainedWeights()).isEqualTo(27 + 1 + 3 + 3);
            assertThat(dice(tuner.segment(head(3), Workers.caller()), block(3))).isGreaterThan(0.9);
        }
    }

    @Test
    void aTrainingThatDivergesEndsWithOneLine() {
        try (MeshNetTuner tuner = tuner()) {
            tuner.add(head(0), block(0), Workers.caller());

            assertThatThrownBy(
                            () -> tuner.train(new MeshNetTuner.Options(60, 1e30, 20), 3, Workers.caller(), step -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("MeshNet's fine-tuning: after step ")
                    .hasMessageContaining("20 examples in a row had no finite gradient");
        }
    }

    @Test
    void segmentsAsPublishedBeforeTheFirstStep() {
        try (MeshNetTuner tuner = tuner();
                var device = CPU.torchDevice();
                var weights = file.parameters(device)) {
            LabelMap published =
                    new MeshNetSegmenter(file.network(), (Weights) weights, CPU).segment(head(1), Workers.caller());

            LabelMap ours = tuner.segment(head(1), Workers.caller());

            assertThat(published.counts().keySet()).containsExactly(1);
            assertThat(ours.counts()).isEmpty();
        }
    }

    @Test
    void theSameSeedGivesTheSameViewAndMirrorsLabelsWithTheImage() {
        TuningScan scan = TuningScan.of(head(0), block(0), Workers.caller()).orElseThrow();

        boolean moved = false;
        for (long seed = 0; seed < 6; seed++) {
            TuningScan.View view = scan.view(seed, Workers.caller()).orElseThrow();
            TuningScan.View again = scan.view(seed, Workers.caller()).orElseThrow();
            float[] voxels = view.image().data();
            assertThat(again.image().data()).isEqualTo(voxels);
            assertThat(again.labels().toIntArray()).isEqualTo(view.labels().toIntArray());
            assertThat(view.labels().geometry()).isEqualTo(view.image().geometry());
            double inside = 0;
            double outside = 0;
            int count = 0;
            for (int i = 0; i < voxels.length; i++) {
                boolean block = view.labels().get(i) == 1;
                inside += block ? voxels[i] : 0;
                outside += block ? 0 : voxels[i];
                count += block ? 1 : 0;
            }
            assertThat(inside / count).isGreaterThan(1.3 * outside / (voxels.length - count));
            moved |= count != 12 * 12 * 12;
        }
        assertThat(moved).isTrue();
    }

    /** Whatever part of the layers is trained, and wherever a patch lies. */
    @Test
    void whatIsLearnedFromHasTheScoresOfTheWholeHead() {
        MeshNet network = network();
        Declarations declarations = new Declarations();
        network.declare(declarations);
        TuningScan.View view = TuningScan.of(head(2), block(2), Workers.caller())
                .orElseThrow()
                .view(4, Workers.caller())
                .orElseThrow();
        Geometry grid = view.image().geometry();
        try (var device = CPU.torchDevice();
                Parameters weights = Parameters.initialize(declarations, 3, device);
                PointerScope scope = new PointerScope()) {
            Tensor input = MeshNet.input(view.image().data(), grid.nx(), grid.ny(), grid.nz(), device);
            float[] whole = Tensors.toFloats(network.apply(input, weights).permute(0, 1, 4, 3, 2));
            for (int count = 0; count < 5; count++) {
                MeshNet rest = network.rest(count);
                try (TuningFeatures features = TuningFeatures.of(view, network, count, rest.reach(), weights, device)
                        .orElseThrow()) {
                    BoundingBox box = features.patch(7, new RandomStream(count));
                    assertThat(rest.reach()).isEqualTo(List.of(5, 4, 2, 1, 0).get(count));
                    float[] part = Tensors.toFloats(
                            rest.apply(features.around(box), weights).permute(0, 1, 4, 3, 2));

                    double[] first = features.grid().affine().apply(box.minX(), box.minY(), box.minZ());
                    double[] there = grid.affine().inverse().apply(first[0], first[1], first[2]);
                    float[] expected = new float[part.length];
                    for (int i = 0; i < expected.length; i++) {
                        int voxel = i % (7 * 7 * 7);
                        expected[i] = whole[
                                i / (7 * 7 * 7) * grid.voxelCount()
                                        + grid.index(
                                                (int) Math.rint(there[0]) + voxel % 7,
                                                (int) Math.rint(there[1]) + voxel / 7 % 7,
                                                (int) Math.rint(there[2]) + voxel / 49)];
                    }
                    assertThat(part).hasSize(2 * 7 * 7 * 7).containsExactly(expected, within(2e-5f));
                }
            }
        }
    }

    @Test
    void layersThatAreNotTrainedStayAsTheyAre() throws IOException {
        try (MeshNetTuner tuner = new MeshNetTuner(file, List.of(file.labelsWith("block")), 1, CPU)) {
            tuner.add(head(0), block(0), Workers.caller());
            tuner.train(new MeshNetTuner.Options(300, 0.02, 20), 3, Workers.caller(), step -> {});

            assertThat(tuner.trainedWeights()).isEqualTo(3 + 3);
            assertThat(dice(tuner.segment(head(3), Workers.caller()), block(3))).isGreaterThan(0.9);
        }
    }

    /** Layers of reach 1, 2, 1, 1 and the pointwise one, two classes. */
    private static MeshNet network() {
        return MeshNet.of(
                3, List.of(1, 2, 1, 1), List.of(true, true, true, true, true), 2, MeshNet.Activation.ELU, false);
    }

    /** Regression: it was trained on the statistics of patches and segmented with those of heads. */
    @Test
    void aNormalizedNetworkHasNoPartThatCouldBeTrained() {
        MeshNet normalized = MeshNet.of(3, List.of(1, 2), List.of(true, true, true), 2, MeshNet.Activation.GELU, true);

        assertThatThrownBy(() -> normalized.rest(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesStructuresThatAreNoneOfTheClasses() {
        assertThatThrownBy(() -> new MeshNetTuner(file, List.of(List.of(3)), 2, CPU))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MeshNetTuner(file, List.of(file.labelsWith("caudate")), 2, CPU))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MeshNetTuner(file, List.of(file.labelsWith("block")), 0, CPU))
                .isInstanceOf(IllegalArgumentException.class);
        try (MeshNetTuner tuner = tuner()) {
            assertThat(tuner.add(Volume.zeros(GRID), block(0), Workers.caller()))
                    .contains("has an empty T1, or no label of a structure in it");
            byte[] border = new byte[GRID.voxelCount()];
            border[GRID.index(0, 20, 20)] = 1;
            assertThat(tuner.add(head(0), LabelMap.ofBytes(GRID, border), Workers.caller()))
                    .hasValueSatisfying(why -> assertThat(why).startsWith("has no label deep enough in the head"));
            assertThatThrownBy(() -> tuner.train(MeshNetTuner.Options.usual(1, 0.1), 1, Workers.caller(), step -> {}))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
