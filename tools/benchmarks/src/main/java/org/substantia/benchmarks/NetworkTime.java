package org.substantia.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.Stage;

/**
 * Processor seconds that the networks of segmentation models take for one case, all models in turn: both passes of the
 * localizer, both halves of the head, both passes of the refinements. Processor time and not time by the clock, so that
 * a machine with other work tells the same ratio. Arguments: rounds, then model files ({@code built-in}: the bundled
 * one).
 */
public final class NetworkTime {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private NetworkTime() {}

    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[0]);
        ComputeDevice device = ComputeDevice.choose("cpu", "auto");
        ComputeDevice.useThreads(1);
        List<SegmentationModel> models = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            models.add(ModelFiles.open(Path.of(args[i]), device));
        }
        System.out.println(device.describe() + "; processor s: localize, segment, refine, all");
        Map<Integer, List<double[]>> times = new LinkedHashMap<>();
        // The first round warms up.
        for (int round = 0; round <= rounds; round++) {
            for (int m = 0; m < models.size(); m++) {
                double[] seconds = seconds(models.get(m));
                if (round > 0) {
                    times.computeIfAbsent(m, k -> new ArrayList<>()).add(seconds);
                }
            }
        }
        times.forEach((m, all) -> System.out.printf(
                Locale.ROOT,
                "%s: %.2f, %.2f, %.2f, %.2f%n",
                args[m + 1],
                median(all, 0),
                median(all, 1),
                median(all, 2),
                median(all, 3)));
        models.forEach(SegmentationModel::close);
    }

    private static double[] seconds(SegmentationModel model) {
        double[] out = new double[4];
        Stage coarse = model.plan().localizer();
        Stage fine = model.plan().segmenter();
        out[0] = twice(coarse, model, model::localize);
        out[1] = twice(fine, model, model::segment);
        for (int r = 0; r < model.plan().refinements().size(); r++) {
            int index = r;
            out[2] += twice(
                    model.plan().refinements().get(r).stage(),
                    model,
                    (images, nx, ny, nz) -> model.refine(index, images, nx, ny, nz));
        }
        out[3] = out[0] + out[1] + out[2];
        return out;
    }

    /** A pass of a network over images of x, y and z voxels. */
    @FunctionalInterface
    private interface Pass {
        Object apply(float[][] images, int nx, int ny, int nz);
    }

    private static double twice(Stage stage, SegmentationModel model, Pass pass) {
        RandomStream random = new RandomStream(1);
        float[][] images = new float[model.plan().modalities().size()][stage.voxels()];
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) random.nextGaussian();
            }
        }
        long start = SYSTEM.getProcessCpuTime();
        for (int i = 0; i < 2; i++) {
            pass.apply(
                    images,
                    stage.patch().get(0),
                    stage.patch().get(1),
                    stage.patch().get(2));
        }
        return (SYSTEM.getProcessCpuTime() - start) / 1e9;
    }

    private static double median(List<double[]> all, int stage) {
        List<Double> values = new ArrayList<>();
        all.forEach(seconds -> values.add(seconds[stage]));
        Collections.sort(values);
        return values.get(values.size() / 2);
    }
}
