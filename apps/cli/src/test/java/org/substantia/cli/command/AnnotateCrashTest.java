package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.random.RandomStream;
import org.substantia.cli.CommandRun;
import org.substantia.cli.Main;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

/**
 * The real program, killed while somebody draws. A few times in every build; as often as wanted by
 *
 * <pre>
 * mvn verify -pl apps/cli -am -Dtest=AnnotateCrashTest -Dcrash.kills=50 -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("slow")
class AnnotateCrashTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 3);
    private static final int LONGEST_MS = 1500;
    private static final int LABEL = 13;
    private static final Geometry GRID =
            new Geometry(90, 72, 14, Affine.of(0.7, 0, 0, -22, 0, 0.7, 0, -30, 0, 0, 2, 10));
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /** Strokes that the program said were kept, by number. */
    private final Set<Integer> acknowledged = new TreeSet<>();

    private int next;
    private int inFlight;

    /** A running {@code annotate}, and the page's side of the talk with it. */
    private final class Server implements AutoCloseable {
        private final Process process;
        private final HttpClient client = HttpClient.newHttpClient();
        private final String origin;
        private final String cookie;
        private final String grid;
        private int seen;

        Server() throws Exception {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "annotate",
                            folder.resolve("in").toString(),
                            "--rater",
                            "li",
                            "--annotations",
                            folder.resolve("annotations").toString(),
                            "--no-browser")
                    .redirectErrorStream(true)
                    .start();
            String address = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(address).as("what the program prints first").startsWith("http://127.0.0.1:");
            origin = address.substring(0, address.indexOf("/?"));
            HttpResponse<Void> first = client.send(
                    HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.discarding());
            cookie = first.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
            JsonNode drawn = ask(HttpRequest.newBuilder(URI.create(origin + "/c/P1/draw/QSM")));
            grid = drawn.get("grid").asText();
            seen = drawn.get("latest").asInt();
        }

        /** One stroke of two pixels of its own, as the page sends it. */
        void stroke(int number) throws Exception {
            Map<String, Object> edit = Map.of(
                    "tool",
                    "brush",
                    "label",
                    LABEL,
                    "plane",
                    7,
                    "set",
                    List.of(2 * number, 2),
                    "clear",
                    List.of(),
                    "protect",
                    true,
                    "parameters",
                    Map.of("stroke", Integer.toString(number)));
            byte[] body = JSON.writeValueAsBytes(Map.of("on", seen, "grid", grid, "edits", List.of(edit)));
            seen = ask(HttpRequest.newBuilder(URI.create(origin + "/c/P1/draw/QSM/edit"))
                            .header("Origin", origin)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                    .get("latest")
                    .asInt();
        }

        private JsonNode ask(HttpRequest.Builder request) throws Exception {
            HttpResponse<byte[]> response =
                    client.send(request.header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean gzipped = response.headers().firstValue("content-encoding").isPresent();
            InputStream sent = new ByteArrayInputStream(response.body());
            byte[] body = (gzipped ? new GZIPInputStream(sent) : sent).readAllBytes();
            assertThat(response.statusCode())
                    .as(new String(body, StandardCharsets.UTF_8))
                    .isEqualTo(200);
            return JSON.readTree(body);
        }

        void kill() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor(20, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws InterruptedException {
            kill();
        }
    }

    /** Draws until the program is killed, so many milliseconds after the first stroke is kept. */
    private void drawUntilKilled(int afterMs) throws Exception {
        try (Server server = new Server()) {
            drawNext(server);
            Thread killer = new Thread(() -> {
                try {
                    Thread.sleep(afterMs);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                server.process.destroyForcibly();
            });
            killer.start();
            try {
                while (true) {
                    drawNext(server);
                }
            } catch (IOException e) {
                inFlight++;
            } finally {
                killer.join();
                server.kill();
            }
        }
    }

    /** What was not acknowledged before the last crash is drawn once more, as a person would. */
    private void drawNext(Server server) throws Exception {
        server.stroke(next);
        acknowledged.add(next);
        next++;
    }

    private Path log() {
        return folder.resolve("annotations/P1/QSM.li.jsonl");
    }

    /** The strokes of the whole lines of the log, in their order. */
    private List<Integer> kept() throws IOException {
        String text = Files.readString(log());
        List<Integer> strokes = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JsonNode stroke = JSON.readTree(line).path("parameters").path("stroke");
            if (!stroke.isMissingNode()) {
                strokes.add(stroke.asInt());
            }
        }
        return strokes;
    }

    private CommandRun verify() {
        return CommandRun.of(
                "annotate",
                folder.resolve("in"),
                "--rater",
                "li",
                "--annotations",
                folder.resolve("annotations"),
                "--verify");
    }

    @Test
    void everyAcknowledgedStrokeIsThereOnceAndTheChainHolds() throws Exception {
        RandomStream random = new RandomStream(19);
        Volume image = Volume.zeros(GRID);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (float) (5 + 20 * random.nextGaussian());
        }
        Nifti.write(folder.resolve("in/P1/QSM.nii.gz"), image);
        int torn = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            drawUntilKilled(random.nextInt(LONGEST_MS));
            List<Integer> kept = kept();
            assertThat(kept)
                    .as("after kill %d", kill + 1)
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged);
            // At most the one stroke that was on its way.
            assertThat(kept.size() - acknowledged.size()).isBetween(0, 1);
            boolean whole = Files.readString(log()).endsWith("\n");
            CommandRun checked = verify();
            if (whole) {
                assertThat(checked.status()).as(checked.err()).isZero();
            } else {
                torn++;
                assertThat(checked.err()).contains("the last line is incomplete; drawing on cuts it off");
            }
        }
        // Once more, in peace: what a torn line left is mended.
        try (Server server = new Server()) {
            drawNext(server);
        }
        CommandRun checked = verify();
        assertThat(checked.status()).as(checked.err()).isZero();
        assertThat(kept()).doesNotHaveDuplicates().containsExactlyElementsOf(acknowledged);
        System.out.printf(
                "%d kills: %d strokes acknowledged and kept, %d kills with a request on its way, %d torn lines%n",
                KILLS, acknowledged.size(), inFlight, torn);
    }
}
