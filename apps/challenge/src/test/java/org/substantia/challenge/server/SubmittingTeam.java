package org.substantia.challenge.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A team that hands in one file after the other by resumable upload, and goes on wherever a killed server left it. It
 * notes the uploads whose last byte the server acknowledged.
 *
 * @param url of a path on the server
 * @param files what it hands in, in turn
 * @param pause between two tries
 * @param acknowledged takes the identifier of each acknowledged upload and the number of its file
 */
record SubmittingTeam(
        HttpClient client,
        Function<String, URI> url,
        String token,
        String phase,
        List<byte[]> files,
        Duration pause,
        Map<String, Integer> acknowledged) {
    private static final int CHUNK = 40_000;
    private static final int FORBIDDEN = 403;

    /** Hands in until it is told to stop, or the rules allow no more. */
    void handIn(BooleanSupplier stop) {
        for (int i = 0; !stop.getAsBoolean(); i = (i + 1) % files.size()) {
            try {
                HttpResponse<String> created = client.send(
                        request("/api/v1/uploads")
                                .header("Upload-Length", String.valueOf(files.get(i).length))
                                .header("Upload-Metadata", metadata())
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (created.statusCode() == FORBIDDEN) {
                    return;
                }
                if (created.statusCode() == 201) {
                    send(created.headers().firstValue("Location").orElseThrow(), i, stop);
                }
                Thread.sleep(pause.toMillis());
            } catch (IOException e) {
                // The server was killed: try again.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String metadata() {
        Map<String, String> all = Map.of(
                "filename", "team.zip",
                "phase", phase,
                "name", "m",
                "description", "d",
                "outsideData", "none",
                "models", "none");
        return all.entrySet().stream()
                .map(e -> e.getKey() + " "
                        + Base64.getEncoder().encodeToString(e.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.apply(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    private void send(String location, int file, BooleanSupplier stop) throws InterruptedException {
        byte[] content = files.get(file);
        while (!stop.getAsBoolean()) {
            try {
                HttpResponse<Void> head = client.send(
                        request(location)
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
                if (head.statusCode() != 200) {
                    return;
                }
                int offset = Integer.parseInt(
                        head.headers().firstValue("Upload-Offset").orElseThrow());
                if (offset >= content.length) {
                    acknowledged.put(location.substring(location.lastIndexOf('/') + 1), file);
                    return;
                }
                client.send(
                        request(location)
                                .header("Upload-Offset", String.valueOf(offset))
                                .header("Content-Type", "application/offset+octet-stream")
                                .method(
                                        "PATCH",
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                content, offset, Math.min(CHUNK, content.length - offset)))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            } catch (IOException e) {
                Thread.sleep(200);
            }
        }
    }
}
