package org.substantia.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalServerTest {
    private static final String LONG = "0123456789".repeat(1000);

    private final LocalServer server;

    LocalServerTest() throws IOException {
        server = new LocalServer(0, request -> {
            if (request.path().equals("/fault")) {
                throw new IOException("P1: cannot be read");
            }
            if (request.path().equals("/long")) {
                return Response.compressed("text/plain", LONG.getBytes(StandardCharsets.US_ASCII));
            }
            return Response.of(
                    200,
                    "text/plain",
                    (request.method() + request.path() + request.body().bytes().length)
                            .getBytes(StandardCharsets.US_ASCII));
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Raw, since the JDK's client does not let one choose the host. */
    private String ask(String method, String path, String host, String headers, int body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers
                    + (body > 0 ? "Content-Length: " + body + "\r\n" : "") + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            try {
                socket.getOutputStream().write(new byte[body]);
            } catch (IOException e) {
                // The server has answered before it had read everything.
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(out);
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    private String host() {
        return "127.0.0.1:" + server.port();
    }

    private String token() {
        return server.address().substring(server.address().indexOf('=') + 1);
    }

    private String cookie() {
        return "Cookie: other=1; substantia-" + server.port() + "=" + token() + "\r\n";
    }

    @Test
    void answersNobodyWithoutTheSecret() throws IOException {
        assertThat(ask("GET", "/", host(), "", 0)).startsWith("HTTP/1.1 403");
        assertThat(ask("GET", "/?token=x", host(), "", 0)).startsWith("HTTP/1.1 403");
        assertThat(ask("GET", "/a", host(), "Cookie: substantia-" + server.port() + "=x\r\n", 0))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "identity, false",
        "'gzip;q=0', false",
        "gzip, true",
        "'deflate, GZIP;q=0.5, br', true",
        "*, true",
    })
    void compressesForThoseWhoTakeIt(String accepted, boolean compressed) throws IOException {
        String header = accepted.isEmpty() ? "" : "Accept-Encoding: " + accepted + "\r\n";

        String answer = ask("GET", "/long", host(), cookie() + header, 0);

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(answer.contains(LONG)).isEqualTo(!compressed);
        assertThat(answer.contains("Content-encoding: gzip")).isEqualTo(compressed);
    }

    @Test
    void exchangesTheSecretForACookie() throws IOException {
        String answer = ask("GET", "/?token=" + token(), host(), "", 0);
        assertThat(answer)
                .startsWith("HTTP/1.1 303")
                .contains("HttpOnly; SameSite=Strict")
                .contains("Location: /\r\n");
        assertThat(token()).hasSize(32);
        String page = ask("GET", "/a%20b?x=1", host(), cookie(), 0);
        assertThat(page).startsWith("HTTP/1.1 200").endsWith("GET/a b0");
        assertThat(page.toLowerCase(java.util.Locale.ROOT))
                .contains("content-security-policy: default-src 'none'")
                .contains("x-content-type-options: nosniff");
    }

    @Test
    void answersToItsOwnNameAlone() throws IOException {
        assertThat(ask("GET", "/a", "evil.example:" + server.port(), cookie(), 0))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("GET", "/a", "127.0.0.1", cookie(), 0)).startsWith("HTTP/1.1 403");
        assertThat(ask("GET", "/a", "localhost:" + server.port(), cookie(), 0)).startsWith("HTTP/1.1 200");
    }

    @Test
    void takesDataFromItsOwnPageAlone() throws IOException {
        assertThat(ask("POST", "/a", host(), cookie(), 3)).startsWith("HTTP/1.1 403");
        assertThat(ask("POST", "/a", host(), cookie() + "Origin: http://evil.example\r\n", 3))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("POST", "/a", host(), cookie() + "Origin: http://" + host() + "\r\n", 3))
                .startsWith("HTTP/1.1 200")
                .endsWith("POST/a3");
    }

    @Test
    void takesNotTooMuchAtOnce() throws IOException {
        assertThat(ask("POST", "/a", host(), cookie() + "Origin: http://" + host() + "\r\n", (4 << 20) + 1))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void tellsFaultsInOneLine() throws IOException {
        assertThat(ask("GET", "/fault", host(), cookie(), 0))
                .startsWith("HTTP/1.1 422")
                .endsWith("{\"error\":\"P1: cannot be read\"}");
    }

    @Test
    void listensOnTheLoopbackAddressAlone() {
        assertThat(server.address()).startsWith("http://127.0.0.1:" + server.port() + "/?token=");
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress("127.0.0.2", server.port()), 500);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void aTakenPortIsToldAtOnce() {
        assertThatThrownBy(() -> new LocalServer(server.port(), request -> Response.notFound()))
                .isInstanceOf(BindException.class);
    }
}
