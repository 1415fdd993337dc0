package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.SplitMix64;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * MRN's part of a training run: the token head, which stays, and what guides it, which does not.
 *
 * @param head of the tokens
 * @param tokens its parameters
 * @param guide of the training
 * @param guidance its parameters
 * @param weights of the losses
 */
record GuidedTokens(
        TokenHead head, Parameters tokens, GuidanceHead guide, Parameters guidance, GuidanceHead.LossWeights weights)
        implements AutoCloseable {
    /** @throws IllegalArgumentException naming an example without masks */
    static GuidedTokens begin(
            TokenHead head, List<Example> examples, GuidanceHead.LossWeights weights, ComputeDevice device, long seed) {
        GuidanceHead guide = GuidanceHead.of(examples);
        RandomStream random = new RandomStream(SplitMix64.seed(seed, "tokens"));
        return new GuidedTokens(head, head.begin(device, random), guide, guide.begin(device, random), weights);
    }

    /**
     * What is shown of a patient in a step.
     *
     * @param mirrored whether left and right are exchanged
     * @param slices of each region
     */
    record Draw(boolean mirrored, List<int[]> slices) {
        Draw {
            slices = List.copyOf(slices);
        }
    }

    /**
     * A patient on the way through the network.
     *
     * @param regions as the heads are shown them
     * @param logOdds what the tokens add
     */
    record Passed(List<TokenHead.Region> regions, Tensor logOdds) {
        List<Tensor> pooled() {
            return regions.stream().map(TokenHead.Region::pooled).toList();
        }
    }

    Passed pass(FrozenEncoder encoder, Example example, Draw draw, VisionEncoder adapted, Weights trunk) {
        List<Tensor> images = encoder.inputs(example, FrozenEncoder.IMAGES);
        List<TokenHead.Region> regions = new ArrayList<>();
        List<Tensor> sums = new ArrayList<>();
        for (int region = 0; region < images.size(); region++) {
            int[] slices = draw.slices().get(region);
            Tensor all = images.get(region);
            double[] places = TokenHead.places((int) all.size(0));
            double[] some =
                    Arrays.stream(slices).mapToDouble(slice -> places[slice]).toArray();
            Tensor shown = SlicePooling.select(draw.mirrored() ? all.flip(3) : all, slices);
            regions.add(head.region(encoder, shown, some, region, adapted, trunk, tokens));
            sums.add(head.logOdds(regions.get(region).token(), region, tokens));
        }
        return new Passed(regions, sums.stream().reduce(Tensor::add).orElseThrow());
    }

    /** Of all regions: shape (regions, features). */
    private Tensor embeddings(Passed passed) {
        TensorVector all = new TensorVector();
        for (int region = 0; region < passed.regions().size(); region++) {
            all.push_back(guide.embedding(passed.regions().get(region).token(), region, guidance));
        }
        return stack(all, 0);
    }

    /**
     * The gradient of the contrastive loss by each patient's embeddings, region by region; all 0 without a contrast.
     */
    List<float[]> pulls(
            FrozenEncoder encoder,
            List<Example> examples,
            boolean[] positive,
            List<Draw> draws,
            VisionEncoder adapted,
            Weights trunk) {
        int regions = guide.classes().size();
        int size = regions * GuidanceHead.EMBEDDING;
        float[] all = new float[positive.length * size];
        float[] gradients = new float[all.length];
        if (weights.contrastive() > 0) {
            for (int i = 0; i < positive.length; i++) {
                try (PointerScope scope = new PointerScope();
                        NoGradGuard still = new NoGradGuard()) {
                    Passed passed = pass(encoder, examples.get(i), draws.get(i), adapted, trunk);
                    System.arraycopy(Tensors.toFloats(embeddings(passed)), 0, all, i * size, size);
                }
            }
            try (PointerScope scope = new PointerScope()) {
                Tensor embeddings = Tensors.of(all, positive.length, regions, GuidanceHead.EMBEDDING);
                embeddings.set_requires_grad(true);
                Optional<Tensor> loss = GuidanceHead.contrastiveLoss(embeddings, positive);
                if (loss.isPresent()) {
                    loss.get().backward();
                    gradients = Tensors.toFloats(embeddings.grad());
                }
            }
        }
        List<float[]> pulls = new ArrayList<>();
        for (int i = 0; i < positive.length; i++) {
            pulls.add(Arrays.copyOfRange(gradients, i * size, (i + 1) * size));
        }
        return pulls;
    }

    /**
     * What is added to the loss of the diagnosis.
     *
     * @param pull gradient of the contrastive loss by the patient's embeddings
     * @param patients of the step
     */
    Tensor guidance(Passed passed, Example example, Draw draw, float[] pull, int patients, FrozenEncoder encoder) {
        Tensor embeddings = embeddings(passed);
        Tensor loss;
        try (Device device = embeddings.device()) {
            Tensor along =
                    Tensors.of(pull, embeddings.size(0), GuidanceHead.EMBEDDING).to(device, ScalarType.Float);
            loss = embeddings.mul(along).sum().mul(new Scalar(weights.contrastive()));
        }
        int regions = passed.regions().size();
        for (int region = 0; region < regions && weights.segmentation() > 0; region++) {
            SliceStack stack = example.stacks().get(region);
            Tensor segmentation = guide.segmentationLoss(
                    passed.regions().get(region).fused(),
                    encoder.grid(stack),
                    stack,
                    draw.slices().get(region),
                    draw.mirrored(),
                    region,
                    guidance);
            loss = loss.add(segmentation.mul(new Scalar(weights.segmentation() / regions / patients)));
        }
        return loss;
    }

    @Override
    public void close() {
        tokens.close();
        guidance.close();
    }
}
