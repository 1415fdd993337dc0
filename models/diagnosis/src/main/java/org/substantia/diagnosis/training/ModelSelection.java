package org.substantia.diagnosis.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.OneStandardError;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureRanking;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.diagnosis.classification.features.SideOrientation;
import org.substantia.diagnosis.classification.features.Subject;
import org.substantia.diagnosis.classification.scores.IsotonicCalibration;
import org.substantia.diagnosis.classification.scores.PlattCalibration;
import org.substantia.diagnosis.classification.scores.ProbabilityCalibration;
import org.substantia.diagnosis.classification.scores.ScoreModel;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.PatientPredictions;

/**
 * Everything that is chosen, chosen by cross-validation within the given patients: features, learner and its
 * regularization (by the log loss of its scores, each fold calibrated by the others), calibration (by the calibration
 * error, likewise). The winner then learns from all of them. Whoever tests the result must test on others.
 *
 * <p>With a {@link Prior}, it and its adaptations to the patients are tried beside what is learnt from them alone, and
 * the prior has the benefit of the doubt: of the prior unchanged and its adaptations, from the smallest change to the
 * largest, the first that is not clearly worse than the best candidate is taken ({@link OneStandardError}). A few dozen
 * patients cannot tell candidates apart, and what they choose by luck is worse than what was known before.
 */
final class ModelSelection {
    /** Isotonic calibrations say 0 and 1, whose loss would be infinite. */
    private static final double LEAST_PROBABILITY = 1e-3;

    private final List<Candidate> candidates;
    private final Optional<Prior> prior;
    private final Set<EvidenceFamily> families;
    private final int folds;
    private final long seed;

    /** @param soft whether every patient has a soft label */
    ModelSelection(
            List<Candidate> candidates,
            Optional<Prior> prior,
            boolean soft,
            Set<EvidenceFamily> families,
            int folds,
            long seed) {
        this.candidates = candidates.stream()
                .filter(candidate -> prior.isPresent() || !candidate.kind().needsPrior())
                .filter(candidate -> soft || !candidate.kind().needsSoftLabels())
                .toList();
        this.prior = prior;
        this.families = families;
        this.folds = folds;
        this.seed = seed;
    }

    /**
     * The chosen classifier; the prior unchanged where these patients, or those of a fold, have nothing to learn from.
     *
     * @throws NothingToLearnException in that case, if there is no prior that may stay unchanged
     */
    FittedClassifier fit(TrainingSet patients) {
        try {
            return select(patients);
        } catch (NothingToLearnException e) {
            return candidates.stream()
                    .filter(candidate -> candidate.kind() == Candidate.Kind.UNCHANGED)
                    .findFirst()
                    .map(this::unchanged)
                    .orElseThrow(() -> e);
        }
    }

    private FittedClassifier unchanged(Candidate candidate) {
        return prior.orElseThrow().classifier().learnedBy(candidate.describe());
    }

    private FittedClassifier select(TrainingSet patients) {
        List<Fold> splits = patients.foldsAtMost(folds, seed);
        double[][] scores = new double[candidates.size()][patients.size()];
        int[] foldOf = new int[patients.size()];
        boolean[] tried = new boolean[candidates.size()];
        for (int fold = 0; fold < splits.size(); fold++) {
            Prepared prepared = new Prepared(patients.select(splits.get(fold).training()));
            if (fold == 0) {
                tried = distinct(prepared);
            }
            int[] heldOut = patients.places(splits.get(fold).heldOut());
            for (int c = 0; c < candidates.size(); c++) {
                if (tried[c]) {
                    Learnt learnt = prepared.train(candidates.get(c));
                    for (int patient : heldOut) {
                        scores[c][patient] = learnt.score(patients.subjects().get(patient));
                    }
                }
            }
            for (int patient : heldOut) {
                foldOf[patient] = fold;
            }
        }
        double[][] losses = new double[candidates.size()][];
        for (int c = 0; c < losses.length; c++) {
            if (tried[c]) {
                losses[c] = losses(candidates.get(c), scores[c], patients, foldOf);
            }
        }
        int chosen = choose(losses);
        return candidates.get(chosen).kind() == Candidate.Kind.UNCHANGED
                ? unchanged(candidates.get(chosen))
                : refit(patients, candidates.get(chosen), scores[chosen], foldOf);
    }

    /** With few features several candidates come to the same; one of them is enough. */
    private boolean[] distinct(Prepared prepared) {
        Set<Candidate> seen = new HashSet<>();
        boolean[] distinct = new boolean[candidates.size()];
        for (int c = 0; c < distinct.length; c++) {
            Candidate candidate = candidates.get(c);
            distinct[c] = seen.add(
                    new Candidate(candidate.kind(), candidate.regularization(), prepared.featuresOf(candidate)));
        }
        return distinct;
    }

    /** @param losses of each patient by each candidate; null where it was not tried */
    private int choose(double[][] losses) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < losses.length; c++) {
            double loss = losses[c] == null
                    ? Double.POSITIVE_INFINITY
                    : Arrays.stream(losses[c]).average().orElseThrow();
            if (loss < least) {
                least = loss;
                best = c;
            }
        }
        // The sort is stable: unchanged, then adaptations by how freely they may leave the prior, then the best of all.
        List<Integer> cautious = new ArrayList<>(IntStream.range(0, losses.length)
                .filter(c -> losses[c] != null && candidates.get(c).kind().needsPrior())
                .boxed()
                .sorted(Comparator.comparing((Integer c) -> candidates.get(c).kind() != Candidate.Kind.UNCHANGED)
                        .thenComparing(c -> candidates.get(c).regularization()))
                .toList());
        cautious.add(best);
        return cautious.get(
                OneStandardError.choose(cautious.stream().map(c -> losses[c]).toArray(double[][]::new)));
    }

    private FittedClassifier refit(TrainingSet patients, Candidate winner, double[] scores, int[] foldOf) {
        boolean[] parkinson = patients.parkinson();
        PlattCalibration platt = PlattCalibration.fit(scores, parkinson);
        ProbabilityCalibration calibration = platt;
        if (calibrationError(scores, parkinson, foldOf, IsotonicCalibration::fit)
                < calibrationError(scores, parkinson, foldOf, PlattCalibration::fit)) {
            calibration = IsotonicCalibration.fit(scores, parkinson);
        }
        Prepared prepared = new Prepared(patients);
        Learnt learnt = prepared.train(winner);
        SideOrientation sides = winner.kind().needsPrior()
                ? prior.orElseThrow().classifier().sides()
                : OrientationLearner.learn(prepared.space, patients.subjects(), seed);
        return new FittedClassifier(
                winner.describe(),
                sides,
                learnt.space(),
                learnt.score(),
                calibration,
                patients.diseased() / (double) patients.size(),
                platt,
                FittedClassifier.THRESHOLD,
                outOfDistributionThreshold(sides, learnt, patients.subjects()));
    }

    /** The largest out-of-distribution score but for one person in two hundred. */
    private static double outOfDistributionThreshold(SideOrientation sides, Learnt learnt, List<Subject> subjects) {
        FeatureSpace space = learnt.space();
        double[] importance = learnt.score().importance(space.size());
        double[] sorted = subjects.stream()
                .mapToDouble(
                        subject -> sides.average(subject, reading -> space.outOfDistributionScore(reading, importance)))
                .sorted()
                .toArray();
        return sorted[sorted.length - 1 - sorted.length / 200];
    }

    /** What a candidate learnt, and the features it learnt on. */
    private record Learnt(FeatureSpace space, ScoreModel score) {
        double score(Subject subject) {
            return score.score(space.vector(subject).values());
        }
    }

    /**
     * Patients as rows of features that were learnt from them, the most discriminative features first, and as rows of
     * the prior's features.
     */
    private final class Prepared {
        private final FeatureSpace space;
        private final int[] ranking;
        private final double[][] rows;
        private final boolean[] parkinson;
        private final double[] softLabels;
        private final Optional<FeatureSpace> priorSpace;
        private final double[][] priorRows;

        Prepared(TrainingSet patients) {
            parkinson = patients.parkinson();
            softLabels = patients.softLabels();
            requireBoth(parkinson);
            space = FeatureSpace.fit(patients.subjects(), parkinson, families);
            double[][] all = vectors(space, patients);
            int most = candidates.stream().mapToInt(Candidate::features).max().orElse(0);
            ranking = FeatureRanking.best(space, all, most);
            rows = new double[all.length][ranking.length];
            for (int i = 0; i < all.length; i++) {
                for (int k = 0; k < ranking.length; k++) {
                    rows[i][k] = all[i][ranking[k]];
                }
            }
            priorSpace = prior.map(p -> p.space().remeasured(patients.subjects(), parkinson));
            priorRows = priorSpace.map(s -> vectors(s, patients)).orElseGet(() -> new double[0][]);
        }

        private static void requireBoth(boolean[] parkinson) {
            for (boolean label : parkinson) {
                if (label != parkinson[0]) {
                    return;
                }
            }
            throw new NothingToLearnException("the training patients all have the same diagnosis");
        }

        private static double[][] vectors(FeatureSpace space, TrainingSet patients) {
            return patients.subjects().stream()
                    .map(p -> space.vector(p).values())
                    .toArray(double[][]::new);
        }

        int featuresOf(Candidate candidate) {
            return candidate.kind().needsPrior()
                    ? priorSpace.orElseThrow().size()
                    : Math.min(candidate.features(), ranking.length);
        }

        Learnt train(Candidate candidate) {
            if (candidate.kind() == Candidate.Kind.UNCHANGED) {
                return new Learnt(
                        prior.orElseThrow().space(), prior.orElseThrow().score());
            }
            if (candidate.kind() == Candidate.Kind.ADAPTED_LOGISTIC) {
                return new Learnt(
                        priorSpace.orElseThrow(),
                        TribuoLearner.adapt(
                                prior.orElseThrow().score(), candidate.regularization(), priorRows, parkinson, seed));
            }
            int features = featuresOf(candidate);
            double[][] selected =
                    Arrays.stream(rows).map(row -> Arrays.copyOf(row, features)).toArray(double[][]::new);
            return new Learnt(
                    space.restrictedTo(Arrays.copyOf(ranking, features)),
                    candidate.kind() == Candidate.Kind.RIDGE_LOG_ODDS
                            ? LogOddsRegression.fit(candidate.regularization(), selected, softLabels)
                            : TribuoLearner.train(candidate, selected, parkinson, seed));
        }
    }

    /**
     * The log loss of each patient: by the prior's own calibration where it is unchanged, else by the other folds';
     * what is to be expected of it where the patient has a soft label.
     */
    private double[] losses(Candidate candidate, double[] scores, TrainingSet patients, int[] foldOf) {
        boolean[] parkinson = patients.parkinson();
        double[] probabilities = candidate.kind() == Candidate.Kind.UNCHANGED
                ? Arrays.stream(scores)
                        .map(prior.orElseThrow().classifier().calibration()::probability)
                        .toArray()
                : crossCalibrated(scores, parkinson, foldOf, PlattCalibration::fit);
        double[] losses = new double[scores.length];
        for (int i = 0; i < losses.length; i++) {
            double soft = patients.softLabels()[i];
            double diseased = Double.isNaN(soft) ? (parkinson[i] ? 1 : 0) : soft;
            losses[i] = -diseased * Math.log(Math.max(probabilities[i], LEAST_PROBABILITY))
                    - (1 - diseased) * Math.log(Math.max(1 - probabilities[i], LEAST_PROBABILITY));
        }
        return losses;
    }

    /** A way to calibrate. */
    private interface Calibrator {
        ProbabilityCalibration fit(double[] scores, boolean[] parkinson);
    }

    /** Probabilities, each fold's by a calibration that was fitted to the others. */
    private static double[] crossCalibrated(double[] scores, boolean[] parkinson, int[] foldOf, Calibrator calibrator) {
        double[] probabilities = new double[scores.length];
        for (int fold : Arrays.stream(foldOf).distinct().toArray()) {
            List<Integer> others = new ArrayList<>();
            for (int i = 0; i < scores.length; i++) {
                if (foldOf[i] != fold) {
                    others.add(i);
                }
            }
            double[] theirScores = others.stream().mapToDouble(i -> scores[i]).toArray();
            boolean[] theirLabels = new boolean[others.size()];
            for (int i = 0; i < theirLabels.length; i++) {
                theirLabels[i] = parkinson[others.get(i)];
            }
            ProbabilityCalibration calibration = calibrator.fit(theirScores, theirLabels);
            for (int i = 0; i < scores.length; i++) {
                if (foldOf[i] == fold) {
                    probabilities[i] = calibration.probability(scores[i]);
                }
            }
        }
        return probabilities;
    }

    private static double calibrationError(double[] scores, boolean[] parkinson, int[] foldOf, Calibrator calibrator) {
        double[] probabilities = crossCalibrated(scores, parkinson, foldOf, calibrator);
        int[] truth = new int[scores.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = parkinson[i] ? 1 : 0;
        }
        return ClassificationMetric.CALIBRATION_ERROR
                .of(PatientPredictions.atThreshold(truth, probabilities, 0.5))
                .orElseThrow();
    }
}
