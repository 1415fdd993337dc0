package org.substantia.cli.option;

import org.substantia.base.parallel.Workers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --threads}, the same for every command. */
public final class ThreadsOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "number of cases processed at once (default: all cores); results do not depend on it")
    private int threads = Runtime.getRuntime().availableProcessors();

    public Workers workers() {
        return Workers.of(count());
    }

    /** How many threads were asked for. */
    public int count() {
        if (threads < 1) {
            throw new ParameterException(command.commandLine(), "--threads must be at least 1, not " + threads);
        }
        return threads;
    }
}
