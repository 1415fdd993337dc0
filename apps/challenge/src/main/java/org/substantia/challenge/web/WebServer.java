package org.substantia.challenge.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import io.javalin.http.sse.SseClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.web.admin.AdminPages;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.page.Texts;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Platform;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** The web server: every request goes through the same guard, then to its route. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final String LANGUAGE = "lang";
    /** What live events tell the state of: a word before its id. */
    private static final String SUBMISSION = "submission ";

    private static final String UPLOAD = "upload ";
    private static final int YEAR_SECONDS = 365 * 24 * 3600;
    private static final int MAX_FORM_BYTES = 1 << 20;
    private static final Map<String, String> ASSETS = Map.of(
            "tokens.css", "/org/substantia/report/web/kit/tokens.css",
            "challenge.css", "/org/substantia/challenge/web/assets/challenge.css",
            "icon.svg", "/org/substantia/challenge/web/assets/icon.svg",
            "challenge.js", "/org/substantia/challenge/web/assets/challenge.js",
            "htmx.min.js", "/org/substantia/challenge/web/assets/htmx.min.js");
    private static final Map<String, String> TYPES =
            Map.of("css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /** Methods whose content is a file. */
    private static final Set<String> FILES = Set.of("PATCH", "PUT");

    private final Platform platform;
    private final Guard guard;
    private final FileForms files;
    private final TemplateEngine templates;
    private final List<Route> routes;
    private final LiveEvents events;
    private final Javalin javalin;

    private WebServer(Platform platform) {
        this.platform = platform;
        this.guard = new Guard(platform);
        this.files = new FileForms(platform.intake());
        this.templates = TemplateEngine.createPrecompiled(
                null, ContentType.Html, WebServer.class.getClassLoader(), "org.substantia.challenge.web.template");
        this.routes = routes(platform, guard);
        this.events = new LiveEvents(this::states);
        this.javalin = Javalin.create(this::configure);
    }

    /**
     * @param programVersion of the program that runs
     * @param host the address to listen on
     * @param port 0 for any that is free
     * @param baseUrl what people type; empty for {@code http://localhost:PORT}
     * @param proxy a proxy on another machine, which is believed on who asks
     */
    public static WebServer start(
            Store store,
            Intake intake,
            DataFolder data,
            String programVersion,
            String host,
            int port,
            Optional<URI> baseUrl,
            Optional<InetAddress> proxy)
            throws IOException {
        int bound = port == 0 ? freePort() : port;
        URI base = baseUrl.orElse(URI.create("http://localhost:" + bound));
        WebServer server = new WebServer(Platform.of(store, intake, data, programVersion, base, proxy));
        server.javalin.start(host, bound);
        return server;
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Every route but those of live events and files of the program. */
    static List<Route> routes(Platform platform, Guard guard) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(PublicPages.routes());
        routes.addAll(new PeoplePages(platform, guard).routes());
        routes.addAll(TeamPages.routes());
        routes.addAll(SubmissionPages.routes());
        routes.addAll(QuestionPages.routes());
        routes.addAll(new CaseViewPages(platform).routes());
        routes.addAll(AdminPages.routes());
        routes.addAll(Api.routes());
        return routes;
    }

    List<Route> routes() {
        return routes;
    }

    public int port() {
        return javalin.port();
    }

    public URI baseUrl() {
        return platform.baseUrl();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.maxRequestSize = MAX_FORM_BYTES;
        config.http.defaultContentType = "text/plain; charset=utf-8";
        long largest = platform.intake().maxBytes() + FileForms.EXTRA;
        config.jetty.multipartConfig.cacheDirectory(
                platform.intake().forms().toAbsolutePath().toString());
        config.jetty.multipartConfig.maxFileSize(largest, SizeUnit.BYTES);
        config.jetty.multipartConfig.maxTotalRequestSize(largest, SizeUnit.BYTES);
        config.jetty.multipartConfig.maxInMemoryFileSize(FileForms.IN_MEMORY, SizeUnit.BYTES);
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(16_384);
        });
        config.jetty.modifyServer(server -> server.setHandler(new LargeForms(MAX_FORM_BYTES, wholeForms())));
        config.routes.before(this::headers);
        config.routes.get("/assets/{file}", WebServer::asset);
        for (Route route : routes) {
            config.routes.addHttpHandler(route.method(), route.path(), context -> handle(context, route));
        }
        config.routes.sse("/submissions/{id}/events", client -> watch(client, SUBMISSION));
        config.routes.sse("/uploads/{id}/events", client -> watch(client, UPLOAD));
        config.routes.exception(RefusedException.class, (e, context) -> refused(context, e));
        config.routes.exception(Exception.class, this::failed);
        config.routes.error(HttpStatus.NOT_FOUND, context -> {
            if (context.attribute("handled") == null) {
                refused(context, new RefusedException(Reason.NOT_FOUND));
            }
        });
    }

    /**
     * Takes forms in whole before a thread is spent on them, so that who stops halfway holds up nobody. Files are read
     * as they come: only people who signed in send any.
     */
    private static EagerContentHandler wholeForms() {
        EagerContentHandler handler =
                new EagerContentHandler(new EagerContentHandler.RetainedContentLoaderFactory(MAX_FORM_BYTES, -1, true));
        handler.exclude(request -> !isForm(request));
        return handler;
    }

    /** Whether a request sends no file. */
    static boolean isForm(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return !FILES.contains(request.getMethod()) && (type == null || !type.startsWith(Guard.MULTIPART));
    }

    private void headers(Context context) {
        context.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-store");
        if (platform.secure()) {
            context.header("Strict-Transport-Security", "max-age=" + YEAR_SECONDS);
        }
    }

    private static void asset(Context context) throws IOException {
        String resource = ASSETS.get(context.pathParam("file"));
        if (resource == null) {
            context.status(HttpStatus.NOT_FOUND);
            return;
        }
        try (InputStream in = WebServer.class.getResourceAsStream(resource)) {
            context.header("Cache-Control", "public, max-age=3600")
                    .contentType(TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)))
                    .result(in.readAllBytes());
        }
    }

    private void handle(Context context, Route route) throws Exception {
        Guard.Caller caller = guard.caller(context);
        Optional<Account> sender = caller.account();
        if (!route.changes() || sender.isEmpty() || !FileForms.isLarge(context)) {
            handle(context, route, caller);
            return;
        }
        try {
            barred(route.access(), sender).ifPresent(status -> {
                throw new RefusedException(reasonOf(route.access()));
            });
            files.begin(context, route, sender.get());
        } catch (RefusedException e) {
            FileForms.readOn(context);
            throw e;
        }
        try {
            handle(context, route, caller);
        } finally {
            files.end(sender.get());
        }
    }

    private void handle(Context context, Route route, Guard.Caller caller) throws Exception {
        if (route.changes() && !guard.meant(context, caller)) {
            context.attribute("handled", true);
            context.status(HttpStatus.FORBIDDEN);
            answer(
                    context,
                    caller,
                    HttpStatus.FORBIDDEN,
                    Texts.of(locale(context, caller)).get("refused.FORGED"));
            return;
        }
        Optional<HttpStatus> barred = barred(route.access(), caller.account());
        if (barred.isPresent()) {
            boolean signIn = barred.get() == HttpStatus.UNAUTHORIZED;
            if (signIn && !route.api() && !route.changes()) {
                context.redirect("/sign-in", HttpStatus.SEE_OTHER);
                return;
            }
            Reason reason = signIn ? Reason.NOT_FOUND : reasonOf(route.access());
            String text = signIn
                    ? Texts.of(locale(context, caller)).get("data.sign-in")
                    : Texts.of(locale(context, caller)).get("refused." + reason.name());
            answer(context, caller, barred.get(), text);
            return;
        }
        route.action().handle(visit(context, caller));
    }

    private static Reason reasonOf(Access access) {
        return access == Access.MEMBER ? Reason.NO_TEAM : Reason.NOT_FOUND;
    }

    /** How a caller is sent away; organizers' routes do not exist for others. */
    private Optional<HttpStatus> barred(Access access, Optional<Account> account) {
        if (access == Access.PUBLIC) {
            return Optional.empty();
        }
        if (account.isEmpty()) {
            return Optional.of(access == Access.ORGANIZER ? HttpStatus.NOT_FOUND : HttpStatus.UNAUTHORIZED);
        }
        if (account.get().organizer() || access == Access.ACCOUNT) {
            return Optional.empty();
        }
        if (access == Access.ORGANIZER) {
            return Optional.of(HttpStatus.NOT_FOUND);
        }
        return platform.store().teams().memberOf(account.get().id()).isEmpty()
                ? Optional.of(HttpStatus.FORBIDDEN)
                : Optional.empty();
    }

    private Visit visit(Context context, Guard.Caller caller) {
        return new Visit(platform, templates, context, caller.account(), caller.csrf(), locale(context, caller));
    }

    /** What was asked for, else the person's own, else the browser's. */
    private String locale(Context context, Guard.Caller caller) {
        String asked = context.queryParam(LANGUAGE);
        if (asked != null) {
            String locale = Texts.of(asked).locale();
            context.cookie(
                    new Cookie(LANGUAGE, locale, "/", YEAR_SECONDS, platform.secure(), true, null, SameSite.LAX));
            return locale;
        }
        String cookie = context.cookie(LANGUAGE);
        if (cookie != null) {
            return Texts.of(cookie).locale();
        }
        if (caller.account().isPresent()) {
            return caller.account().get().locale();
        }
        String browser = context.header("Accept-Language");
        return Texts.of(browser == null ? "en" : browser.strip()).locale();
    }

    /** A page, or for programs a problem, that says in one sentence why not. */
    private void answer(Context context, Guard.Caller caller, HttpStatus status, String text) {
        context.attribute("handled", true);
        if (context.path().startsWith("/api/")) {
            ApiAnswers.Problem problem =
                    new ApiAnswers.Problem("about:blank", status.getMessage(), status.getCode(), text);
            context.status(status).contentType("application/problem+json").result(Json.text(problem));
            return;
        }
        Visit visit = visit(context, caller);
        visit.show(
                status,
                visit.t().get("error.title"),
                "",
                List.of(
                        new Section.Note(text, true),
                        new Section.Links(List.of(Cell.link(visit.t().get("menu.home"), "/")))));
    }

    private void refused(Context context, RefusedException e) {
        Guard.Caller caller = guard.caller(context);
        Texts texts = Texts.of(locale(context, caller));
        Map<String, String> details = new LinkedHashMap<>(e.details());
        details.computeIfPresent("limit", (k, v) -> v.matches("[0-9]{7,}") ? bytes(Long.parseLong(v)) : v);
        if (e.details().containsKey("offset")) {
            context.header("Upload-Offset", e.details().get("offset"));
        }
        answer(
                context,
                caller,
                status(e.reason()),
                texts.get("refused." + e.reason().name(), details));
    }

    private static String bytes(long count) {
        return (count >> 20) + " MB";
    }

    static HttpStatus status(Reason reason) {
        return switch (reason) {
            case NOT_FOUND, TOKEN_INVALID -> HttpStatus.NOT_FOUND;
            case WRONG_OFFSET -> HttpStatus.CONFLICT;
            case UPLOAD_BUSY -> HttpStatus.LOCKED;
            case FILE_TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case TOO_MANY_TRIES, TOO_MANY_REJECTED, TOO_MANY_UPLOADS -> HttpStatus.TOO_MANY_REQUESTS;
            case DISK_FULL -> HttpStatus.INSUFFICIENT_STORAGE;
            case MEMORY_SHORT -> HttpStatus.SERVICE_UNAVAILABLE;
            case INVALID_INPUT,
                    REASON_MISSING,
                    NAME_EMPTY,
                    METHOD_INCOMPLETE,
                    PAPER_MISSING,
                    NOT_A_PDF,
                    CHECKSUM_DIFFERS -> HttpStatus.BAD_REQUEST;
            case WRONG_STATE, NOT_ALL_SCORED, ALREADY_IN_A_TEAM, NAME_TAKEN -> HttpStatus.CONFLICT;
            default -> HttpStatus.FORBIDDEN;
        };
    }

    /** Our own fault. The log names the route, never what was sent. */
    private void failed(Exception e, Context context) {
        if (isTheirs(e)) {
            context.status(HttpStatus.BAD_REQUEST);
            return;
        }
        LOG.error("{} {} failed", context.method(), context.endpoint().path, e);
        Guard.Caller caller = guard.caller(context);
        answer(
                context,
                caller,
                HttpStatus.INTERNAL_SERVER_ERROR,
                Texts.of(locale(context, caller)).get("error.ours"));
    }

    /** Whether the client left in the middle of its request, or sent half a form: nothing is wrong here. */
    private static boolean isTheirs(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if ((cause instanceof HttpException http && http.getCode() == HttpStatus.BAD_REQUEST.getCode())
                    || (cause instanceof EOFException
                            && cause.getClass().getPackageName().startsWith("org.eclipse.jetty."))) {
                return true;
            }
        }
        return false;
    }

    private void watch(SseClient client, String kind) {
        Context context = client.ctx();
        Guard.Caller caller = guard.caller(context);
        Visit visit = visit(context, caller);
        String id = context.pathParam("id");
        try {
            if (caller.account().isEmpty()) {
                throw new RefusedException(Reason.NOT_FOUND);
            }
            String own = kind.equals(SUBMISSION)
                    ? SubmissionPages.own(visit, id).id()
                    : SubmissionPages.ownUpload(visit, id).id();
            events.watch(kind + own, client);
        } catch (RefusedException e) {
            context.status(HttpStatus.NOT_FOUND);
            client.close();
        }
    }

    /** The names of states; a re-score does not show. */
    private Map<String, String> states(Set<String> keys) {
        Map<String, String> states = new HashMap<>();
        platform.store()
                .submissions()
                .states(ids(keys, SUBMISSION))
                .forEach((id, state) -> states.put(SUBMISSION + id, state.name()));
        platform.store()
                .uploads()
                .states(ids(keys, UPLOAD))
                .forEach((id, state) -> states.put(UPLOAD + id, state.name()));
        return states;
    }

    private static List<String> ids(Set<String> keys, String kind) {
        return keys.stream()
                .filter(key -> key.startsWith(kind))
                .map(key -> key.substring(kind.length()))
                .toList();
    }

    @Override
    public void close() {
        events.close();
        javalin.stop();
    }
}
