package org.substantia.viewer;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves a handler to the browser of the same machine. It listens on 127.0.0.1 alone. The address that {@link #address}
 * gives holds a secret, which the first visit exchanges for a cookie; without it nothing is answered. Requests under
 * another host name (DNS rebinding) and writing requests from another page are refused. The content policy lets pages
 * fetch nothing from elsewhere.
 */
public final class LocalServer implements AutoCloseable {
    private static final int TOKEN_BYTES = 24;
    private static final int MAX_BODY = 4 << 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Handler handler;
    private final String token;
    private final AtomicLong lastRequest = new AtomicLong(System.nanoTime());

    /**
     * Starts at once.
     *
     * @param port 0 for any that is free
     * @throws BindException if the port is taken
     */
    public LocalServer(int port, Handler handler) throws IOException {
        this.handler = handler;
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        this.server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** What to open in the browser. */
    public String address() {
        return origin() + "/?token=" + token;
    }

    private String origin() {
        return "http://127.0.0.1:" + port();
    }

    /** Time since the last request. */
    public Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastRequest.get());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            lastRequest.set(System.nanoTime());
            Response response;
            try {
                response = checked(exchange);
            } catch (IOException e) {
                response = Response.error(422, String.valueOf(e.getMessage()));
            } catch (IllegalArgumentException e) {
                response = Response.error(400, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                response = Response.error(500, "a fault of the program: " + e);
            }
            send(exchange, response);
        }
    }

    private Response checked(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String host = String.valueOf(headers.getFirst("Host"));
        if (!host.equals("127.0.0.1:" + port()) && !host.equals("localhost:" + port())) {
            return Response.error(403, "asked for under another name");
        }
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/") && query.containsKey("token") && same(query.get("token"))) {
            exchange.getResponseHeaders()
                    .add("Set-Cookie", cookieName() + "=" + token + "; HttpOnly; SameSite=Strict; Path=/");
            exchange.getResponseHeaders().add("Location", "/");
            return Response.of(303, "text/plain", new byte[0]);
        }
        if (!hasCookie(headers.getOrDefault("Cookie", List.of()))) {
            return Response.error(403, "open the address that the program printed");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            String origin = String.valueOf(headers.getFirst("Origin"));
            if (!origin.equals("http://" + host)) {
                return Response.error(403, "sent from another page");
            }
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return Response.error(413, "too much at once");
        }
        return handler.handle(new Request(method, path, query, new Request.Body(body)));
    }

    private boolean same(String given) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    /** Cookies do not tell ports apart; the name does. */
    private String cookieName() {
        return "substantia-" + port();
    }

    private boolean hasCookie(List<String> cookies) {
        for (String line : cookies) {
            for (String cookie : line.split(";", -1)) {
                String[] parts = cookie.strip().split("=", 2);
                if (parts.length == 2 && parts[0].equals(cookieName()) && same(parts[1])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> out = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                out.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
            }
        }
        return out;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, Response answer) throws IOException {
        Response response = answer.forClient(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", response.type());
        headers.set("Content-Security-Policy", Response.CONTENT_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        if (response.gzipped()) {
            headers.set("Content-Encoding", "gzip");
        }
        byte[] body = response.body().bytes();
        boolean bodyless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(response.status(), bodyless ? -1 : body.length);
        if (!bodyless) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Ends at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
