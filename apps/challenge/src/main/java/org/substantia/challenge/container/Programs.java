package org.substantia.challenge.container;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs of this machine with an empty environment and their output in a file. */
final class Programs {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int MAX_TAIL = 4000;

    private Programs() {}

    /**
     * How a program ended.
     *
     * @param inTime false when it was killed after its time
     */
    record Ended(int status, boolean inTime, String output) {}

    static Ended run(List<String> command, Path log, Duration wall) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        boolean inTime = false;
        try {
            inTime = process.waitFor(wall.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly();
        }
        process.waitFor(1, TimeUnit.MINUTES);
        return new Ended(inTime ? process.exitValue() : 137, inTime, tail(log));
    }

    /** As the other, for what only answers a question: its output lies in a file that is gone afterwards. */
    static Ended run(List<String> command, Duration wall) throws IOException, InterruptedException {
        Path log = Files.createTempFile("program", ".log");
        try {
            return run(command, log, wall);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static String tail(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - MAX_TAIL);
            file.seek(from);
            byte[] end = new byte[(int) (file.length() - from)];
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8).strip();
        }
    }

    /** Where a program lies; empty when this machine does not have it. */
    static Optional<Path> find(String name) {
        return Stream.of(PATH.split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
