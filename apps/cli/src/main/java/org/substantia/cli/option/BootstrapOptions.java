package org.substantia.cli.option;

import org.substantia.scoring.statistics.Bootstrap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --bootstrap} and {@code --seed}, the same for every command that gives intervals. */
public final class BootstrapOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            description = "number of bootstrap resamples for the 95 %% intervals (default: ${DEFAULT-VALUE})")
    private int replicates = Bootstrap.DEFAULT_REPLICATES;

    @Option(names = "--seed", paramLabel = "S", description = "seed of every random choice (default: ${DEFAULT-VALUE})")
    private long seed = Bootstrap.DEFAULT_SEED;

    public Bootstrap bootstrap() {
        if (replicates < 1) {
            throw new ParameterException(command.commandLine(), "--bootstrap must be at least 1, not " + replicates);
        }
        return Bootstrap.seeded(seed).withReplicates(replicates);
    }
}
