package org.substantia.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.option.SiteAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia submit}: hands a submission in at a running challenge. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = {
            "Uploads a submission to a challenge and waits for what the check finds.",
            "The token is made on the site's account page and read from the environment variable SUBSTANTIA_TOKEN. An "
                    + "upload that breaks off goes on where it stood.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  substantia submit team.zip --server https://challenge.example.org --phase test --check",
            "  substantia submit team.zip --server https://challenge.example.org --phase test --method Net \\",
            "    --description 'A U-Net' --outside-data none --models none"
        })
public final class SubmitCommand implements Callable<Integer> {
    private static final int PIECE = 4 << 20;
    private static final int MAX_BREAKS = 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Made when it is needed: every command is instantiated whenever the program starts. */
    private HttpClient client;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ZIP", description = "the submission")
    private Path file;

    @Option(names = "--server", required = true, paramLabel = "URL", description = "address of the challenge")
    private String server;

    @Option(names = "--phase", required = true, paramLabel = "PHASE", description = "phase to submit to")
    private String phase;

    @Option(names = "--check", description = "only check the file; no attempt is used")
    private boolean check;

    @Option(names = "--method", paramLabel = "NAME", description = "name of the method")
    private String method = "";

    @Option(names = "--description", paramLabel = "TEXT", description = "how it works")
    private String description = "";

    @Option(names = "--code", paramLabel = "URL", description = "link to the code")
    private String code = "";

    @Option(names = "--outside-data", paramLabel = "TEXT", description = "data used beyond the challenge's, or none")
    private String outsideData = "";

    @Option(names = "--models", paramLabel = "TEXT", description = "public models used, or none")
    private String models = "";

    @Option(
            names = "--paper",
            paramLabel = "PDF",
            description = "description of the method, sent before the submission; without it the last one sent counts")
    private Optional<Path> paper = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        URI site = SiteAddress.of(spec.commandLine(), "--server", server);
        String token = System.getenv("SUBSTANTIA_TOKEN");
        if (token == null || !token.strip().matches("[!-~]+")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the environment variable SUBSTANTIA_TOKEN must hold a token from the site's account page");
        }
        if (!check && method.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--method or --check is needed");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": is no file");
        }
        if (paper.isPresent() && !Files.isRegularFile(paper.get())) {
            throw new IOException(paper.get() + ": is no file");
        }
        client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
        URI base = URI.create(site + "/");
        try {
            if (paper.isPresent()) {
                sendPaper(base, token.strip(), paper.get());
            }
            URI upload = create(base, token.strip());
            send(upload, token.strip());
            return await(site, upload, token.strip());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            // The JDK's own have no message.
            throw new IOException(server + ": cannot be reached; check the address and the network", e);
        }
    }

    private HttpRequest.Builder request(URI uri, String token) {
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofMinutes(5))
                .header("Authorization", "Bearer " + token)
                .header("Tus-Resumable", "1.0.0");
    }

    private void sendPaper(URI base, String token, Path pdf) throws IOException, InterruptedException {
        String path = "api/v1/phases/" + Format.percentEncoded(phase) + "/paper?name="
                + Format.percentEncoded(pdf.getFileName().toString());
        HttpResponse<String> response = client.send(
                request(base.resolve(path), token)
                        .PUT(HttpRequest.BodyPublishers.ofFile(pdf))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != HttpURLConnection.HTTP_CREATED) {
            throw refused(response);
        }
    }

    private URI create(URI base, String token) throws IOException, InterruptedException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("filename", file.getFileName().toString());
        metadata.put("phase", phase);
        metadata.put("sha256", Sha256.hex(file));
        if (check) {
            metadata.put("check", "1");
        } else {
            metadata.put("name", method);
            metadata.put("description", description);
            metadata.put("codeUrl", code);
            metadata.put("outsideData", outsideData);
            metadata.put("models", models);
        }
        String header = metadata.entrySet().stream()
                .map(e -> e.getKey() + " "
                        + Base64.getEncoder().encodeToString(e.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
        HttpResponse<String> response = client.send(
                request(base.resolve("api/v1/uploads"), token)
                        .header("Upload-Length", String.valueOf(Files.size(file)))
                        .header("Upload-Metadata", header)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw refused(response);
        }
        return base.resolve(response.headers().firstValue("Location").orElseThrow());
    }

    private IOException refused(HttpResponse<String> response) {
        String detail;
        try {
            detail = json(response).path("detail").asText();
        } catch (IOException e) {
            detail = "";
        }
        return new IOException(server + ": " + (detail.isEmpty() ? "HTTP " + response.statusCode() : detail));
    }

    private void send(URI upload, String token) throws IOException, InterruptedException {
        long offset = 0;
        long length = Files.size(file);
        int breaks = 0;
        while (offset < length) {
            HttpResponse<String> response;
            try {
                response = client.send(
                        request(upload, token)
                                .header("Upload-Offset", String.valueOf(offset))
                                .header("Content-Type", "application/offset+octet-stream")
                                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(piece(offset)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                // The connection broke, or the server is being started again: go on where the upload stands.
                breaks = again(breaks, e);
                offset = stands(upload, token, offset);
                continue;
            }
            int status = response.statusCode();
            if (status == 204 || status == 409) {
                offset = offset(response).orElseThrow(() -> refused(response));
            } else if (status == 423) {
                Thread.sleep(PAUSE.toMillis());
            } else {
                throw refused(response);
            }
        }
    }

    private static int again(int breaks, IOException e) throws IOException, InterruptedException {
        if (breaks >= MAX_BREAKS) {
            throw e;
        }
        Thread.sleep(PAUSE.toMillis() * (breaks + 1));
        return breaks + 1;
    }

    private long stands(URI upload, String token, long otherwise) throws InterruptedException {
        try {
            HttpResponse<Void> response = client.send(
                    request(upload, token)
                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            return offset(response).orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }

    private static Optional<Long> offset(HttpResponse<?> response) {
        return response.headers().firstValue("Upload-Offset").map(Long::parseLong);
    }

    private byte[] piece(long offset) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(offset);
            return in.readNBytes(PIECE);
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JsonFiles.parse("the server's answer", response.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    /** Until the check has ended; the scoring may take longer, and its page tells. */
    private int await(URI site, URI upload, String token) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        while (true) {
            HttpResponse<String> response =
                    client.send(request(upload, token).GET().build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw refused(response);
            }
            JsonNode json = json(response);
            String state = json.path("state").asText();
            if (!state.equals("OPEN") && !state.equals("CHECKING")) {
                json.path("findings")
                        .path("lines")
                        .forEach(line -> out.println((line.path("error").asBoolean() ? "error, " : "warning, ")
                                + line.path("check").asText() + ": "
                                + line.path("message").asText()));
                return told(site, state, json, out);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private int told(URI site, String state, JsonNode json, PrintWriter out) throws IOException {
        switch (state) {
            case "CONSUMED" ->
                out.println("Submitted: " + site + "/submissions/"
                        + json.path("submission").asText());
            case "CHECKED" -> out.println("No error was found. No attempt was used.");
            case "REJECTED" -> throw new IOException(file + ": failed the check; no attempt was used");
            default ->
                throw new IOException(
                        file + ": was not accepted (" + state.toLowerCase(Locale.ROOT) + "); no attempt was used");
        }
        return ExitCode.OK;
    }
}
