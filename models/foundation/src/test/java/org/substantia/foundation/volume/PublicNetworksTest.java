package org.substantia.foundation.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.weights.TensorType;
import org.substantia.testing.SharedData;

/** Published networks; their files are not part of the project. */
class PublicNetworksTest {
    /** Caudate, pallidum, putamen, thalamus of both sides in the manual labels. */
    private static final Set<Integer> DEEP = Set.of(36, 37, 55, 56, 57, 58, 59, 60);

    private static final double MARGIN_MM = 15;

    private static Path file(String path) {
        Path found = SharedData.file(path);
        assumeTrue(Files.exists(found), found + " is absent");
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "meshnet-subcortical18, 10, 18, false, ELU",
        "meshnet-18-small, 10, 18, false, ELU",
        "meshnet-50, 10, 50, false, ELU",
        "meshnet-104, 9, 104, false, RELU",
        "meshnet-gwm20, 10, 3, false, ELU",
        "mindgrab, 26, 2, true, GELU"
    })
    void networksOfBrainchopAreRead(String name, int layers, int classes, boolean normalized, MeshNet.Activation kind)
            throws IOException {
        MeshNetFile network = MeshNetFile.open(file("public-models/" + name + "/model.json"));

        assertThat(network.network().layers()).hasSize(layers);
        assertThat(network.classes()).isEqualTo(classes);
        assertThat(network.labels()).hasSize(classes);
        assertThat(network.network().normalized()).isEqualTo(normalized);
        assertThat(network.network().activation()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"meshnet-subcortical18, model.safetensors", "meshnet-104, model.safetensors", "mindgrab, model.pth"})
    void bothFormsHoldTheSameNumbers(String name, String other) throws IOException {
        MeshNetFile browser = MeshNetFile.open(file("public-models/" + name + "/model.json"));
        MeshNetFile torch = MeshNetFile.open(file("public-models/" + name + "/" + other));
        try (Device cpu = new Device("cpu");
                Parameters one = browser.parameters(cpu);
                Parameters two = torch.parameters(cpu)) {
            assertThat(TensorCopies.named("", one.tensors(), TensorType.F32))
                    .isEqualTo(TensorCopies.named("", two.tensors(), TensorType.F32));
        }
    }

    @Test
    void highRes3dNetIsReadWhole() throws IOException {
        HighRes3dNetFile network =
                HighRes3dNetFile.open(file("public-models/highres3dnet/highres3dnet_li_parameters-7d297872.pth"));

        assertThat(network.convolutions()).hasSize(21);
        assertThat(network.classes()).isEqualTo(160);
    }

    private static double dice(LabelMap found, int label, LabelMap truth, int left, int right) {
        long both = 0;
        long sum = 0;
        for (int i = 0; i < truth.geometry().voxelCount(); i++) {
            boolean a = found.get(i) == label;
            boolean b = truth.get(i) == left || truth.get(i) == right;
            both += a && b ? 1 : 0;
            sum += (a ? 1 : 0) + (b ? 1 : 0);
        }
        return 2.0 * both / sum;
    }

    /** Black beyond some way around these nuclei: a quarter of the head to compute, for figures as good. */
    private static Volume around(LabelMap truth, Volume scan) {
        Geometry grid = scan.geometry();
        int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        int[] high = {0, 0, 0};
        truth.forEachLabeled((index, label) -> {
            int[] at = {grid.x(index), grid.y(index), grid.z(index)};
            for (int k = 0; k < 3 && DEEP.contains(label); k++) {
                low[k] = Math.min(low[k], at[k]);
                high[k] = Math.max(high[k], at[k]);
            }
        });
        float[] near = scan.data().clone();
        for (int i = 0; i < near.length; i++) {
            int[] at = {grid.x(i), grid.y(i), grid.z(i)};
            for (int k = 0; k < 3; k++) {
                double margin = MARGIN_MM / grid.spacing(k);
                near[i] = at[k] < low[k] - margin || at[k] > high[k] + margin ? 0 : near[i];
            }
        }
        return new Volume(grid, near);
    }

    /** On one scan of five; the others give figures as close (docs/reference/foundation-models.md). */
    @Tag("slow")
    @Test
    void meshNetFindsTheNucleiOfARealScan() throws IOException {
        MeshNetFile network = MeshNetFile.open(file("public-models/meshnet-subcortical18/model.safetensors"));
        String scan = System.getProperty("scan", "1000");
        Path t1 = file("real/t1-manual-labels/" + scan + "_SS.nii.gz");
        LabelMap truth = Nifti.readLabels(file("real/t1-manual-labels/" + scan + "_glm.nii.gz"))
                .labels();
        ComputeDevice device = ComputeDevice.choose("cpu", "fp32");
        try (Device cpu = new Device("cpu");
                Parameters weights = network.parameters(cpu);
                Workers workers = Workers.of(2)) {
            LabelMap found = new MeshNetSegmenter(network.network(), weights, device)
                    .segment(around(truth, Nifti.readVolume(t1).volume()), workers);
            Map<String, Double> dice = Map.of(
                    "caudate", dice(found, network.label("Caudate").orElseThrow(), truth, 36, 37),
                    "putamen", dice(found, network.label("Putamen").orElseThrow(), truth, 57, 58),
                    "pallidum", dice(found, network.label("Pallidum").orElseThrow(), truth, 55, 56),
                    "thalamus", dice(found, network.label("Thalamus").orElseThrow(), truth, 59, 60));

            assertThat(dice).allSatisfy((name, value) -> assertThat(value).isBetween(0.74, 0.94));
        }
    }
}
