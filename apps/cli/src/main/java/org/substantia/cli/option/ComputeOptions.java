package org.substantia.cli.option;

import org.substantia.base.parallel.Workers;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.NativeLibrariesException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --device}, {@code --precision} and {@code --threads} of commands that run networks. */
public final class ComputeOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "auto, cpu or cuda (default: ${DEFAULT-VALUE}, a CUDA device if there is one)")
    private String device = "auto";

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description =
                    "auto, bf16 or fp32 (default: ${DEFAULT-VALUE}, bf16 where the hardware supports it, which is "
                            + "several times faster)")
    private String precision = "auto";

    @Option(names = "--threads", paramLabel = "N", description = "number of threads (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** What was asked for, in the words of provenance, see {@link ComputeDevice#requested}. */
    public String described() {
        return ComputeDevice.requested(device, precision);
    }

    public Workers workers() {
        if (threads < 1) {
            throw new ParameterException(command.commandLine(), "--threads must be at least 1, not " + threads);
        }
        return Workers.of(threads);
    }

    /**
     * Loads libtorch and sets its threads.
     *
     * @throws NativeLibrariesException if libtorch cannot be loaded on this machine
     */
    public ComputeDevice device() throws NativeLibrariesException {
        try {
            ComputeDevice chosen = ComputeDevice.choose(device, precision);
            ComputeDevice.useThreads(threads);
            return chosen;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
