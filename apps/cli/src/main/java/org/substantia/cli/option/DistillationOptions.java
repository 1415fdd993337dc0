package org.substantia.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a student learns from its teacher, and for how long. */
public final class DistillationOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--tta",
            description = "the teacher sees the mirrored patch, too; without effect for segmenters of one half of the "
                    + "head, such as the bundled one")
    private boolean mirrored;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "of the probabilities that are compared; above 1, what is unlikely counts more (default: "
                    + "${DEFAULT-VALUE})")
    private double temperature = 2;

    @Option(
            names = "--soft-share",
            paramLabel = "P",
            description = "proportion of the distance to the teacher in the loss; 1 ignores the masks (default: "
                    + "${DEFAULT-VALUE})")
    private double softShare = 0.5;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "training steps of the student's segmenter (default: ${DEFAULT-VALUE})")
    private long steps = 6000;

    @Option(names = "--learning-rate", paramLabel = "R", description = "peak (default: ${DEFAULT-VALUE})")
    private double learningRate = 1e-3;

    /** @throws ParameterException if a number is out of range */
    public void check() {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw wrong("--temperature must be above 0, not " + temperature);
        }
        if (!(softShare > 0 && softShare <= 1)) {
            throw wrong("--soft-share must be above 0 and at most 1, not " + softShare);
        }
        if (steps < 1) {
            throw wrong("--steps must be at least 1, not " + steps);
        }
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw wrong("--learning-rate must be above 0, not " + learningRate);
        }
    }

    public boolean mirrored() {
        return mirrored;
    }

    public double temperature() {
        return temperature;
    }

    public double softShare() {
        return softShare;
    }

    public long steps() {
        return steps;
    }

    /** The peak. */
    public double learningRate() {
        return learningRate;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
