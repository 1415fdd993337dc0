package org.substantia.challenge.web;

import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Paper;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Attempts;
import org.substantia.challenge.rules.Disclosure;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.rules.Schedule;
import org.substantia.challenge.web.OpenApi.Endpoint;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** The interface for programs: JSON, bearer token or session, problems as RFC 9457; uploads by tus 1.0. */
final class Api {
    private static final String V1 = "/api/v1";
    private static final String TUS = "1.0.0";

    private static final List<Endpoint> ENDPOINTS = List.of(
            Endpoint.of(Route.get(V1 + "/challenge", Access.PUBLIC, Api::challenge), ApiAnswers.Challenge.class),
            Endpoint.listing(Route.get(V1 + "/phases", Access.PUBLIC, Api::phases), ApiAnswers.PhaseRules.class),
            Endpoint.of(
                    Route.get(V1 + "/phases/{phase}/attempts", Access.MEMBER, Api::attempts),
                    ApiAnswers.TeamAttempts.class),
            Endpoint.of(
                    Route.get(V1 + "/leaderboards/{phase}/{track}", Access.PUBLIC, Api::leaderboard),
                    ApiAnswers.Board.class),
            Endpoint.of(Route.get(V1 + "/openapi.json", Access.PUBLIC, Api::openApi)),
            Endpoint.of(
                    new Route(HandlerType.PUT, V1 + "/phases/{phase}/paper", Access.MEMBER, Api::paper),
                    ApiAnswers.TakenPaper.class),
            Endpoint.of(Route.get(V1 + "/me", Access.ACCOUNT, Api::me), ApiAnswers.Person.class),
            Endpoint.of(new Route(HandlerType.OPTIONS, V1 + "/uploads", Access.PUBLIC, Api::options)),
            Endpoint.of(Route.post(V1 + "/uploads", Access.MEMBER, Api::create)),
            Endpoint.of(new Route(HandlerType.HEAD, V1 + "/uploads/{id}", Access.MEMBER, Api::head)),
            Endpoint.of(new Route(HandlerType.PATCH, V1 + "/uploads/{id}", Access.MEMBER, Api::patch)),
            Endpoint.of(new Route(HandlerType.DELETE, V1 + "/uploads/{id}", Access.MEMBER, Api::delete)),
            Endpoint.of(Route.get(V1 + "/uploads/{id}", Access.MEMBER, Api::upload), ApiAnswers.UploadProgress.class),
            Endpoint.listing(
                    Route.get(V1 + "/submissions", Access.MEMBER, Api::submissions), ApiAnswers.TeamSubmission.class),
            Endpoint.of(
                    Route.get(V1 + "/submissions/{id}", Access.MEMBER, Api::submission),
                    ApiAnswers.TeamSubmission.class),
            Endpoint.of(
                    Route.post(V1 + "/submissions/{id}/withdrawal", Access.MEMBER, Api::withdraw),
                    ApiAnswers.TeamSubmission.class),
            Endpoint.of(
                    Route.get(V1 + "/health/live", Access.PUBLIC, visit -> json(visit, new ApiAnswers.Status("up"))),
                    ApiAnswers.Status.class),
            Endpoint.of(Route.get(V1 + "/health/ready", Access.PUBLIC, Api::ready), ApiAnswers.Status.class));

    private Api() {}

    static List<Route> routes() {
        return ENDPOINTS.stream().map(Endpoint::route).toList();
    }

    static void json(Visit visit, Object content) {
        visit.context().contentType("application/json").result(Json.text(content));
    }

    private static void challenge(Visit visit) {
        json(
                visit,
                new ApiAnswers.Challenge(
                        visit.platform().content().slug(),
                        visit.platform().content().title().in(visit.t().locale()),
                        visit.now(),
                        visit.store().phases().tracks()));
    }

    private static void openApi(Visit visit) {
        json(
                visit,
                OpenApi.document(
                        visit.platform().content().title().en(),
                        visit.platform().baseUrl().toString(),
                        ENDPOINTS));
    }

    private static void phases(Visit visit) {
        json(
                visit,
                visit.store().phases().all().stream()
                        .map(phase -> phaseRules(visit, phase))
                        .toList());
    }

    private static ApiAnswers.PhaseRules phaseRules(Visit visit, Phase phase) {
        Schedule schedule = visit.store().phases().schedule(phase.slug());
        Map<Window.Kind, ApiAnswers.Span> windows = new EnumMap<>(Window.Kind.class);
        for (Window.Kind kind : Window.Kind.values()) {
            schedule.window(kind).ifPresent(w -> windows.put(kind, new ApiAnswers.Span(w.fromAt(), w.toAt())));
        }
        return new ApiAnswers.PhaseRules(
                phase.slug(),
                visit.title(phase),
                phase.entryRule(),
                phase.visibility(),
                phase.methodRequired(),
                phase.paperRequired(),
                phase.limitTotal(),
                phase.limitDay(),
                windows);
    }

    private static void attempts(Visit visit) {
        Phase phase = visit.phase(visit.path("phase"));
        Team team = visit.team();
        Attempts attempts = visit.store().submissions().attempts(phase, team.id());
        Optional<Attempts.Refusal> refusal = attempts.refusalAt(visit.now());
        Optional<Window> open = visit.store().phases().schedule(phase.slug()).window(Window.Kind.SUBMISSION);
        json(
                visit,
                new ApiAnswers.TeamAttempts(
                        attempts.limit(),
                        attempts.used(),
                        visit.store().uploads().rejectedToday(team.id(), phase.slug()),
                        refusal.isEmpty(),
                        refusal.flatMap(Attempts.Refusal::nextFreeAt),
                        open.map(Window::fromAt),
                        open.map(Window::toAt),
                        visit.now()));
    }

    private static void leaderboard(Visit visit) {
        json(
                visit,
                BoardView.of(visit, visit.path("phase"), visit.path("track")).json());
    }

    private static void me(Visit visit) {
        json(
                visit,
                new ApiAnswers.Person(
                        visit.account().name(),
                        visit.account().confirmed(),
                        visit.membership()
                                .flatMap(m -> visit.store().teams().find(m.team()))
                                .map(team -> new ApiAnswers.OwnTeam(team.name(), team.state()))));
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
        json(visit, new ApiAnswers.TakenPaper(paper.sha256(), paper.bytes()));
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

    private static String text(Map<String, String> metadata, String key) {
        return metadata.getOrDefault(key, "").strip();
    }

    /** What the client says the file's hash is. One that is not understood would be compared with nothing. */
    private static Optional<String> sha256(Map<String, String> metadata) {
        if (!metadata.containsKey("sha256")) {
            return Optional.empty();
        }
        String sha256 = text(metadata, "sha256").toLowerCase(Locale.ROOT);
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        return Optional.of(sha256);
    }

    private static void create(Visit visit) throws IOException {
        Map<String, String> metadata = metadata(visit);
        Optional<String> sha256 = sha256(metadata);
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
        Optional<Method> method = metadata.containsKey("check")
                ? Optional.empty()
                : Optional.of(new Method(
                        text(metadata, "name"),
                        text(metadata, "description"),
                        text(metadata, "codeUrl"),
                        text(metadata, "outsideData"),
                        text(metadata, "models")));
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
        json(
                visit,
                new ApiAnswers.UploadProgress(
                        upload.id(),
                        upload.phase(),
                        upload.state(),
                        upload.received(),
                        upload.length(),
                        upload.findings().map(f -> Json.read(f, CheckReport.class)),
                        visit.store().submissions().byUpload(upload.id()).map(Submission::id)));
    }

    private static ApiAnswers.TeamSubmission teamSubmission(Visit visit, Submission s) {
        return new ApiAnswers.TeamSubmission(
                s.id(),
                s.phase(),
                s.ordinal(),
                s.state(),
                SubmissionPages.stateText(visit, s),
                s.reason(),
                s.fileName(),
                s.sha256(),
                s.acceptedAt(),
                scores(visit, s));
    }

    private static Optional<Map<String, Map<String, Double>>> scores(Visit visit, Submission s) {
        Disclosure disclosure = visit.disclosure(visit.phase(s.phase()));
        if (s.state() != Submission.State.SCORED || !disclosure.own()) {
            return Optional.empty();
        }
        return visit.store().queue().current(s.id()).map(e -> {
            Map<String, Map<String, Double>> scores = visit.store().queue().scores(e.id());
            if (!disclosure.detail()) {
                scores.values()
                        .forEach(values -> values.keySet().removeAll(List.of("sensitivity", "specificity", "auroc")));
            }
            return scores;
        });
    }

    private static void submissions(Visit visit) {
        json(
                visit,
                visit.store().submissions().ofTeam(visit.team().id()).stream()
                        .map(s -> teamSubmission(visit, s))
                        .toList());
    }

    private static void submission(Visit visit) {
        json(visit, teamSubmission(visit, SubmissionPages.own(visit, visit.path("id"))));
    }

    private static void withdraw(Visit visit) {
        Submission s = SubmissionPages.own(visit, visit.path("id"));
        if (!s.team().equals(visit.team().id())) {
            throw new RefusedException(Reason.NOT_FOUND);
        }
        visit.store().submissions().withdraw(s.id(), visit.account().id());
        json(visit, teamSubmission(visit, SubmissionPages.own(visit, s.id())));
    }

    private static void ready(Visit visit) {
        boolean created = visit.store().created();
        visit.context().status(created ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        json(visit, new ApiAnswers.Status(created ? "ready" : "no challenge"));
    }
}
