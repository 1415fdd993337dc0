package org.substantia.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A driver as a process of its own, with executors that are processes, too: what {@code spark-submit} would start. */
final class Driver {
    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
    private static final long MINUTES = 9;

    private final Process process;
    private final Path log;

    private Driver(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param folder for Spark's home, scratch files and the log
     * @param executorMemory of each executor, {@code 900m}
     */
    static Driver start(Path folder, String executorMemory, String... arguments) throws IOException {
        Path home = home(folder.resolve("spark"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:+UseSerialGC"));
        // Maven gives this process the options that Spark needs of its own accord only under spark-submit.
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-"))
                .toList());
        command.addAll(List.of(
                "-Dspark.executor.memory=" + executorMemory,
                "-Dspark.executor.extraClassPath=" + classPath(false),
                "-Dspark.local.dir=" + folder.resolve("local"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log-" + System.nanoTime());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Files.createDirectories(folder.resolve("work")).toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return new Driver(
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    }

    /** A folder is a home of Spark if it has the jars and a file RELEASE. */
    private static Path home(Path home) throws IOException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        if (!Files.exists(home.resolve("RELEASE"))) {
            for (String jar : classPath(true).split(File.pathSeparator, -1)) {
                Path file = Path.of(jar);
                if (Files.notExists(jars.resolve(file.getFileName()))) {
                    Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
                }
            }
            Files.createFile(home.resolve("RELEASE"));
        }
        return home;
    }

    private static String classPath(boolean jars) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar") == jars)
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Kills one executor at the latest when something has come true; waits for it. */
    void killAnExecutorOnce(BooleanSupplier reached) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        while (process.isAlive() && System.nanoTime() < end) {
            if (reached.getAsBoolean()) {
                Optional<ProcessHandle> executor = process.descendants()
                        .filter(child -> child.info().commandLine().orElse("").contains(EXECUTOR))
                        .findFirst();
                if (executor.isPresent()) {
                    executor.get().destroyForcibly();
                    return;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no executor was there to be killed: " + log());
    }

    int status() throws InterruptedException {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("the job does not end: " + log());
        }
        return process.exitValue();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }
}
