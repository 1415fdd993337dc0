package org.substantia.challenge.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.substantia.challenge.setup.DataFolder;

/** A server that scores, too, and a process of workers beside it; they are killed (SIGKILL) and started again. */
final class ServerProcesses implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What is killed. */
    enum Victim {
        /** The process that serves and scores. */
        SERVER,
        /** The process that scores only. */
        WORKER,
        /** The machine in which one file is just checked or scored. */
        JOB
    }

    private final Path log;
    private final DataFolder data;
    private final String database;
    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
    private Process server;
    private Process worker;

    ServerProcesses(Path log, DataFolder data, String database) throws IOException, InterruptedException {
        this.log = log;
        this.data = data;
        this.database = database;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server = start(port);
        worker = start(0);
        try {
            awaitReady();
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private Process start(int onPort) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerMain.class.getName(),
                        data.path().toString(),
                        database,
                        String.valueOf(onPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** How often each was killed. */
    Map<Victim, Integer> kills() {
        return Map.copyOf(kills);
    }

    /**
     * Kills, and starts again what was killed; waits for a new server, not for a new worker. Where no file is looked at
     * just now, the worker is killed instead of the job.
     */
    void kill(Victim wanted) throws IOException, InterruptedException {
        Optional<ProcessHandle> job = Stream.of(server, worker)
                .flatMap(Process::descendants)
                .filter(ProcessHandle::isAlive)
                .findAny();
        Victim victim = wanted == Victim.JOB && job.isEmpty() ? Victim.WORKER : wanted;
        switch (victim) {
            case SERVER -> {
                server.destroyForcibly().waitFor();
                server = start(port);
                awaitReady();
            }
            case WORKER -> {
                worker.destroyForcibly().waitFor();
                worker = start(0);
            }
            case JOB -> job.orElseThrow().destroyForcibly();
        }
        kills.merge(victim, 1, Integer::sum);
    }

    private void awaitReady() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try {
                if (client.send(
                                        HttpRequest.newBuilder(url("/api/v1/health/ready"))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException e) {
                if (!server.isAlive()) {
                    throw new IOException("the server ended: " + Files.readString(log), e);
                }
            }
            Thread.sleep(50);
        }
        throw new IOException("the server did not start: " + Files.readString(log));
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : List.of(server, worker)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }
}
