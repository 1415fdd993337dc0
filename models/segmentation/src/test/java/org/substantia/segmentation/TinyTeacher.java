package org.substantia.segmentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;

/** A small model of random weights, which are as good as any to be taught from. */
public final class TinyTeacher {
    public static final ComputeDevice DEVICE = new ComputeDevice(false, Precision.FP32);

    private TinyTeacher() {}

    public static Path write(Path file, SegmentationPlan plan, long seed) throws IOException {
        try (Device cpu = new Device("cpu");
                Parameters localizer =
                        new ResidualUNet(plan.localizer().topology(), Precision.FP32).initialize(seed, cpu);
                Parameters segmenter =
                        new ResidualUNet(plan.segmenter().topology(), Precision.FP32).initialize(seed + 1, cpu);
                Parameters refinement = new ResidualUNet(
                                plan.refinements().get(0).stage().topology(), Precision.FP32)
                        .initialize(seed + 2, cpu)) {
            SafeTensors.write(
                    file,
                    SegmentationModel.toFile(
                            plan,
                            localizer.tensors(),
                            segmenter.tensors(),
                            List.of(refinement.tensors()),
                            Map.of("note", "test")));
        }
        return file;
    }
}
