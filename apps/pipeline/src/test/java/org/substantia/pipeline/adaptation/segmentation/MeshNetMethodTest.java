package org.substantia.pipeline.adaptation.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.foundation.volume.MeshNetFile;
import org.substantia.foundation.volume.MeshNetTuner;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationTask;

/**
 * A network of one layer, which looks 4 mm away, and two classes on heads whose caudate lies at the border or within.
 */
@Tag("slow")
class MeshNetMethodTest {
    private static final Geometry GRID = new Geometry(60, 60, 40, Affine.scaling(2, 2, 3, -60, -60, -60));
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);
    private static final String REASON =
            "has no label deep enough in the head for the trained layers to see its surroundings, so MeshNet does not"
                    + " learn from it";

    private static final String LABELS = "{\"labels\": [\"Unknown\", \"Left-Caudate\"]}";

    @TempDir
    Path folder;

    @BeforeEach
    void writeCases() throws IOException {
        writeCase("border", 0, 1);
        writeCase("within", 25, 35);
        writeCase("other", 22, 32);
    }

    private void writeCase(String id, int from, int to) throws IOException {
        float[] voxels = new float[GRID.voxelCount()];
        byte[] labels = new byte[GRID.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            boolean caudate =
                    GRID.x(i) >= from && GRID.x(i) < to && GRID.y(i) > 14 && GRID.y(i) < 24 && GRID.z(i) == 20;
            voxels[i] = caudate ? 200 : 100 + i % 60;
            labels[i] = (byte) (caudate ? 1 : 0);
        }
        Path patient = Files.createDirectories(folder.resolve("cohort").resolve(id));
        Nifti.write(patient.resolve("T1.nii.gz"), new Volume(GRID, voxels));
        Nifti.write(patient.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, labels));
    }

    private MeshNetFile network() throws IOException {
        float[] kernel = new float[27];
        kernel[13] = 1;
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        put(tensors, "model.0.weight", kernel, 1, 1, 3, 3, 3);
        put(tensors, "model.0.bias", new float[1], 1);
        put(tensors, "model.2.weight", new float[] {0, 1}, 2, 1, 1, 1, 1);
        put(tensors, "model.2.bias", new float[] {0.7f, 0}, 2);
        Path weights = folder.resolve("model.pth");
        SafeTensors.write(weights, new TensorFile(Map.of(), tensors));
        Files.writeString(folder.resolve("layers.json"), "{\"layers\": [{\"dilation\": 4}, {\"dilation\": 1}]}");
        Files.writeString(folder.resolve("colormap.json"), LABELS);
        return MeshNetFile.open(weights);
    }

    /** As mindgrab is published. */
    private MeshNetFile normalized() throws IOException {
        Path browser = Files.createDirectories(folder.resolve("browser"));
        Files.write(browser.resolve("w.bin"), new byte[(27 + 1 + 2 + 2) * Float.BYTES]);
        Files.writeString(browser.resolve("colormap.json"), LABELS);
        return MeshNetFile.open(Files.writeString(browser.resolve("model.json"), """
                {"modelTopology": {"model_config": {"config": {"layers": [
                  {"class_name": "Conv3D", "config": {"name": "a_gn", "dilation_rate": [1, 1, 1]}},
                  {"class_name": "Activation", "config": {"activation": "gelu"}},
                  {"class_name": "Conv3D", "config": {"name": "b", "dilation_rate": [1, 1, 1]}}]}}},
                 "weightsManifest": [{"paths": ["w.bin"], "weights": [
                  {"name": "a_gn/kernel", "shape": [3, 3, 3, 1, 1], "dtype": "float32"},
                  {"name": "a_gn/bias", "shape": [1], "dtype": "float32"},
                  {"name": "b/kernel", "shape": [1, 1, 1, 1, 2], "dtype": "float32"},
                  {"name": "b/bias", "shape": [2], "dtype": "float32"}]}]}
                """));
    }

    private static void put(Map<String, NamedTensor> tensors, String name, float[] values, long... shape) {
        tensors.put(name, NamedTensor.ofFloats(name, TensorType.F32, shape, values));
    }

    private MeshNetMethod method(MeshNetFile network, Optional<MeshNetTuner.Options> tuning) throws IOException {
        SegmentationCohort cohort = SegmentationCohort.read(
                Cohort.open(folder.resolve("cohort")), Optional.empty(), "1", Workers.caller(), () -> {});
        return new MeshNetMethod(cohort, network, CPU, tuning);
    }

    private AdaptationOutcome tuned(String... training) throws IOException {
        MeshNetMethod method = method(network(), Optional.of(new MeshNetTuner.Options(1, 0.001, 8)));
        return method.run(new AdaptationTask(
                List.of(training),
                List.of("other"),
                CaseGroups.none(),
                1,
                folder.resolve("scratch"),
                Workers.caller(),
                (taken, all) -> {}));
    }

    /** Regression: it was dropped in silence as long as another one could be learned from. */
    @Test
    void aCaseThatCannotBeLearnedFromIsRemarkedOn() throws IOException {
        AdaptationOutcome outcome = tuned("border", "within");

        assertThat(outcome.cases()).containsOnlyKeys("other");
        assertThat(outcome.remarks()).containsExactly("border: " + REASON);
    }

    @Test
    void noCaseToLearnFromIsAWholeSentence() throws IOException {
        assertThat(tuned("border").remarks())
                .containsExactly("MeshNet can learn from none of the training cases: border: " + REASON);
    }

    @Test
    void aClassIsOfOneStructure() throws IOException {
        network();
        Path colors = folder.resolve("colormap.json");
        Files.writeString(colors, "{\"labels\": [\"Caudate\", \"Other\"]}");

        assertThatThrownBy(() -> method(MeshNetFile.open(folder.resolve("model.pth")), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage(colors + ": calls class 0 'Caudate', which is the background");
    }

    @Test
    void aNormalizedNetworkIsTakenAsPublishedOnly() throws IOException {
        assertThat(method(normalized(), Optional.empty()).learns()).isFalse();

        assertThatThrownBy(() -> method(normalized(), Optional.of(MeshNetTuner.Options.usual(1, 0.1))))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("model.json: normalizes its channels over the whole head, so it cannot be"
                        + " fine-tuned on parts of heads; take it as it was published (meshnet-shipped)");
    }
}
