package org.substantia.foundation.adaptation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.base.numeric.Logistic;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.OneStandardError;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.layer.Parameters;

/**
 * All ways of adapting an encoder. Each begins at the linear probe of the same patients (Kumar et al. 2022, LP-FT) and
 * trains for as many epochs as cross-validation within the patients finds worth it: the first number that is not
 * clearly worse than the best, so that with few patients, who show nothing clearly, the probe is what remains.
 *
 * <pre>{@code
 * try (FrozenEncoder encoder = FrozenEncoder.forTraining(file, ImageInput.usual(), device);
 *         AdaptedClassifier classifier = new EncoderAdaptation(Adaptation.parse("lora"), encoder)
 *                 .fit(examples, positive, CaseGroups.none(), 1)) {
 *     double probability = classifier.probability(patient);
 * }
 * }</pre>
 *
 * <p>Thread-safe, but libtorch uses all of its threads for each fit, so fits are best made one after the other.
 */
public final class EncoderAdaptation implements ClassifierAdaptation {
    private static final int FOLDS = 3;
    /** Examples of each answer that it takes to learn anything. */
    private static final int MIN_OF_EACH = 2;

    private final Adaptation adaptation;
    private final FrozenEncoder encoder;
    private final TrainingRecipe recipe;

    /** @param encoder to begin from; of {@link Adaptation.Kind#SCRATCH} only the shape is used */
    public EncoderAdaptation(Adaptation adaptation, FrozenEncoder encoder) {
        this(adaptation, encoder, TrainingRecipe.of(adaptation.kind()));
    }

    private EncoderAdaptation(Adaptation adaptation, FrozenEncoder encoder, TrainingRecipe recipe) {
        this.adaptation = adaptation;
        this.encoder = encoder;
        this.recipe = recipe;
        adaptation.requireDepth(encoder.depth());
    }

    /** The same way with another limit of epochs; without effect on the probe. */
    public EncoderAdaptation withEpochs(int most) {
        return adaptation.kind() == Adaptation.Kind.PROBE
                ? this
                : new EncoderAdaptation(adaptation, encoder, recipe.withEpochs(most));
    }

    @Override
    public AdaptedClassifier fit(List<Example> examples, boolean[] positive, CaseGroups groups, long seed) {
        List<String> rois = rois(examples, positive);
        if (adaptation.kind() != Adaptation.Kind.SCRATCH) {
            return fit(encoder, rois, examples, positive, groups, seed);
        }
        try (FrozenEncoder random = encoder.random(seed)) {
            return fit(random, rois, examples, positive, groups, seed);
        }
    }

    private AdaptedClassifier fit(
            FrozenEncoder start,
            List<String> rois,
            List<Example> examples,
            boolean[] positive,
            CaseGroups groups,
            long seed) {
        int epochs = recipe.epochs() == 0 ? 0 : epochs(start, rois, examples, positive, groups, seed);
        TrainingRun run = begin(start, rois, examples, positive, groups, seed);
        try {
            for (int epoch = 0; epoch < epochs; epoch++) {
                run.epoch(examples, positive);
            }
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
        return run.release(encoder, adaptation, rois, epochs);
    }

    private TrainingRun begin(
            FrozenEncoder start,
            List<String> rois,
            List<Example> examples,
            boolean[] positive,
            CaseGroups groups,
            long seed) {
        PoolingHead head = new PoolingHead(rois.size(), start.featureCount());
        PoolingHead.Numbers probe = LinearProbe.fit(start, examples, positive, groups, seed);
        Optional<GuidedTokens> guided = AdaptedClassifier.tokenHead(adaptation, start, rois.size())
                .map(tokens ->
                        GuidedTokens.begin(tokens, examples, GuidanceHead.LossWeights.USUAL, start.device(), seed));
        Trunk trunk = Trunk.begin(adaptation, start, seed);
        List<Parameters> parameters = PoolingHead.groups().stream()
                .map(names -> head.begin(probe, names, start.device()))
                .toList();
        return new TrainingRun(start, trunk, head, guided, parameters, recipe, seed);
    }

    /** By the losses of held-out patients after each epoch, 0 among them. */
    private int epochs(
            FrozenEncoder start,
            List<String> rois,
            List<Example> examples,
            boolean[] positive,
            CaseGroups groups,
            long seed) {
        List<double[]> patients = new ArrayList<>();
        for (InnerFold fold : InnerFold.of(examples, positive, groups, FOLDS, seed + 1)) {
            List<Example> training = InnerFold.select(examples, fold.training());
            boolean[] labels = InnerFold.select(positive, fold.training());
            double[][] losses = new double[fold.heldOut().length][recipe.epochs() + 1];
            try (TrainingRun run = begin(start, rois, training, labels, groups, seed)) {
                for (int epoch = 0; epoch <= recipe.epochs(); epoch++) {
                    AdaptedClassifier now = run.view(adaptation, rois, epoch);
                    for (int i = 0; i < losses.length; i++) {
                        int place = fold.heldOut()[i];
                        Example asked = examples.get(place);
                        losses[i][epoch] = Logistic.loss(now.logOdds(asked), asked.target(positive[place]));
                    }
                    if (epoch < recipe.epochs()) {
                        run.epoch(training, labels);
                    }
                }
            }
            patients.addAll(List.of(losses));
        }
        if (patients.isEmpty()) {
            return 0;
        }
        double[][] byEpoch = new double[recipe.epochs() + 1][patients.size()];
        for (int i = 0; i < patients.size(); i++) {
            for (int epoch = 0; epoch < byEpoch.length; epoch++) {
                byEpoch[epoch][i] = patients.get(i)[epoch];
            }
        }
        return OneStandardError.choose(byEpoch);
    }

    /** Whether there are enough examples of each answer to learn anything. */
    public static boolean isEnough(boolean[] positive) {
        int positives = positives(positive);
        return Math.min(positives, positive.length - positives) >= MIN_OF_EACH;
    }

    private static int positives(boolean[] positive) {
        int positives = 0;
        for (boolean label : positive) {
            positives += label ? 1 : 0;
        }
        return positives;
    }

    private static List<String> rois(List<Example> examples, boolean[] positive) {
        if (examples.size() != positive.length || !isEnough(positive)) {
            int positives = positives(positive);
            throw new IllegalArgumentException("at least " + MIN_OF_EACH
                    + " examples of each answer are needed to learn from; there are " + positives + " and "
                    + (positive.length - positives));
        }
        List<String> rois =
                examples.get(0).stacks().stream().map(SliceStack::roi).toList();
        for (Example example : examples) {
            if (!example.stacks().stream().map(SliceStack::roi).toList().equals(rois)) {
                throw new IllegalArgumentException(example.id() + ": shows other regions than "
                        + examples.get(0).id() + ": " + rois);
            }
        }
        return rois;
    }
}
