package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.layer.Linear;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.loss.SegmentationLoss;

/**
 * What guides MRN's training beside the diagnoses and is left behind after it: from the fused patches of each region a
 * segmentation of its nuclei (1 x 1, bilinear to the crop, Dice and cross-entropy), from its token an embedding for the
 * {@link ContrastiveLoss}.
 *
 * @param classes of each region: its nuclei and the background
 */
record GuidanceHead(List<Integer> classes) {
    /** How much each loss counts beside that of the diagnosis. */
    record LossWeights(double segmentation, double contrastive) {
        static final LossWeights NONE = new LossWeights(0, 0);
        static final LossWeights USUAL = new LossWeights(0.5, 0.1);
    }

    static final int EMBEDDING = 128;
    static final double TEMPERATURE = 0.1;

    GuidanceHead {
        classes = List.copyOf(classes);
    }

    /** @throws IllegalArgumentException naming a patient without masks */
    static GuidanceHead of(List<Example> examples) {
        int[] classes = new int[examples.get(0).stacks().size()];
        for (Example example : examples) {
            for (int region = 0; region < classes.length; region++) {
                SliceStack stack = example.stacks().get(region);
                if (stack.nuclei().length == 0) {
                    throw new IllegalArgumentException(
                            example.id() + ": there are no masks to learn the nuclei of " + stack.roi() + " from");
                }
                for (byte nucleus : stack.nuclei()) {
                    classes[region] = Math.max(classes[region], nucleus + 1);
                }
            }
        }
        return new GuidanceHead(Arrays.stream(classes).boxed().toList());
    }

    Parameters begin(ComputeDevice device, RandomStream random) {
        Declarations declarations = new Declarations();
        for (int region = 0; region < classes.size(); region++) {
            segmentation(region).declare(declarations);
            projection(region).declare(declarations);
        }
        try (Device where = device.torchDevice()) {
            return Parameters.of(declarations, d -> d.initial(random), where);
        }
    }

    private Linear segmentation(int region) {
        return Linear.of("guidance." + region + ".segmentation", TokenHead.WIDTH, classes.get(region));
    }

    private static Linear projection(int region) {
        return Linear.of("guidance." + region + ".projection", TokenHead.WIDTH, EMBEDDING);
    }

    /** Of length 1: shape ({@value #EMBEDDING}). */
    Tensor embedding(Tensor token, int region, Weights weights) {
        Tensor projected = projection(region).apply(token, weights);
        return projected.div(projected.norm().clamp_min(new Scalar(1e-12)));
    }

    /**
     * @param fused patches of some slices, shape (slices, patches, width)
     * @param slices which these are
     * @param mirrored whether they were shown with left and right exchanged
     */
    Tensor segmentationLoss(
            Tensor fused,
            TokenGrid grid,
            SliceStack stack,
            int[] slices,
            boolean mirrored,
            int region,
            Weights weights) {
        Tensor scores = segmentation(region).apply(fused, weights);
        int count = classes.get(region);
        Tensor map = scores.transpose(1, 2).reshape(slices.length, count, grid.rows(), grid.columns());
        Tensor pixels = upsample_bilinear2d(map, new long[] {stack.rows(), stack.columns()}, false);
        byte[] labels = labels(stack, slices, mirrored);
        float[] alike = new float[count];
        Arrays.fill(alike, 1);
        return new SegmentationLoss(alike, 0, 1)
                .of(pixels.permute(1, 0, 2, 3).reshape(count, labels.length), labels, new byte[labels.length])
                .loss();
    }

    private static byte[] labels(SliceStack stack, int[] slices, boolean mirrored) {
        int size = stack.rows() * stack.columns();
        byte[] labels = new byte[slices.length * size];
        for (int i = 0; i < labels.length; i++) {
            int pixel = i % size;
            labels[i] = stack.nuclei()[slices[i / size] * size + (mirrored ? stack.opposite(pixel) : pixel)];
        }
        return labels;
    }

    /** The mean over the regions of contrastive losses; empty where no two patients have one answer. */
    static Optional<Tensor> contrastiveLoss(Tensor embeddings, boolean[] positive) {
        List<Tensor> losses = new ArrayList<>();
        long regions = embeddings.size(1);
        for (int region = 0; region < regions; region++) {
            ContrastiveLoss.of(embeddings.select(1, region), positive, TEMPERATURE)
                    .ifPresent(losses::add);
        }
        return losses.stream().reduce(Tensor::add).map(sum -> sum.div(new Scalar((double) regions)));
    }
}
