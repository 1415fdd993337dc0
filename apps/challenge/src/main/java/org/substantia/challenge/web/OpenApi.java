package org.substantia.challenge.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;

/** The description of the API for programs (OpenAPI 3.1), made of the routes and of what they answer. */
final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    private final ApiSchemas schemas = new ApiSchemas();

    private OpenApi() {}

    /**
     * A way in of the interface.
     *
     * @param answer the record that it answers, if it answers JSON
     * @param list whether the answer is a list of them
     */
    record Endpoint(Route route, Optional<Class<?>> answer, boolean list) {
        static Endpoint of(Route route, Class<?> answer) {
            return new Endpoint(route, Optional.of(answer), false);
        }

        static Endpoint listing(Route route, Class<?> answer) {
            return new Endpoint(route, Optional.of(answer), true);
        }

        /** One whose answer is in its headers, or is this description. */
        static Endpoint of(Route route) {
            return new Endpoint(route, Optional.empty(), false);
        }
    }

    static Map<String, Object> document(String title, String server, List<Endpoint> endpoints) {
        return new OpenApi().describe(title, server, endpoints);
    }

    private Map<String, Object> describe(String title, String server, List<Endpoint> endpoints) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Endpoint endpoint : endpoints) {
            Route route = endpoint.route();
            paths.computeIfAbsent(route.path(), p -> new TreeMap<>())
                    .put(route.method().name().toLowerCase(Locale.ROOT), operation(endpoint));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", title, "version", "1"));
        document.put("servers", List.of(Map.of("url", server)));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of(
                        "schemas",
                        schemas.components(),
                        "securitySchemes",
                        Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
        return document;
    }

    private Map<String, Object> operation(Endpoint endpoint) {
        Route route = endpoint.route();
        Map<String, Object> operation = new LinkedHashMap<>();
        List<Map<String, Object>> parameters = new ArrayList<>();
        Matcher names = PARAMETER.matcher(route.path());
        while (names.find()) {
            parameters.add(
                    Map.of("name", names.group(1), "in", "path", "required", true, "schema", Map.of("type", "string")));
        }
        operation.put("parameters", parameters);
        Map<String, Object> responses = new TreeMap<>();
        Map<String, Object> done = new LinkedHashMap<>(Map.of("description", "done"));
        endpoint.answer().map(schemas::of).ifPresent(one -> {
            Map<String, Object> schema = endpoint.list() ? Map.of("type", "array", "items", one) : one;
            done.put("content", Map.of("application/json", Map.of("schema", schema)));
        });
        responses.put("2XX", done);
        responses.put(
                "4XX",
                Map.of(
                        "description",
                        "why not, as RFC 9457",
                        "content",
                        Map.of("application/problem+json", Map.of("schema", schemas.of(ApiAnswers.Problem.class)))));
        operation.put("responses", responses);
        operation.put("security", route.access() == Access.PUBLIC ? List.of() : List.of(Map.of("token", List.of())));
        return operation;
    }
}
