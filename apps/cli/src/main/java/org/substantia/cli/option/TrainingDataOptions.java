package org.substantia.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a segmentation model is trained on: synthetic patients, a cohort or one part of it, or both. */
public final class TrainingDataOptions {
    private static final int SYNTHETIC_CASES = 600;
    private static final double SYNTHETIC_SHARE = 0.5;

    /** At least one. */
    static final class Source {
        @Option(
                names = "--synthetic",
                description = "train on synthetic patients of both regimes, from training anatomies only")
        private boolean synthetic;

        @Option(
                names = "--cohort",
                paramLabel = "DIR",
                description = "train on cases with T1, QSM or NM and their masks")
        private Optional<Path> cohort = Optional.empty();
    }

    /**
     * One part of a cross-validation.
     *
     * @param folds into which the cohort is split
     * @param heldOut the fold that is not trained on, from 0
     */
    public record CrossValidationPart(int folds, int heldOut) {}

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Source source;

    @Option(
            names = "--synthetic-cases",
            paramLabel = "N",
            description = "total number of synthetic patients, about 20 MB each (default: " + SYNTHETIC_CASES + ")")
    private Optional<Integer> syntheticCases = Optional.empty();

    @Option(
            names = "--synthetic-share",
            paramLabel = "P",
            description =
                    "proportion of synthetic examples if a cohort is given as well (default: " + SYNTHETIC_SHARE + ")")
    private Optional<Double> syntheticShare = Optional.empty();

    @Option(names = "--folds", paramLabel = "K", description = "cross-validation: split the cohort into K folds")
    private Optional<Integer> folds = Optional.empty();

    @Option(names = "--fold", paramLabel = "I", description = "the fold to hold out, 0 to K - 1")
    private Optional<Integer> fold = Optional.empty();

    @Option(
            names = "--keep-together",
            paramLabel = "FILE",
            description =
                    "output of validate --json: near duplicates stay in the same fold, as sessions of one subject "
                            + "always do")
    private Optional<Path> together = Optional.empty();

    /** @throws ParameterException if the options contradict each other or one is out of range */
    public void check() {
        if (folds.isPresent() != fold.isPresent()) {
            throw wrong("--folds and --fold go together");
        }
        if (folds.isPresent() && source.cohort.isEmpty()) {
            throw wrong("--folds needs a --cohort");
        }
        if (together.isPresent() && folds.isEmpty()) {
            throw wrong("--keep-together needs --folds and --fold");
        }
        if (fold.isPresent() && (fold.get() < 0 || fold.get() >= folds.get())) {
            throw wrong("--fold must be 0 to " + (folds.get() - 1) + ", not " + fold.get());
        }
        if (syntheticCases() < 1) {
            throw wrong("--synthetic-cases must be at least 1, not " + syntheticCases());
        }
        if (!(syntheticShare() >= 0 && syntheticShare() <= 1)) {
            throw wrong("--synthetic-share must be 0 to 1, not " + syntheticShare());
        }
        if (syntheticCases.isPresent() && !source.synthetic) {
            throw wrong("--synthetic-cases needs --synthetic");
        }
        if (syntheticShare.isPresent() && !(source.synthetic && source.cohort.isPresent())) {
            throw wrong("--synthetic-share needs both --synthetic and --cohort");
        }
    }

    /** Whether synthetic patients are trained on. */
    public boolean synthetic() {
        return source.synthetic;
    }

    /** The folder of the cohort that is trained on. */
    public Optional<Path> cohort() {
        return source.cohort;
    }

    public int syntheticCases() {
        return syntheticCases.orElse(SYNTHETIC_CASES);
    }

    public double syntheticShare() {
        return syntheticShare.orElse(SYNTHETIC_SHARE);
    }

    /** Empty: all of the cohort is trained on. */
    public Optional<CrossValidationPart> part() {
        return folds.map(k -> new CrossValidationPart(k, fold.orElseThrow()));
    }

    /** Output of {@code validate --json}, whose duplicates stay in one fold. */
    public Optional<Path> keepTogether() {
        return together;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
