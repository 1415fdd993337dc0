package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.log_sigmoid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.optimization.AdamW;

/**
 * Trains trunk and head, epoch by epoch: {@value #BATCH} patients a step, of each region {@value #SLICES} slices drawn
 * anew where the trunk is trained (less work, and an augmentation), all of them where it is not. From images on, half
 * of the patients are mirrored: nothing tells left from right in a diagnosis. Not thread-safe.
 */
final class TrainingRun implements AutoCloseable {
    private static final int BATCH = 4;
    private static final int SLICES = 4;
    private static final int WARM_UP = 5;
    private static final double MAX_NORM = 1;

    private final FrozenEncoder encoder;
    private final Trunk trunk;
    private final PoolingHead head;
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
            Trunk trunk,
            PoolingHead head,
            List<Parameters> headParameters,
            TrainingRecipe recipe,
            long seed) {
        this.encoder = encoder;
        this.trunk = trunk;
        this.head = head;
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
        groups.add(new Group(new AdamW(headParameters.get(0), options), recipe.queryRate()));
        groups.add(new Group(new AdamW(headParameters.get(1), options), recipe.headRate()));
    }

    /** Sees every patient once. */
    void epoch(List<Example> examples, boolean[] positive) {
        int[] order = Shuffle.indices(examples.size(), random);
        for (int first = 0; first < order.length; first += BATCH) {
            int[] batch = Arrays.copyOfRange(order, first, Math.min(order.length, first + BATCH));
            for (int patient : batch) {
                backward(examples.get(patient), positive[patient], batch.length);
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
                Tensor some = trunk.level() == encoder.depth() ? all : drawn(mirrored ? all.flip(3) : all);
                features.add(encoder.features(
                        some,
                        encoder.grid(example.stacks().get(region)),
                        trunk.level(),
                        trunk.network(),
                        trunkWeights));
            }
            Tensor logOdds = head.logOdds(features, headWeights);
            Tensor loss = log_sigmoid(positive ? logOdds : logOdds.neg()).neg();
            loss.div(new Scalar(batch)).backward();
        }
    }

    private Tensor drawn(Tensor slices) {
        int count = (int) slices.size(0);
        int[] order = Shuffle.indices(count, random);
        if (count <= SLICES) {
            return slices;
        }
        TensorVector some = new TensorVector();
        for (int i = 0; i < SLICES; i++) {
            some.push_back(slices.narrow(0, order[i], 1));
        }
        return cat(some, 0);
    }

    /** What was trained so far as a classifier, which takes everything over. */
    AdaptedClassifier release(FrozenEncoder owner, Adaptation adaptation, List<String> rois, int epochs) {
        groups.forEach(group -> group.optimizer().close());
        groups.clear();
        return new AdaptedClassifier(owner, adaptation, rois, epochs, trunk, head, headParameters);
    }

    @Override
    public void close() {
        groups.forEach(group -> group.optimizer().close());
        trunk.close();
        headParameters.forEach(Parameters::close);
    }

    /** A classifier of what was trained so far, to be used before training goes on; not to be closed. */
    AdaptedClassifier view(Adaptation adaptation, List<String> rois, int epochs) {
        return new AdaptedClassifier(encoder, adaptation, rois, epochs, trunk, head, headParameters);
    }
}
