package org.substantia.challenge.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a browser without scripts does: it keeps cookies, and sends forms with the token that stands in them. */
final class PlainBrowser {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final URI base;
    private final HttpClient client;
    private final CookieManager cookies = new CookieManager();
    private String csrf = "";

    PlainBrowser(URI base) {
        this.base = base;
        this.client = HttpClient.newBuilder()
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The value of a cookie that the server set; empty if there is none. */
    String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    /** The lines of live events, which do not end. */
    Stream<String> stream(String path) throws IOException, InterruptedException {
        return client.send(
                        to(path).header("Accept", "text/event-stream").GET().build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body();
    }

    String csrf() {
        return csrf;
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Matcher token = TOKEN.matcher(response.body());
        if (token.find()) {
            csrf = token.group(1);
        }
        return response;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(base.resolve(path));
    }

    /** A file. */
    HttpResponse<InputStream> bytes(String path) throws IOException, InterruptedException {
        return client.send(to(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path).GET());
    }

    /** @param more fields and values that the form has besides */
    HttpResponse<String> register(String email, String name, String password, String... more)
            throws IOException, InterruptedException {
        List<String> fields = new ArrayList<>(List.of(
                "email",
                email,
                "name",
                name,
                "affiliation",
                "H",
                "country",
                "C",
                "purpose",
                "p",
                "password",
                password));
        fields.addAll(List.of(more));
        return post("/register", fields.toArray(new String[0]));
    }

    /** @param fields names and values in turn */
    HttpResponse<String> post(String path, String... fields) throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("csrf", csrf);
        for (int i = 0; i < fields.length; i += 2) {
            form.put(fields[i], fields[i + 1]);
        }
        return send(to(path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")))));
    }

    void signIn(String email, String password) throws IOException, InterruptedException {
        get("/sign-in");
        HttpResponse<String> response = post("/sign-in", "email", email, "password", password);
        if (response.statusCode() != 303) {
            throw new IOException("signing in answered " + response.statusCode() + ": " + response.body());
        }
        get("/account");
    }
}
