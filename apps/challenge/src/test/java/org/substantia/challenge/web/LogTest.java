package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;

/** Threat 27: what breaks in the middle of a request is logged without an address, a token or a score. */
@Tag("slow")
class LogTest {
    private static final String ADDRESS = "eve@secret.example";
    private static final String PASSWORD = "a long enough password";

    @TempDir
    private Path folder;

    @Test
    void whatBreaksIsLoggedWithoutWhatWasSent() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        String sessionToken;
        String apiToken;
        try (SmallChallenge c = new SmallChallenge(folder, "sealed");
                WebServer server = c.serve()) {
            URI site = URI.create("http://127.0.0.1:" + server.port());
            String team = c.team("own", "own", "", Passwords.hash(PASSWORD));
            String account = c.store.teams().members(team).get(0).account();
            apiToken = c.store.accounts().apiToken(account);
            PlainBrowser own = new PlainBrowser(site);
            own.signIn("own@example.org", PASSWORD);
            sessionToken = own.cookie("session");
            c.upload(team, OracleChallenge.submission(folder.resolve("team.zip")));
            c.pool.checkNext();

            execute(c, "drop table outbox", "drop table score", "alter table message rename to gone");
            PlainBrowser nobody = new PlainBrowser(site);
            nobody.get("/register");
            assertThat(nobody.register(ADDRESS, "Eve Secret", PASSWORD).statusCode())
                    .isEqualTo(500);
            nobody.get("/reset-password");
            assertThat(nobody.post("/reset-password", "email", "own@example.org")
                            .statusCode())
                    .isEqualTo(500);
            assertThat(own.get("/inbox").statusCode()).isEqualTo(500);
            // What the worker's thread logs.
            System.err.println(catchThrowable(c.pool::scoreNext));
            execute(c, "drop table session", "alter table token rename to lost");
            assertThat(own.get("/account").statusCode()).isEqualTo(500);
            assertThat(own.send(own.to("/api/v1/me")
                                    .header("Authorization", "Bearer " + apiToken)
                                    .GET())
                            .statusCode())
                    .isEqualTo(500);
        } finally {
            System.setErr(before);
        }
        String text = log.toString(StandardCharsets.UTF_8);
        assertThat(text)
                .contains("POST /register failed")
                .contains("/inbox failed")
                .contains("no such table: score");
        for (String secret :
                List.of(ADDRESS, "own@example.org", "Eve Secret", PASSWORD, sessionToken, apiToken, "9.99", "0.98")) {
            assertThat(text).doesNotContain(secret);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfARequestIsNoFault() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (SmallChallenge c = new SmallChallenge(folder, "sealed");
                WebServer server = c.serve()) {
            String half = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=own%40";
            for (int i = 0; i < 20; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    // Until the server hangs up, too.
                    socket.getInputStream().readAllBytes();
                }
            }
            assertThat(new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()))
                            .get("/")
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("failed");
    }

    private static void execute(SmallChallenge c, String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection(c.data.sqliteUrl())) {
            connection.createStatement().execute("pragma foreign_keys = off");
            for (String statement : statements) {
                connection.createStatement().execute(statement);
            }
        }
    }
}
