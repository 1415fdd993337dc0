package org.substantia.challenge.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;

/** The description of the API for programs (OpenAPI 3.1), made of the routes themselves. */
final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    private OpenApi() {}

    static Map<String, Object> document(String title, String server, List<Route> routes) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Route route : routes) {
            if (route.api()) {
                paths.computeIfAbsent(route.path(), p -> new TreeMap<>())
                        .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", title, "version", "1"));
        document.put("servers", List.of(Map.of("url", server)));
        document.put("paths", paths);
        document.put(
                "components", Map.of("securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
        return document;
    }

    private static Map<String, Object> operation(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        List<Map<String, Object>> parameters = new ArrayList<>();
        Matcher names = PARAMETER.matcher(route.path());
        while (names.find()) {
            parameters.add(
                    Map.of("name", names.group(1), "in", "path", "required", true, "schema", Map.of("type", "string")));
        }
        operation.put("parameters", parameters);
        Map<String, Object> responses = new TreeMap<>();
        responses.put("2XX", Map.of("description", "done"));
        responses.put(
                "4XX",
                Map.of("description", "why not, as RFC 9457", "content", Map.of("application/problem+json", Map.of())));
        operation.put("responses", responses);
        operation.put("security", route.access() == Access.PUBLIC ? List.of() : List.of(Map.of("token", List.of())));
        return operation;
    }
}
