package org.substantia.diagnosis.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A learner with its parameters, one of those that are compared inside the training folds.
 *
 * @param kind of model
 * @param regularization the kind's one parameter: the cost of an error, which is the inverse of the penalty (logistic,
 *     ridge), or the depth of the trees
 * @param features how many features it gets at most, the most discriminative ones
 */
public record Candidate(Kind kind, double regularization, int features) {
    /** Kinds of models. */
    public enum Kind {
        L1_LOGISTIC,
        L2_LOGISTIC,
        GRADIENT_BOOSTING,
        RANDOM_FOREST,
        /** Ridge regression on the log-odds of soft labels. */
        RIDGE_LOG_ODDS,
        /** Logistic regression held to the weights of another model. */
        ADAPTED_LOGISTIC,
        /** Another model as it is: its features, weights, calibration and threshold. */
        UNCHANGED;

        /** Whether there must be a model to start from. */
        boolean needsPrior() {
            return this == ADAPTED_LOGISTIC || this == UNCHANGED;
        }

        /** Whether every patient must have a soft label. */
        boolean needsSoftLabels() {
            return this == RIDGE_LOG_ODDS;
        }
    }

    private static final int ALL = 200;

    /** Logistic regression alone: quick, and hard to beat on a few hundred patients. */
    public static List<Candidate> linear() {
        List<Candidate> candidates = new ArrayList<>();
        for (int features : new int[] {6, 12, 25, 50, ALL}) {
            for (double cost : new double[] {0.001, 0.003, 0.01, 0.03, 0.1, 1}) {
                candidates.add(new Candidate(Kind.L2_LOGISTIC, cost, features));
            }
        }
        for (double cost : new double[] {0.03, 0.06, 0.12, 0.25, 0.5}) {
            candidates.add(new Candidate(Kind.L1_LOGISTIC, cost, ALL));
        }
        return List.copyOf(candidates);
    }

    /** Another model as it is, and adaptations of it, from one that keeps to its weights to one that hardly does. */
    public static List<Candidate> adapted() {
        List<Candidate> candidates = new ArrayList<>();
        candidates.add(new Candidate(Kind.UNCHANGED, 0, ALL));
        for (double cost : new double[] {0.00003, 0.0003, 0.001, 0.003, 0.01, 0.03}) {
            candidates.add(new Candidate(Kind.ADAPTED_LOGISTIC, cost, ALL));
        }
        return List.copyOf(candidates);
    }

    /** Regressions on soft labels. */
    public static List<Candidate> soft() {
        List<Candidate> candidates = new ArrayList<>();
        for (int features : new int[] {25, 50, 100, ALL}) {
            for (double cost : new double[] {0.001, 0.003, 0.01, 0.03, 0.1}) {
                candidates.add(new Candidate(Kind.RIDGE_LOG_ODDS, cost, features));
            }
        }
        return List.copyOf(candidates);
    }

    /**
     * All kinds; adaptations are tried only where there is a model to adapt, and regressions on soft labels only where
     * there are any.
     */
    public static List<Candidate> all() {
        List<Candidate> candidates = new ArrayList<>(linear());
        candidates.add(new Candidate(Kind.GRADIENT_BOOSTING, 1, 50));
        candidates.add(new Candidate(Kind.GRADIENT_BOOSTING, 2, 50));
        candidates.add(new Candidate(Kind.GRADIENT_BOOSTING, 3, 50));
        candidates.add(new Candidate(Kind.RANDOM_FOREST, 7, 50));
        candidates.addAll(soft());
        candidates.addAll(adapted());
        return List.copyOf(candidates);
    }

    /** In words, such as {@code L2 logistic, cost 0.01, at most 50 features}. */
    public String describe() {
        if (kind == Kind.UNCHANGED) {
            return "the initial model unchanged";
        }
        return String.format(
                Locale.ROOT,
                "%s, %s %s, at most %d features",
                switch (kind) {
                    case L1_LOGISTIC -> "L1 logistic";
                    case L2_LOGISTIC -> "L2 logistic";
                    case GRADIENT_BOOSTING -> "gradient boosting";
                    case RANDOM_FOREST -> "random forest";
                    case RIDGE_LOG_ODDS -> "ridge on log-odds";
                    case ADAPTED_LOGISTIC -> "adapted logistic";
                    case UNCHANGED -> throw new IllegalStateException("has no parameters");
                },
                kind == Kind.GRADIENT_BOOSTING || kind == Kind.RANDOM_FOREST ? "depth" : "cost",
                regularization,
                features);
    }
}
