package org.substantia.cli.option;

import java.util.Optional;
import org.substantia.segmentation.training.SegmentationTrainingOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long the networks of a segmentation model are trained, and how fast they learn. */
public final class TrainingScheduleOptions {
    private static final long LOCALIZER_STEPS = 2000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "training steps of the fine network; 0 keeps that of --init (default: ${DEFAULT-VALUE})")
    private long steps = 6000;

    @Option(
            names = "--localizer-steps",
            paramLabel = "N",
            description = "training steps of the coarse network, four of which take about as long as one of the fine "
                    + "network (default: " + LOCALIZER_STEPS + ")")
    private Optional<Long> localizerSteps = Optional.empty();

    @Option(
            names = "--refinement-steps",
            paramLabel = "N",
            description = "training steps of the small network that traces the nigra in NM (default: 10000, or "
                    + "four times --steps with --init; 0 then keeps the network of that model)")
    private Optional<Long> refinementSteps = Optional.empty();

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = "peak learning rate (default: 0.002, or 0.0005 with --init)")
    private Optional<Double> learningRate = Optional.empty();

    /**
     * @param initialized whether a model is given to initialize from
     * @throws ParameterException if a number is out of range, or one has no effect
     */
    public void check(boolean initialized) {
        if (steps < (initialized ? 0 : 1) || refinementSteps.orElse(0L) < 0 || localizerSteps() < 1) {
            throw wrong("numbers of steps must be at least 1");
        }
        if (localizerSteps.isPresent() && initialized) {
            throw wrong("--localizer-steps has no effect with --init, whose localizer is kept");
        }
        if (learningRate.isPresent()
                && (!(learningRate.get() > 0) || learningRate.get().isInfinite())) {
            throw wrong("--learning-rate must be above 0, not " + learningRate.get());
        }
    }

    /** Of the fine network. */
    public long steps() {
        return steps;
    }

    /** Without effect where a model is given to initialize from. */
    public long localizerSteps() {
        return localizerSteps.orElse(LOCALIZER_STEPS);
    }

    /** Whether the user asks for the training of refinements. */
    public boolean wantsRefinement() {
        return refinementSteps.orElse(0L) > 0;
    }

    public long refinementSteps(boolean initialized) {
        return refinementSteps.orElse(initialized ? SegmentationTrainingOptions.usualRefinementSteps(steps) : 10_000L);
    }

    /** The peak of the fine network's. */
    public double learningRate(boolean initialized) {
        return learningRate.orElse(initialized ? 5e-4 : 2e-3);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
