package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.SmallChallenge;

/** Threat 22: hundreds of clients that send a header or a form and stop halfway keep nobody waiting. */
@Tag("slow")
class SlowClientsTest {
    private static final int CLIENTS = 300;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void whoStopsHalfwayHoldsUpNobody() throws Exception {
        try (SmallChallenge c = new SmallChallenge(folder, "sealed");
                WebServer server = c.serve()) {
            List<Socket> halfway = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    halfway.add(send(server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
                    halfway.add(send(server.port(), started("POST /sign-in", "application/x-www-form-urlencoded")));
                    halfway.add(send(server.port(), started("POST /submissions", "multipart/form-data; boundary=b")));
                    halfway.add(send(server.port(), started("POST /register", "text/plain")));
                    halfway.add(
                            send(server.port(), started("PATCH /api/v1/uploads/1", "application/offset+octet-stream")));
                }
                PlainBrowser reader = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
                for (String path : List.of("/", "/sign-in", "/leaderboard/test/segmentation")) {
                    assertThat(reader.send(reader.to(path).timeout(SOON).GET()).statusCode())
                            .isEqualTo(200);
                }
            } finally {
                for (Socket socket : halfway) {
                    socket.close();
                }
            }
        }
    }

    private static String started(String what, String type) {
        return what + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                + "\r\nContent-Length: 1000\r\n\r\nemail=";
    }

    private static Socket send(int port, String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }
}
