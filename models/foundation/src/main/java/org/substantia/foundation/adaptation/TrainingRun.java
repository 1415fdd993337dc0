package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.log_sigmoid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.foundation.adaptation.Adaptation.Pooling;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.optimization.AdamW;

/**
 * Trains trunk and head, epoch by epoch: {@value #BATCH} patients a step ({@value #GUIDED_BATCH} where they are
 * contrasted), of each region {@value #SLICES} slices drawn anew where the trunk is trained (less work, and an
 * augmentation), all of them where it is not. From images on, half of the patients are mirrored: nothing tells left
 * from right in a diagnosis. Not thread-safe.
 */
final class TrainingRun implements AutoCloseable {
    private static final int BATCH = 4;
    private static final int GUIDED_BATCH = 8;
    private static final int SLICES = 4;
    private static final int WARM_UP = 5;
    private static final double MAX_NORM = 1;

    private final FrozenEncoder encoder;
    private final Pooling pooling;
    private final Trunk trunk;
    private final PoolingHead head;
    private final Optional<GuidedTokens> guided;
    private final List<Parameters> headParameters;
    private final List<Group> groups = new ArrayList<>();
    private final RandomStream random;
    private final Weights trunkWeights;
    private final Weights headWeights;

    /** Parameters of one learning rate. */
    private record Group(AdamW optimizer, double rate) {}

    /** Takes trunk and head parameters over, unless {@link #release} gives them to a classifier. */
    TrainingRun(
            FrozenEncoder encoder,
            Pooling pooling,
            Trunk trunk,
            PoolingHead head,
            Optional<GuidedTokens> guided,
            List<Parameters> headParameters,
            TrainingRecipe recipe,
            long seed) {
        this.encoder = encoder;
        this.pooling = pooling;
        this.trunk = trunk;
        this.head = head;
        this.guided = guided;
        this.headParameters = headParameters;
        this.random = new RandomStream(seed);
        trunkWeights = trunk.weights(encoder.weights());
        headWeights = AdaptedClassifier.joined(headParameters);
        AdamW.Options options = new AdamW.Options(recipe.weightDecay(), MAX_NORM, 1);
        int top = encoder.depth() - 1;
        trunk.trained()
                .forEach((height, parameters) -> groups.add(new Group(
                        new AdamW(parameters, options),
                        recipe.encoderRate() * Math.pow(recipe.layerDecay(), top - (double) height))));
        if (head.weighsSlices()) {
            groups.add(new Group(new AdamW(headParameters.get(0), options), recipe.queryRate()));
        }
        groups.add(new Group(new AdamW(headParameters.get(1), options), recipe.headRate()));
        if (guided.isPresent()) {
            groups.add(new Group(new AdamW(guided.get().tokens(), options), recipe.queryRate()));
            groups.add(new Group(new AdamW(guided.get().guidance(), options), recipe.queryRate()));
        }
    }

    /** Sees every patient once. */
    void epoch(List<Example> examples, boolean[] positive) {
        int[] order = Shuffle.indices(examples.size(), random);
        int size = guided.isPresent() ? GUIDED_BATCH : BATCH;
        for (int first = 0; first < order.length; first += size) {
            int[] batch = Arrays.copyOfRange(order, first, Math.min(order.length, first + size));
            if (guided.isPresent()) {
                guided(InnerFold.select(examples, batch), InnerFold.select(positive, batch));
            } else {
                for (int patient : batch) {
                    backward(examples.get(patient), positive[patient], batch.length);
                }
            }
            for (Group group : groups) {
                double warm = Math.min(1, (group.optimizer().steps() + 1.0) / WARM_UP);
                group.optimizer().step(warm * group.rate());
            }
        }
    }

    private void backward(Example example, boolean positive, int batch) {
        boolean mirrored = trunk.level() == FrozenEncoder.IMAGES && random.nextBoolean();
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> begin = encoder.inputs(example, trunk.level());
            List<Tensor> features = new ArrayList<>();
            for (int region = 0; region < begin.size(); region++) {
                Tensor all = begin.get(region);
                features.add(
                        trunk.level() >= encoder.depth()
                                ? all
                                : drawn(all, example.stacks().get(region), mirrored));
            }
            Tensor logOdds = head.logOdds(features, headWeights);
            Tensor loss = loss(logOdds, example.target(positive));
            loss.div(new Scalar(batch)).backward();
        }
    }

    /**
     * A step of guided training. The contrast is one between all patients of a step, whose networks do not fit into
     * memory at once: embeddings are computed without gradients first, then each patient goes back along the gradient
     * of the contrast for the patient's own embeddings, which gives the same sum.
     */
    private void guided(List<Example> examples, boolean[] positive) {
        GuidedTokens how = guided.orElseThrow();
        List<GuidedTokens.Draw> draws = examples.stream()
                .map(example -> new GuidedTokens.Draw(
                        random.nextBoolean(),
                        example.stacks().stream()
                                .map(stack -> encoder.pooling(stack, pooling).draw(SLICES, random))
                                .toList()))
                .toList();
        List<float[]> pulls = how.pulls(encoder, examples, positive, draws, trunk.network(), trunkWeights);
        for (int i = 0; i < positive.length; i++) {
            try (PointerScope scope = new PointerScope()) {
                GuidedTokens.Passed passed =
                        how.pass(encoder, examples.get(i), draws.get(i), trunk.network(), trunkWeights);
                Tensor logOdds = head.logOdds(passed.pooled(), headWeights).add(passed.logOdds());
                Tensor loss = loss(logOdds, examples.get(i).target(positive[i]));
                loss.div(new Scalar(positive.length))
                        .add(how.guidance(
                                passed, examples.get(i), draws.get(i), pulls.get(i), positive.length, encoder))
                        .backward();
            }
        }
    }

    /** The log loss to be expected where the answer is yes with this probability. */
    private static Tensor loss(Tensor logOdds, double target) {
        if (target == 0 || target == 1) {
            return log_sigmoid(target == 1 ? logOdds : logOdds.neg()).neg();
        }
        Tensor yes = log_sigmoid(logOdds).mul(new Scalar(target));
        return yes.add(log_sigmoid(logOdds.neg()).mul(new Scalar(1 - target))).neg();
    }

    /** What describes some slices of a region, by the trunk as it is. */
    private Tensor drawn(Tensor begin, SliceStack stack, boolean mirrored) {
        SlicePooling how = encoder.pooling(stack, pooling);
        int[] slices = how.draw(SLICES, random);
        Tensor some = SlicePooling.select(mirrored ? begin.flip(3) : begin, slices);
        return how.features(
                encoder.rest(some, encoder.grid(stack), trunk.level(), trunk.network(), trunkWeights),
                slices,
                slices,
                mirrored);
    }

    /** What was trained so far as a classifier, which takes everything over. */
    AdaptedClassifier release(FrozenEncoder owner, Adaptation adaptation, List<String> rois, int epochs) {
        groups.forEach(group -> group.optimizer().close());
        groups.clear();
        guided.ifPresent(how -> how.guidance().close());
        return classifier(owner, adaptation, rois, epochs);
    }

    @Override
    public void close() {
        groups.forEach(group -> group.optimizer().close());
        trunk.close();
        headParameters.forEach(Parameters::close);
        guided.ifPresent(GuidedTokens::close);
    }

    /** A classifier of what was trained so far, to be used before training goes on; not to be closed. */
    AdaptedClassifier view(Adaptation adaptation, List<String> rois, int epochs) {
        return classifier(encoder, adaptation, rois, epochs);
    }

    private AdaptedClassifier classifier(FrozenEncoder owner, Adaptation adaptation, List<String> rois, int epochs) {
        List<Parameters> heads = new ArrayList<>(headParameters);
        guided.ifPresent(how -> heads.add(how.tokens()));
        return new AdaptedClassifier(
                owner, adaptation, rois, epochs, trunk, head, guided.map(GuidedTokens::head), heads);
    }
}
