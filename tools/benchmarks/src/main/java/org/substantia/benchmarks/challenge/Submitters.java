package org.substantia.benchmarks.challenge;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Teams that hand in, and others that send large files to be checked. Safe to use from several threads. */
final class Submitters {
    private static final int PIECE = 4 << 20;

    private final LoadOptions options;
    private final LoadChallenge challenge;
    private final MadeFiles files;
    private final ServerUnderLoad server;
    private final HttpClient client = Connections.open();
    private final Map<String, String> uploadOfToken = new ConcurrentHashMap<>();
    private final AtomicInteger handedIn = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger uploads = new AtomicInteger();
    private final AtomicLong uploadedBytes = new AtomicLong();
    private volatile boolean stop;

    Submitters(LoadOptions options, LoadChallenge challenge, MadeFiles files, ServerUnderLoad server) {
        this.options = options;
        this.challenge = challenge;
        this.files = files;
        this.server = server;
    }

    void stop() {
        stop = true;
    }

    /** Large files are counted from now on. */
    void countUploadsAnew() {
        uploads.set(0);
        uploadedBytes.set(0);
    }

    int handedIn() {
        return handedIn.get();
    }

    int refused() {
        return refused.get();
    }

    int uploads() {
        return uploads.get();
    }

    long uploadedBytes() {
        return uploadedBytes.get();
    }

    /** Ids of the last uploads that were acknowledged, by the token of their team. */
    Map<String, String> acknowledged() {
        return Map.copyOf(uploadOfToken);
    }

    /**
     * Hands in up to a number of submissions. The one after the backlog is due at the start, the next after a pause.
     */
    void handIn(AtomicInteger next, int submissions, double millisBetween, Instant start) {
        for (int i = next.getAndIncrement(); i < submissions && !stop; i = next.getAndIncrement()) {
            Instant due = start.plusMillis((long) ((i - options.backlog()) * millisBetween));
            String token = challenge.token(i % options.teams());
            try {
                TimeUnit.MILLISECONDS.sleep(
                        Math.max(0, Duration.between(Instant.now(), due).toMillis()));
                String location = send(token, files.submission(i), false);
                if (location.isEmpty()) {
                    refused.incrementAndGet();
                    continue;
                }
                handedIn.incrementAndGet();
                uploadOfToken.put(token, location.substring(location.lastIndexOf('/') + 1));
            } catch (IOException e) {
                refused.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Checks a large file again and again, for the next team where one has as many waiting as it may. */
    void upload(int first, byte[] content) {
        int team = 0;
        while (!stop) {
            try {
                if (!send(challenge.token(first + team), content, true).isEmpty()) {
                    uploads.incrementAndGet();
                    uploadedBytes.addAndGet(content.length);
                } else {
                    team = (team + 1) % LoadChallenge.TEAMS_OF_UPLOADER;
                    Thread.sleep(200);
                }
            } catch (IOException e) {
                refused.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return where the upload stands; empty when it was refused */
    private String send(String token, byte[] content, boolean check) throws IOException, InterruptedException {
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("filename", "team.zip", "phase", "test"));
        metadata.put(check ? "check" : "name", "1");
        HttpResponse<Void> created = client.send(
                server.request("/api/v1/uploads", token)
                        .header("Upload-Length", String.valueOf(content.length))
                        .header(
                                "Upload-Metadata",
                                metadata.entrySet().stream()
                                        .map(e -> e.getKey() + " "
                                                + Base64.getEncoder()
                                                        .encodeToString(
                                                                e.getValue().getBytes(StandardCharsets.UTF_8)))
                                        .collect(Collectors.joining(",")))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        if (created.statusCode() != 201) {
            return "";
        }
        String location = created.headers().firstValue("Location").orElseThrow();
        for (int offset = 0; offset < content.length; offset += PIECE) {
            int length = Math.min(PIECE, content.length - offset);
            HttpResponse<Void> sent = client.send(
                    server.request(location, token)
                            .header("Upload-Offset", String.valueOf(offset))
                            .header("Content-Type", "application/offset+octet-stream")
                            .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(content, offset, length))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            if (sent.statusCode() != 204) {
                throw new IOException("an upload answered " + sent.statusCode());
            }
            if (check) {
                // A line of so many kilobytes a second.
                TimeUnit.MILLISECONDS.sleep(length / options.uploadKilobytesASecond());
            }
        }
        return location;
    }
}
