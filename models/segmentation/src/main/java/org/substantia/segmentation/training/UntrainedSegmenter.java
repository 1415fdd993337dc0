package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;

/**
 * A model that finds the nuclei as another does but has still to learn to segment them: the control that shows what
 * training of the segmenter is worth. With a localizer that began at random as well, it would show little but whether
 * that finds the head.
 */
public final class UntrainedSegmenter {
    private UntrainedSegmenter() {}

    /**
     * Writes a model to initialize training from.
     *
     * @param localizerFrom model whose localizer is kept
     * @param plan of the model to write, of the same localizer; refinements are left out
     * @param seed of the segmenter's weights
     * @throws IOException naming the file, if one cannot be read or written, or its localizer is another
     */
    public static void write(Path localizerFrom, SegmentationPlan plan, long seed, Path file) throws IOException {
        InitialModel initial = InitialModel.read(localizerFrom);
        SegmentationPlan plain = plan.withRefinements(List.of());
        try (Device cpu = new Device("cpu");
                Parameters localizer =
                        new ResidualUNet(plain.localizer().topology(), Precision.FP32).initialize(seed, cpu);
                Parameters segmenter =
                        new ResidualUNet(plain.segmenter().topology(), Precision.FP32).initialize(seed, cpu)) {
            initial.restoreLocalizer(localizer);
            SafeTensors.write(
                    file,
                    SegmentationModel.toFile(plain, localizer.tensors(), segmenter.tensors(), List.of(), Map.of()));
        }
    }
}
