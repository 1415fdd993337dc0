package org.substantia.cli.training;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code substantia train}: models from data. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {"Trains segmentation and diagnosis models.", ""},
        subcommands = {TrainSegmentationCommand.class, TrainDiagnosisCommand.class, TrainAverageCommand.class})
public final class TrainCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is needed: segmentation, diagnosis or average");
    }
}
