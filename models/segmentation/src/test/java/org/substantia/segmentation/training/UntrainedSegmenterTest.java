package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;

class UntrainedSegmenterTest {
    @TempDir
    Path folder;

    private static final SegmentationPlan PLAN = TinyPlan.plan().withRefinements(List.of());

    private Path trained() throws IOException {
        Path file = folder.resolve("trained.safetensors");
        try (Device cpu = new Device("cpu");
                Parameters localizer =
                        new ResidualUNet(PLAN.localizer().topology(), Precision.FP32).initialize(11, cpu);
                Parameters segmenter =
                        new ResidualUNet(PLAN.segmenter().topology(), Precision.FP32).initialize(12, cpu)) {
            SafeTensors.write(
                    file,
                    SegmentationModel.toFile(PLAN, localizer.tensors(), segmenter.tensors(), List.of(), Map.of()));
        }
        return file;
    }

    @Test
    void keepsTheLocalizerAndForgetsTheSegmenter() throws IOException {
        Path file = folder.resolve("untrained.safetensors");
        TensorFile trained = SafeTensors.read(trained());

        UntrainedSegmenter.write(trained(), TinyPlan.plan(), 5, file);

        TensorFile untrained = SafeTensors.read(file);
        assertThat(untrained.tensors().keySet()).isEqualTo(trained.tensors().keySet());
        int changed = 0;
        for (String name : untrained.tensors().keySet()) {
            float[] before = trained.tensors().get(name).floats();
            float[] after = untrained.tensors().get(name).floats();
            if (name.startsWith(SegmentationModel.LOCALIZER)) {
                assertThat(after).as(name).isEqualTo(before);
            } else {
                changed += Arrays.equals(before, after) ? 0 : 1;
            }
        }
        assertThat(changed).isGreaterThan(3);
        assertThat(SegmentationModel.planOf("untrained", untrained)).isEqualTo(PLAN);
    }
}
