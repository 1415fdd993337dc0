package org.substantia.benchmarks.challenge;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The server's process and what it needs. */
final class ServerUnderLoad implements AutoCloseable {
    private final Process process;
    private final int port;
    private final List<Long> residentKilobytes = new ArrayList<>();

    private ServerUnderLoad(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @throws IOException if it does not answer within two minutes; with its log */
    static ServerUnderLoad start(Path program, LoadChallenge challenge, LoadOptions options, Path log)
            throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        program.toString(),
                        "serve",
                        "--data",
                        challenge.folder().toString(),
                        "--port",
                        String.valueOf(port),
                        "--workers",
                        String.valueOf(options.workers()),
                        "--keep-free",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ServerUnderLoad server = new ServerUnderLoad(process, port);
        if (!server.becomesReady()) {
            server.close();
            throw new IOException("the server did not start: " + Files.readString(log));
        }
        return server;
    }

    private boolean becomesReady() throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(uri("/api/v1/health/ready")).build();
        Instant end = Instant.now().plusSeconds(120);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return true;
                }
            } catch (IOException e) {
                // Not yet.
            }
            Thread.sleep(100);
        }
        return false;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** @param token of who asks; empty for nobody */
    HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Connections.PATIENCE);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Notes the resident memory every second until the process ends or the thread is interrupted. */
    void watchMemory() {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        try {
            while (Files.exists(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmRSS:")) {
                        note(Long.parseLong(line.replaceAll("[^0-9]", "")));
                    }
                }
                Thread.sleep(1000);
            }
        } catch (IOException | InterruptedException e) {
            // The process or the measurement ended.
        }
    }

    private synchronized void note(long kilobytes) {
        residentKilobytes.add(kilobytes);
    }

    /** The most that was noted; empty where the system does not tell. */
    synchronized OptionalLong megabytes() {
        return residentKilobytes.stream()
                .mapToLong(kilobytes -> kilobytes / 1024)
                .max();
    }

    /** User and system time of the process itself, without what it started. */
    double processorSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
