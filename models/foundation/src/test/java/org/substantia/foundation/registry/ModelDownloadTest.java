package org.substantia.foundation.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;

/** Against a server in this process. */
class ModelDownloadTest {
    @TempDir
    Path folder;

    private final byte[] content = new byte[100_000];
    private final List<String> ranges = new ArrayList<>();
    private HttpServer server;
    private boolean resumes = true;

    @BeforeEach
    void serve() throws IOException {
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/model.pth", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(String.valueOf(range));
            int from = range != null && resumes ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
            if (from >= content.length) {
                exchange.sendResponseHeaders(416, -1);
            } else {
                exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(content, from, content.length - from);
                }
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private RegisteredModel model(String path, String digest, boolean gated) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return new RegisteredModel("m", "DINOv2", address, OptionalLong.empty(), digest, "none", gated, "", "");
    }

    private Path fetch(RegisteredModel model) throws IOException {
        return ModelDownload.fetch(model, folder, count -> {});
    }

    @Test
    void aFileIsFetchedOnceAndChecked() throws IOException {
        RegisteredModel model = model("/model.pth", Sha256.hex(content), false);

        assertThat(fetch(model)).hasBinaryContent(content);
        assertThat(fetch(model)).hasBinaryContent(content);
        assertThat(ranges).containsExactly("null");
        assertThat(folder.resolve("model.pth.part")).doesNotExist();
    }

    @Test
    void aStoppedDownloadGoesOn() throws IOException {
        Files.write(folder.resolve("model.pth.part"), Arrays.copyOf(content, 60_000));

        assertThat(fetch(model("/model.pth", Sha256.hex(content).substring(0, 8), false)))
                .hasBinaryContent(content);
        assertThat(ranges).containsExactly("bytes=60000-");
    }

    @Test
    void aServerThatCannotGoOnStartsAnew() throws IOException {
        resumes = false;
        Files.write(folder.resolve("model.pth.part"), new byte[500]);

        assertThat(fetch(model("/model.pth", Sha256.hex(content), false))).hasBinaryContent(content);
    }

    @Test
    void aPartThatIsWholeIsTaken() throws IOException {
        Files.write(folder.resolve("model.pth.part"), content);

        assertThat(fetch(model("/model.pth", Sha256.hex(content), false))).hasBinaryContent(content);
    }

    /** Regression: a server that fell silent held the download for ever. */
    @Test
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.createContext("/stalled.pth", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 60_000);
            exchange.getResponseBody().flush();
            hold(over);
            exchange.close();
        });
        ModelDownload impatient = new ModelDownload(Duration.ofSeconds(2));
        RegisteredModel stalled = model("/stalled.pth", Sha256.hex(content), false);
        try {
            assertThatThrownBy(() -> impatient.file(stalled, folder, count -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessage(folder.resolve("stalled.pth.part") + ": the download stopped after 60000 bytes (nothing"
                            + " came for 2.0 seconds); call it again and it goes on from there");
        } finally {
            over.countDown();
        }
        assertThat(folder.resolve("stalled.pth.part")).hasBinaryContent(Arrays.copyOf(content, 60_000));

        // What is there is kept, and another server goes on from it.
        Files.move(folder.resolve("stalled.pth.part"), folder.resolve("model.pth.part"));
        assertThat(fetch(model("/model.pth", Sha256.hex(content), false))).hasBinaryContent(content);
        assertThat(ranges).containsExactly("bytes=60000-");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        CountDownLatch over = new CountDownLatch(1);
        server.createContext("/silent.pth", exchange -> {
            hold(over);
            exchange.close();
        });
        RegisteredModel silent = model("/silent.pth", "00", false);
        try {
            assertThatThrownBy(() -> new ModelDownload(Duration.ofSeconds(1)).file(silent, folder, count -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/silent.pth: cannot be reached (")
                    .hasMessageContaining("copy the file here from elsewhere and give its path");
        } finally {
            over.countDown();
        }
    }

    private static void hold(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anotherDigestIsRefusedAndThrownAway() {
        assertThatThrownBy(() -> fetch(model("/model.pth", "00", false)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.pth.part: is not m: its SHA-256 is " + Sha256.hex(content))
                .hasMessageEndingWith("it should be 00; it was deleted; fetch it again");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusalsAndMissingNetworksAreToldInWords() {
        assertThatThrownBy(() -> fetch(model("/absent.pth", "00", false)))
                .hasMessageEndingWith("/absent.pth: the server answers 404, not with the file");
        RegisteredModel offline = model("/model.pth", "00", false);
        server.stop(0);
        assertThatThrownBy(() -> fetch(offline))
                .hasMessageContaining("/model.pth: cannot be reached (")
                .hasMessageContaining("copy the file here from elsewhere and give its path");
        assertThatThrownBy(() -> fetch(model("/model.pth", "00", true)))
                .hasMessageContaining("its owners want to be asked first");
    }

    @Test
    void everyModelOfTheTableIsWhole() {
        assertThat(ModelRegistry.all()).isNotEmpty().allSatisfy(model -> {
            assertThat(model.name()).matches("[a-z0-9-]+");
            assertThat(model.bundled() ? "https" : model.address().getScheme()).isEqualTo("https");
            assertThat(model.sha256()).matches("[0-9a-f]{8}|[0-9a-f]{64}");
            assertThat(model.license()).isNotBlank();
            assertThat(model.preprocessing()).isNotBlank();
            assertThat(model.source()).isNotBlank();
            assertThat(ModelRegistry.named(model.name())).contains(model);
            assertThat(ModelRegistry.withDigest(model.sha256() + "0".repeat(64)))
                    .contains(model);
        });
        assertThat(ModelRegistry.all().stream().map(RegisteredModel::name)).doesNotHaveDuplicates();
    }
}
