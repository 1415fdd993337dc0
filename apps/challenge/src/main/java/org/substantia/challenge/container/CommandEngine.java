package org.substantia.challenge.container;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs images by {@code docker} or {@code podman}, which take the same words. What was loaded is removed afterwards.
 * Thread-safe.
 */
public final class CommandEngine implements ContainerEngine {
    private static final Pattern LOADED = Pattern.compile("Loaded image(?:\\(s\\))?(?: ID)?: (\\S+)");
    private static final Duration LOADING = Duration.ofMinutes(30);
    private static final Duration SHORT = Duration.ofMinutes(2);
    private static final int OUT_OF_MEMORY = 137;

    private final String program;

    /** @param program {@code docker} or {@code podman}, or a path to one */
    public CommandEngine(String program) {
        this.program = program;
    }

    @Override
    public String name() {
        return Path.of(program).getFileName().toString();
    }

    @Override
    public Optional<String> unavailable() {
        if (!program.startsWith("/") && Programs.find(program).isEmpty()) {
            return Optional.of("there is no " + program + " on this machine");
        }
        try {
            Programs.Ended asked = Programs.run(List.of(program, "info"), SHORT);
            return asked.status() == 0
                    ? Optional.empty()
                    : Optional.of(program + " does not answer: " + asked.output());
        } catch (IOException e) {
            return Optional.of(program + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    @Override
    public Ended run(Run run) throws IOException, InterruptedException {
        Path log = run.work().resolve("engine.log");
        Programs.Ended loaded =
                Programs.run(List.of(program, "load", "-i", run.image().toString()), log, LOADING);
        Matcher name = LOADED.matcher(loaded.output());
        if (loaded.status() != 0 || !name.find()) {
            throw new IOException(program + " could not load the image: " + loaded.output());
        }
        String image = name.group(1);
        String container = "substantia-" + UUID.randomUUID();
        try {
            long start = System.nanoTime();
            Programs.Ended ended = Programs.run(
                    command(run, image, container), log, run.limits().wall());
            Duration wall = Duration.ofNanos(System.nanoTime() - start);
            return new Ended(ended.status(), exceeded(ended, run.limits()), wall, OptionalLong.empty(), ended.output());
        } finally {
            Path cleaning = run.work().resolve("cleaning.log");
            Programs.run(List.of(program, "rm", "-f", container), cleaning, SHORT);
            Programs.run(List.of(program, "rmi", "-f", image), cleaning, SHORT);
        }
    }

    private static Optional<String> exceeded(Programs.Ended ended, RunLimits limits) {
        if (!ended.inTime()) {
            return Optional.of(limits.wall().toSeconds() + " s");
        }
        return ended.status() == OUT_OF_MEMORY
                ? Optional.of((limits.memoryBytes() >> 20) + " MB of memory")
                : Optional.empty();
    }

    private List<String> command(Run run, String image, String container) {
        RunLimits limits = run.limits();
        return List.of(
                program,
                "run",
                "--name",
                container,
                "--network",
                "none",
                "--memory",
                String.valueOf(limits.memoryBytes()),
                "--memory-swap",
                String.valueOf(limits.memoryBytes()),
                "--pids-limit",
                String.valueOf(limits.processes()),
                "--cpus",
                String.format(Locale.ROOT, "%.2f", limits.cores()),
                "--shm-size",
                String.valueOf(limits.diskBytes()),
                "--ulimit",
                "fsize=" + limits.diskBytes(),
                "--user",
                "1000:1000",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges",
                "--volume",
                run.inputs() + ":/pdcad/inputs:ro",
                "--volume",
                run.outputs() + ":/pdcad/outputs",
                image,
                "bash",
                "/" + ImageCheck.PROGRAM);
    }
}
