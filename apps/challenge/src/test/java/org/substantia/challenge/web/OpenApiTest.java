package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.Metrics;

/** What the interface answers is what its description says. */
class OpenApiTest {
    private static final String PASSWORD = "a long enough password";

    @TempDir
    Path folder;

    private SmallChallenge c;
    private WebServer server;
    private PlainBrowser member;
    private JsonNode description;

    @BeforeEach
    void open() throws Exception {
        c = new SmallChallenge(folder, "live");
        server = c.serve();
        member = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        description = json(member.get("/api/v1/openapi.json"));
    }

    @AfterEach
    void close() {
        server.close();
        c.close();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body(), JsonNode.class);
    }

    @Test
    void everyAnswerFollowsItsSchema() throws Exception {
        String team = c.team("own", "own", "own and others", Passwords.hash(PASSWORD));
        Upload upload = c.upload(team, OracleChallenge.submission(folder.resolve("team.zip")));
        Submission submission = c.scored(
                upload,
                List.of(
                        Score.of(Track.SEGMENTATION, Metrics.TOTAL, 7.5),
                        Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, 0.5)));
        member.signIn("own@example.org", PASSWORD);
        Map<String, String> paths = Map.of(
                "/api/v1/challenge", "/api/v1/challenge",
                "/api/v1/phases", "/api/v1/phases",
                "/api/v1/phases/{phase}/attempts", "/api/v1/phases/test/attempts",
                "/api/v1/leaderboards/{phase}/{track}", "/api/v1/leaderboards/test/segmentation",
                "/api/v1/me", "/api/v1/me",
                "/api/v1/uploads/{id}", "/api/v1/uploads/" + upload.id(),
                "/api/v1/submissions", "/api/v1/submissions",
                "/api/v1/submissions/{id}", "/api/v1/submissions/" + submission.id(),
                "/api/v1/health/live", "/api/v1/health/live",
                "/api/v1/health/ready", "/api/v1/health/ready");
        List<String> described = new ArrayList<>();
        description.path("paths").properties().forEach(path -> {
            if (path.getValue().path("get").path("responses").path("2XX").has("content")) {
                described.add(path.getKey());
            }
        });
        assertThat(described).containsExactlyInAnyOrderElementsOf(paths.keySet());
        for (Map.Entry<String, String> path : paths.entrySet()) {
            HttpResponse<String> answer = member.get(path.getValue());
            assertThat(answer.statusCode()).as(path.getValue()).isEqualTo(200);
            JsonNode schema = description
                    .path("paths")
                    .path(path.getKey())
                    .path("get")
                    .path("responses")
                    .path("2XX")
                    .path("content")
                    .path("application/json")
                    .path("schema");
            assertFollows(json(answer), schema, path.getKey());
        }
        assertThat(json(member.get("/api/v1/submissions")).get(0).path("scores").path("segmentation"))
                .isNotEmpty();
        assertThat(json(member.get("/api/v1/leaderboards/test/segmentation"))
                        .path("rows")
                        .path(0)
                        .path("rank")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aProblemFollowsItsSchema() throws Exception {
        HttpResponse<String> refused = member.get("/api/v1/me");
        assertThat(refused.statusCode()).isEqualTo(401);
        JsonNode schema = description
                .path("paths")
                .path("/api/v1/me")
                .path("get")
                .path("responses")
                .path("4XX")
                .path("content")
                .path("application/problem+json")
                .path("schema");
        assertFollows(json(refused), schema, "problem");
    }

    private void assertFollows(JsonNode value, JsonNode wanted, String where) {
        JsonNode schema =
                wanted.has("$ref") ? description.at(wanted.path("$ref").asText().substring(1)) : wanted;
        assertThat(schema.has("type")).as("schema of " + where).isTrue();
        switch (schema.path("type").asText()) {
            case "string" -> assertText(value, schema, where);
            case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            case "number" -> assertThat(value.isNumber()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(item -> assertFollows(item, schema.path("items"), where + "[]"));
            }
            default -> assertObject(value, schema, where);
        }
    }

    private static void assertText(JsonNode value, JsonNode schema, String where) {
        assertThat(value.isTextual()).as(where).isTrue();
        if (schema.has("enum")) {
            assertThat(schema.path("enum")).as(where).contains(value);
        }
        if (schema.path("format").asText().equals("date-time")) {
            assertThat(Instant.parse(value.asText())).isNotNull();
        }
    }

    private void assertObject(JsonNode value, JsonNode schema, String where) {
        assertThat(value.isObject()).as(where).isTrue();
        if (schema.has("additionalProperties")) {
            value.forEach(item -> assertFollows(item, schema.path("additionalProperties"), where + ".*"));
            return;
        }
        TreeSet<String> keys = new TreeSet<>();
        value.fieldNames().forEachRemaining(keys::add);
        TreeSet<String> known = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        TreeSet<String> required = new TreeSet<>();
        schema.path("required").forEach(key -> required.add(key.asText()));
        assertThat(known).as(where).containsAll(keys);
        assertThat(keys).as(where).containsAll(required);
        for (String key : keys) {
            assertFollows(value.path(key), schema.path("properties").path(key), where + "." + key);
        }
    }
}
