package org.substantia.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium that draws by software, driven by its DevTools protocol: one page at a time, each without a
 * memory of those before it. It shares nothing with other instances but the machine. One thread drives it.
 */
public final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_S = 180;
    /** What the browser remarks on every WebGL canvas that it reads back because there is no graphics card. */
    private static final String SOFTWARE_COMPOSITING = "GPU stall due to ReadPixels";

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final int width;
    private final int height;
    private String context = "";
    /** Of the page; read by the thread that receives. */
    private volatile String session = "";

    /** The browser's program, if this machine has one. */
    public static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it with an empty page.
     *
     * @param program to run
     * @param profile an empty folder, for its files
     * @param width of the page in pixels
     * @param height of the page in pixels
     */
    public Browser(Path program, Path profile, int width, int height) throws Exception {
        this.width = width;
        this.height = height;
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--no-sandbox",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--use-gl=angle",
                        "--use-angle=swiftshader",
                        "--enable-unsafe-swiftshader",
                        // Without a graphics card WebGL alone costs enough; the page itself is put together directly.
                        "--disable-gpu-compositing",
                        "--window-size=" + width + "," + height,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
        List<String> lines = Files.readAllLines(port);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)), new Listener())
                .get(PATIENCE_S, TimeUnit.SECONDS);
        newPage();
    }

    /** Leaves the page for a new one, in which nothing of it is left: no storage, cache, fault or request. */
    public void newPage() throws Exception {
        session = "";
        if (!context.isEmpty()) {
            call("Target.disposeBrowserContext", Map.of("browserContextId", context));
        }
        context = call("Target.createBrowserContext", Map.of())
                .get("browserContextId")
                .asText();
        String target = call("Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .get("targetId")
                .asText();
        String attached = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        faults.clear();
        requests.clear();
        session = attached;
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        call("Network.enable", Map.of());
        call("Page.enable", Map.of());
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What may take a while. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** @throws IllegalStateException if it does not come to hold within three minutes */
    public static void until(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain");
            }
            Thread.sleep(50);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    receive(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    faults.add(e.toString());
                }
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void receive(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.get("id").asInt());
            if (message.has("error")) {
                answer.completeExceptionally(
                        new IOException(message.get("error").toString()));
            } else {
                answer.complete(message.get("result"));
            }
            return;
        }
        if (!message.path("sessionId").asText().equals(session)) {
            // Of a page that was left.
            return;
        }
        JsonNode params = message.path("params");
        switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown" ->
                faults.add(params.path("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning").contains(params.path("type").asText())) {
                    faults.add(params.path("args").toString());
                }
            }
            case "Log.entryAdded" -> {
                String text = params.path("entry").path("text").asText();
                if (List.of("error", "warning")
                                .contains(params.path("entry").path("level").asText())
                        && !text.contains(SOFTWARE_COMPOSITING)) {
                    faults.add(text + " " + params.path("entry").path("url").asText());
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(params.path("request").path("url").asText());
            default -> {
                // Nothing that a test looks at.
            }
        }
    }

    /**
     * Calls a method of the protocol.
     *
     * @return its result
     */
    public JsonNode call(String method, Map<String, ?> params) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(params));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        socket.sendText(message.toString(), true).get(PATIENCE_S, TimeUnit.SECONDS);
        return answer.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** Goes to an address; the page may not be there yet when this returns. */
    public void open(String address) throws Exception {
        call("Page.navigate", Map.of("url", address));
    }

    /** The value of an expression of JavaScript, after the promise it may be. */
    public JsonNode value(String expression) throws Exception {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(result.get("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    /** Waits for an expression of JavaScript to be true; while the page is loading it is not. */
    public void untilTrue(String expression) throws Exception {
        until(() -> {
            try {
                return value(expression).asBoolean();
            } catch (IllegalStateException e) {
                // The page is not there yet.
                return false;
            }
        });
    }

    /** @param type such as {@code mouseMoved}; {@code buttons} is 1 while the left one is down */
    public void mouse(String type, double x, double y, int buttons) throws Exception {
        call(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", buttons, "clickCount", 1));
    }

    /** Presses a key and lets it go. */
    public void key(String key) throws Exception {
        String text = key.length() == 1 ? key : "";
        call("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", text));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    /** The page as PNG. */
    public byte[] picture() throws Exception {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", Map.of("format", "png"))
                        .get("data")
                        .asText());
    }

    /** Errors and warnings of the page so far. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Addresses that were asked for. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
