package org.substantia.foundation.adaptation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
    private static final int PATIENCE = 5;
    /** Examples of each answer that it takes to learn anything. */
    private static final int MIN_OF_EACH = 2;

    private final Adaptation adaptation;
    private final FrozenEncoder encoder;
    private final TrainingRecipe recipe;
    private final Progress progress;

    /** Told how far a fit has come. */
    @FunctionalInterface
    public interface Progress {
        /**
         * After each epoch.
         *
         * @param all how many there will be at most; those that turn out not to be needed count as taken
         */
        void epochs(int taken, int all);
    }

    /** @param encoder to begin from; of {@link Adaptation.Kind#SCRATCH} only the shape is used */
    public EncoderAdaptation(Adaptation adaptation, FrozenEncoder encoder) {
        this(adaptation, encoder, TrainingRecipe.of(adaptation.kind()), (taken, all) -> {});
    }

    private EncoderAdaptation(Adaptation adaptation, FrozenEncoder encoder, TrainingRecipe recipe, Progress progress) {
        this.adaptation = adaptation;
        this.encoder = encoder;
        this.recipe = recipe;
        this.progress = progress;
        adaptation.requireDepth(encoder.depth());
    }

    /** The same way with another limit of epochs; without effect on a probe. */
    public EncoderAdaptation withEpochs(int most) {
        return adaptation.isProbe()
                ? this
                : new EncoderAdaptation(adaptation, encoder, recipe.withEpochs(most), progress);
    }

    /** The same way with another limit of epochs, if there is one. */
    public EncoderAdaptation withEpochs(OptionalInt most) {
        return most.isPresent() ? withEpochs(most.getAsInt()) : this;
    }

    /** The same way, which tells how far it has come; a probe, which takes seconds, does not. */
    public EncoderAdaptation withProgress(Progress told) {
        return new EncoderAdaptation(adaptation, encoder, recipe, told);
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
            for (int epoch = 1; epoch <= epochs; epoch++) {
                run.epoch(examples, positive);
                progress.epochs(mostEpochs() - epochs + epoch, mostEpochs());
            }
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
        return run.release(encoder, adaptation, rois, epochs);
    }

    /** Of all folds, and of the fit itself. */
    private int mostEpochs() {
        return (FOLDS + 1) * recipe.epochs();
    }

    private TrainingRun begin(
            FrozenEncoder start,
            List<String> rois,
            List<Example> examples,
            boolean[] positive,
            CaseGroups groups,
            long seed) {
        Trunk trunk = Trunk.begin(adaptation, start, seed);
        PoolingHead head = PoolingHead.of(adaptation, start, rois.size());
        PoolingHead.Numbers probe = LinearProbe.fit(start, adaptation.pooling(), examples, positive, groups, seed);
        Optional<GuidedTokens> guided = AdaptedClassifier.tokenHead(adaptation, start, rois.size())
                .map(tokens ->
                        GuidedTokens.begin(tokens, examples, GuidanceHead.LossWeights.USUAL, start.device(), seed));
        List<Parameters> parameters = PoolingHead.groups().stream()
                .map(names -> head.begin(probe, names, start.device()))
                .toList();
        return new TrainingRun(start, adaptation.pooling(), trunk, head, guided, parameters, recipe, seed);
    }

    /**
     * By the losses of held-out patients after each epoch, 0 among them. A fold that got no better for
     * {@value #PATIENCE} epochs is stopped; the others are trained no longer than the shortest, since only epochs that
     * all of them reached can be compared.
     */
    private int epochs(
            FrozenEncoder start,
            List<String> rois,
            List<Example> examples,
            boolean[] positive,
            CaseGroups groups,
            long seed) {
        List<double[][]> folds = new ArrayList<>();
        int reached = recipe.epochs();
        for (InnerFold fold : InnerFold.of(examples, positive, groups, FOLDS, seed + 1)) {
            List<Example> training = InnerFold.select(examples, fold.training());
            boolean[] labels = InnerFold.select(positive, fold.training());
            try (TrainingRun run = begin(start, rois, training, labels, groups, seed)) {
                List<double[]> losses = new ArrayList<>();
                EarlyStop stop = new EarlyStop(PATIENCE);
                losses.add(losses(run.view(adaptation, rois, 0), examples, positive, fold.heldOut()));
                boolean worthIt = stop.goesOn(losses.get(0));
                for (int epoch = 1; epoch <= reached && worthIt; epoch++) {
                    run.epoch(training, labels);
                    progress.epochs(folds.size() * recipe.epochs() + epoch, mostEpochs());
                    losses.add(losses(run.view(adaptation, rois, epoch), examples, positive, fold.heldOut()));
                    worthIt = stop.goesOn(losses.get(epoch));
                }
                reached = losses.size() - 1;
                folds.add(losses.toArray(double[][]::new));
            }
        }
        if (folds.isEmpty()) {
            return 0;
        }
        double[][] byEpoch = new double[reached + 1][];
        for (int epoch = 0; epoch <= reached; epoch++) {
            int e = epoch;
            byEpoch[epoch] = folds.stream()
                    .flatMapToDouble(fold -> Arrays.stream(fold[e]))
                    .toArray();
        }
        return OneStandardError.choose(byEpoch);
    }

    private static double[] losses(
            AdaptedClassifier classifier, List<Example> examples, boolean[] positive, int[] patients) {
        return Arrays.stream(patients)
                .mapToDouble(patient -> {
                    Example asked = examples.get(patient);
                    return Logistic.loss(classifier.logOdds(asked), asked.target(positive[patient]));
                })
                .toArray();
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
