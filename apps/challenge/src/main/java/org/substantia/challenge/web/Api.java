package org.substantia.challenge.web;

import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Paper;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Attempts;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.rules.Schedule;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** The interface for programs: JSON, bearer token or session, problems as RFC 9457; uploads by tus 1.0. */
final class Api {
    private static final String V1 = "/api/v1";
    private static final String TUS = "1.0.0";

    private Api() {}

    static List<Route> routes() {
        return List.of(
                Route.get(V1 + "/challenge", Access.PUBLIC, Api::challenge),
                Route.get(V1 + "/phases", Access.PUBLIC, Api::phases),
                Route.get(V1 + "/phases/{phase}/attempts", Access.MEMBER, Api::attempts),
                Route.get(V1 + "/leaderboards/{phase}/{track}", Access.PUBLIC, Api::leaderboard),
                Route.get(V1 + "/openapi.json", Access.PUBLIC, Api::openApi),
                new Route(HandlerType.PUT, V1 + "/phases/{phase}/paper", Access.MEMBER, Api::paper),
                Route.get(V1 + "/me", Access.ACCOUNT, Api::me),
                new Route(HandlerType.OPTIONS, V1 + "/uploads", Access.PUBLIC, Api::options),
                Route.post(V1 + "/uploads", Access.MEMBER, Api::create),
                new Route(HandlerType.HEAD, V1 + "/uploads/{id}", Access.MEMBER, Api::head),
                new Route(HandlerType.PATCH, V1 + "/uploads/{id}", Access.MEMBER, Api::patch),
                new Route(HandlerType.DELETE, V1 + "/uploads/{id}", Access.MEMBER, Api::delete),
                Route.get(V1 + "/uploads/{id}", Access.MEMBER, Api::upload),
                Route.get(V1 + "/submissions", Access.MEMBER, Api::submissions),
                Route.get(V1 + "/submissions/{id}", Access.MEMBER, Api::submission),
                Route.post(V1 + "/submissions/{id}/withdrawal", Access.MEMBER, Api::withdraw),
                Route.get(V1 + "/health/live", Access.PUBLIC, visit -> json(visit, Map.of("status", "up"))),
                Route.get(V1 + "/health/ready", Access.PUBLIC, Api::ready));
    }

    static void json(Visit visit, Object content) {
        visit.context().contentType("application/json").result(Json.text(content));
    }

    private static void challenge(Visit visit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("slug", visit.platform().content().slug());
        json.put("title", visit.platform().content().title().in(visit.t().locale()));
        json.put("serverTime", visit.now());
        json.put("tracks", visit.store().phases().tracks());
        json(visit, json);
    }

    private static void openApi(Visit visit) {
        json(
                visit,
                OpenApi.document(
                        visit.platform().content().title().en(),
                        visit.platform().baseUrl().toString(),
                        routes()));
    }

    private static void phases(Visit visit) {
        json(
                visit,
                visit.store().phases().all().stream()
                        .map(phase -> {
                            Map<String, Object> json = new LinkedHashMap<>();
                            json.put("slug", phase.slug());
                            json.put("title", visit.title(phase));
                            json.put("entryRule", phase.entryRule());
                            json.put("visibility", phase.visibility());
                            json.put("methodRequired", phase.methodRequired());
                            json.put("paperRequired", phase.paperRequired());
                            json.put("limitTotal", phase.limitTotal());
                            json.put("limitDay", phase.limitDay());
                            Schedule schedule = visit.store().phases().schedule(phase.slug());
                            Map<String, Object> windows = new LinkedHashMap<>();
                            for (Window.Kind kind : Window.Kind.values()) {
                                schedule.window(kind)
                                        .ifPresent(w ->
                                                windows.put(kind.name(), Map.of("from", w.fromAt(), "to", w.toAt())));
                            }
                            json.put("windows", windows);
                            return json;
                        })
                        .toList());
    }

    private static void attempts(Visit visit) {
        Phase phase = visit.phase(visit.path("phase"));
        Team team = visit.team();
        Attempts attempts = visit.store().submissions().attempts(phase, team.id());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("limit", attempts.limit());
        json.put("used", attempts.used());
        json.put("rejectedToday", visit.store().uploads().rejectedToday(team.id(), phase.slug()));
        json.put("free", attempts.refusalAt(visit.now()).isEmpty());
        json.put("nextFreeAt", attempts.refusalAt(visit.now()).flatMap(Attempts.Refusal::nextFreeAt));
        visit.store()
                .phases()
                .schedule(phase.slug())
                .window(Window.Kind.SUBMISSION)
                .ifPresent(w -> {
                    json.put("opensAt", w.fromAt());
                    json.put("closesAt", w.toAt());
                });
        json.put("serverTime", visit.now());
        json(visit, json);
    }

    private static void leaderboard(Visit visit) {
        json(
                visit,
                BoardView.of(visit, visit.path("phase"), visit.path("track")).json());
    }

    private static void me(Visit visit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", visit.account().name());
        json.put("confirmed", visit.account().confirmed());
        visit.membership()
                .flatMap(m -> visit.store().teams().find(m.team()))
                .ifPresent(team -> json.put("team", Map.of("name", team.name(), "state", team.state())));
        json(visit, json);
    }

    /** The body is the PDF; its name comes as {@code ?name=}. */
    private static void paper(Visit visit) throws IOException {
        String name = visit.context().queryParam("name");
        Paper paper = SubmissionPages.takePaper(
                visit,
                visit.path("phase"),
                name == null ? "method.pdf" : name,
                visit.context().bodyInputStream());
        visit.context().status(HttpStatus.CREATED);
        json(visit, Map.of("sha256", paper.sha256(), "bytes", paper.bytes()));
    }

    private static void options(Visit visit) {
        visit.context()
                .status(HttpStatus.NO_CONTENT)
                .header("Tus-Resumable", TUS)
                .header("Tus-Version", TUS)
                .header("Tus-Extension", "creation,termination,expiration")
                .header("Tus-Max-Size", String.valueOf(visit.platform().intake().maxBytes()));
    }

    private static long number(Visit visit, String header) {
        String value = visit.context().header(header);
        if (value == null || !value.matches("[0-9]{1,15}")) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        return Long.parseLong(value);
    }

    /** {@code filename d29ybGQ=,phase dGVzdA==}, as tus has it. */
    private static Map<String, String> metadata(Visit visit) {
        Map<String, String> metadata = new LinkedHashMap<>();
        String header = visit.context().header("Upload-Metadata");
        if (header != null) {
            for (String pair : header.split(",", -1)) {
                String[] parts = pair.strip().split(" ", 2);
                try {
                    metadata.put(
                            parts[0],
                            parts.length < 2
                                    ? ""
                                    : new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    throw new RefusedException(Reason.INVALID_INPUT);
                }
            }
        }
        return metadata;
    }

    private static void create(Visit visit) throws IOException {
        Map<String, String> metadata = metadata(visit);
        Optional<String> sha256 = Optional.ofNullable(metadata.get("sha256")).filter(s -> s.matches("[0-9a-f]{64}"));
        if (metadata.containsKey("image")) {
            created(
                    visit,
                    SubmissionPages.openImage(
                            visit,
                            metadata.get("image"),
                            number(visit, "Upload-Length"),
                            metadata.getOrDefault("filename", "image.tar"),
                            sha256));
            return;
        }
        Optional<String> method = metadata.containsKey("check")
                ? Optional.empty()
                : Optional.of(Json.text(new Method(
                        metadata.getOrDefault("name", ""),
                        metadata.getOrDefault("description", ""),
                        metadata.getOrDefault("codeUrl", ""),
                        metadata.getOrDefault("outsideData", ""),
                        metadata.getOrDefault("models", ""))));
        Upload upload = SubmissionPages.open(
                visit,
                metadata.getOrDefault("phase", ""),
                number(visit, "Upload-Length"),
                metadata.getOrDefault("filename", "submission.zip"),
                sha256,
                method);
        created(visit, upload);
    }

    private static void created(Visit visit, Upload upload) {
        visit.context()
                .status(HttpStatus.CREATED)
                .header("Tus-Resumable", TUS)
                .header("Location", V1 + "/uploads/" + upload.id())
                .header("Upload-Offset", "0");
    }

    private static void head(Visit visit) {
        Upload upload = SubmissionPages.ownUpload(visit, visit.path("id"));
        if (upload.state() == Upload.State.EXPIRED) {
            visit.context().status(HttpStatus.GONE);
            return;
        }
        visit.context()
                .status(HttpStatus.OK)
                .header("Tus-Resumable", TUS)
                .header("Upload-Offset", String.valueOf(upload.received()))
                .header("Upload-Length", String.valueOf(upload.length()));
    }

    private static void patch(Visit visit) throws IOException {
        Upload upload = SubmissionPages.ownUpload(visit, visit.path("id"));
        if (!"application/offset+octet-stream".equals(visit.context().contentType())) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        Upload after = visit.platform()
                .intake()
                .append(upload, number(visit, "Upload-Offset"), visit.context().bodyInputStream());
        visit.context()
                .status(HttpStatus.NO_CONTENT)
                .header("Tus-Resumable", TUS)
                .header("Upload-Offset", String.valueOf(after.received()));
    }

    private static void delete(Visit visit) throws IOException {
        Upload upload = SubmissionPages.ownUpload(visit, visit.path("id"));
        if (upload.state() != Upload.State.OPEN || visit.platform().intake().isBusy(upload.id())) {
            throw new RefusedException(Reason.WRONG_STATE);
        }
        visit.platform().intake().terminate(upload);
        visit.context().status(HttpStatus.NO_CONTENT).header("Tus-Resumable", TUS);
    }

    private static void upload(Visit visit) {
        Upload upload = SubmissionPages.ownUpload(visit, visit.path("id"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", upload.id());
        json.put("phase", upload.phase());
        json.put("state", upload.state());
        json.put("received", upload.received());
        json.put("length", upload.length());
        json.put("findings", upload.findings().map(f -> Json.read(f, CheckReport.class)));
        json.put("submission", visit.store().submissions().byUpload(upload.id()).map(Submission::id));
        json(visit, json);
    }

    private static Map<String, Object> submissionJson(Visit visit, Submission s) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", s.id());
        json.put("phase", s.phase());
        json.put("ordinal", s.ordinal());
        json.put("state", s.state());
        json.put("stateText", visit.t().get("state-text", s.state()));
        json.put("reason", s.reason());
        json.put("fileName", s.fileName());
        json.put("sha256", s.sha256());
        json.put("acceptedAt", s.acceptedAt());
        Phase phase = visit.phase(s.phase());
        if (s.state() == Submission.State.SCORED && visit.disclosure(phase).own()) {
            Optional<Evaluation> evaluation = visit.store().queue().current(s.id());
            evaluation.ifPresent(e -> {
                Map<String, Map<String, Double>> scores = visit.store().queue().scores(e.id());
                if (!visit.disclosure(phase).detail()) {
                    scores.values().forEach(values -> values.keySet()
                            .removeAll(List.of("sensitivity", "specificity", "auroc")));
                }
                json.put("scores", scores);
            });
        }
        return json;
    }

    private static void submissions(Visit visit) {
        json(
                visit,
                visit.store().submissions().ofTeam(visit.team().id()).stream()
                        .map(s -> submissionJson(visit, s))
                        .toList());
    }

    private static void submission(Visit visit) {
        json(visit, submissionJson(visit, SubmissionPages.own(visit, visit.path("id"))));
    }

    private static void withdraw(Visit visit) {
        Submission s = SubmissionPages.own(visit, visit.path("id"));
        if (!s.team().equals(visit.team().id())) {
            throw new RefusedException(Reason.NOT_FOUND);
        }
        visit.store().submissions().withdraw(s.id(), visit.account().id());
        json(visit, submissionJson(visit, SubmissionPages.own(visit, s.id())));
    }

    private static void ready(Visit visit) {
        boolean created = visit.store().created();
        visit.context().status(created ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        json(visit, Map.of("status", created ? "ready" : "no challenge"));
    }
}
