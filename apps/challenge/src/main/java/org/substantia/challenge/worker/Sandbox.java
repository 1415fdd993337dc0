package org.substantia.challenge.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.substantia.base.io.FileTrees;
import org.substantia.challenge.json.Json;

/**
 * Runs a {@link Job} in a machine of its own: an empty environment, limited memory, CPU, time and file size, and no
 * network where the system lets us take it away (Linux, as root). Thread-safe.
 */
public final class Sandbox {
    private static final int MAX_FAULT = 2000;
    private static final int KILLED_BY_CPU_LIMIT = 128 + 24;
    private static final int KILLED_BY_FILE_LIMIT = 128 + 25;
    private static final int OUT_OF_MEMORY = 3;

    private final Limits limits;
    private final Duration heartbeat;
    private final List<String> prefix;

    /** @param heartbeat how often a claim is renewed */
    public Sandbox(Limits limits, Duration heartbeat) {
        this.limits = limits;
        this.heartbeat = heartbeat;
        this.prefix = prefix(limits);
    }

    private static List<String> prefix(Limits limits) {
        List<String> command = new ArrayList<>();
        Optional<Path> unshare = tool("unshare");
        if (unshare.isPresent() && works(List.of(unshare.get().toString(), "--net", "true"))) {
            command.addAll(List.of(unshare.get().toString(), "--net"));
        }
        // Pages do not wait for scores.
        tool("nice").ifPresent(nice -> command.addAll(List.of(nice.toString(), "-n", "10")));
        tool("prlimit")
                .ifPresent(prlimit -> command.addAll(List.of(
                        prlimit.toString(),
                        "--cpu=" + limits.cpu().toSeconds(),
                        "--fsize=" + (long) limits.fileMegabytes() * (1 << 20),
                        "--core=0")));
        return List.copyOf(command);
    }

    private static Optional<Path> tool(String name) {
        return List.of("/usr/bin", "/bin").stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean works(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How a job ended. */
    sealed interface Outcome {
        /** With a whole result. */
        record Done(String content) implements Outcome {}

        /** It used more than it may; whose fault that is, the yardstick tells. */
        record Exceeded(String limit) implements Outcome {}

        /** Otherwise: our fault. */
        record Failed(String fault) implements Outcome {}

        /** The claim was lost to another worker; nothing is to be done. */
        record Replaced() implements Outcome {}
    }

    /**
     * @param folder an own, new folder for the order, the result and temporary files; deleted afterwards
     * @param holds renews the claim; asked at every heartbeat. False stops the job
     */
    Outcome run(Job.Order order, Path folder, BooleanSupplier holds) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try {
            return runIn(order, folder, holds);
        } finally {
            FileTrees.delete(folder);
        }
    }

    private Outcome runIn(Job.Order order, Path folder, BooleanSupplier holds)
            throws IOException, InterruptedException {
        Path orderFile = folder.resolve("order.json");
        Path result = folder.resolve("result");
        Path log = folder.resolve("log");
        Files.writeString(orderFile, Json.text(order));
        Process process = start(orderFile, result, log, folder);
        try {
            Instant end = Instant.now().plus(limits.wall());
            while (!process.waitFor(heartbeat.toMillis(), TimeUnit.MILLISECONDS)) {
                if (Instant.now().isAfter(end)) {
                    return new Outcome.Exceeded(limits.wall().toSeconds() + " s");
                }
                if (!holds.getAsBoolean()) {
                    return new Outcome.Replaced();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        int status = process.exitValue();
        Optional<String> content = JobResult.read(result);
        if (status == 0 && content.isPresent()) {
            return new Outcome.Done(content.get());
        }
        return switch (status) {
            case OUT_OF_MEMORY -> new Outcome.Exceeded(limits.heapMegabytes() + " MB");
            case KILLED_BY_CPU_LIMIT -> new Outcome.Exceeded(limits.cpu().toSeconds() + " s of CPU");
            case KILLED_BY_FILE_LIMIT -> new Outcome.Exceeded(limits.fileMegabytes() + " MB on disk");
            default -> new Outcome.Failed("exit status " + status + ": " + tail(log));
        };
    }

    private Process start(Path order, Path result, Path log, Path folder) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + limits.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ActiveProcessorCount=" + limits.threads(),
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Job.class.getName(),
                order.toString(),
                result.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(order.toFile()));
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    private static String tail(Path log) throws IOException {
        String text = Files.exists(log) ? Files.readString(log) : "";
        return text.substring(Math.max(0, text.length() - MAX_FAULT)).strip();
    }
}
