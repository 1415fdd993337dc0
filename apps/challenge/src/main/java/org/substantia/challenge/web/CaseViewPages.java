package org.substantia.challenge.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.view.CaseViews;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Platform;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;
import org.substantia.viewer.Request;
import org.substantia.viewer.Response;
import org.substantia.viewer.ViewerHandler;

/** The pages of {@code substantia view} within the site: open data, and a team's own masks. */
final class CaseViewPages {
    private static final Logger LOG = LoggerFactory.getLogger(CaseViewPages.class);

    /** The page itself; what it asks for lies beside it. */
    private static final String PAGE = "index.html";

    private static final String FILE = "file";

    private final CaseViews views;

    CaseViewPages(Platform platform) {
        views = new CaseViews(platform.data(), "Substantia");
    }

    List<Route> routes() {
        return List.of(
                Route.get("/data/{phase}/view/<file>", Access.MEMBER, this::data),
                Route.get("/submissions/{id}/view/<file>", Access.MEMBER, this::submission));
    }

    static String pathOfData(Phase phase) {
        return "/data/" + phase.slug() + "/view/" + PAGE;
    }

    static String pathOf(Submission submission) {
        return "/submissions/" + submission.id() + "/view/" + PAGE;
    }

    private void data(Visit visit) throws IOException {
        TeamPages.requireAccess(visit);
        show(visit, visit.phase(visit.path("phase")), Optional.empty());
    }

    private void submission(Visit visit) throws IOException {
        TeamPages.requireAccess(visit);
        Submission submission = SubmissionPages.own(visit, visit.path("id"));
        show(visit, visit.phase(submission.phase()), Optional.of(submission));
    }

    private void show(Visit visit, Phase phase, Optional<Submission> submission) throws IOException {
        ViewerHandler viewer = views.of(visit.store().datasets().open(phase.slug()), submission)
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        Context context = visit.context();
        String file = visit.path(FILE);
        Request request = new Request("GET", "/" + (file.equals(PAGE) ? "" : file), query(context), Request.Body.NONE);
        String encodings = context.header("Accept-Encoding");
        Response response = inMemory(() -> views.answer(viewer, request).forClient(encodings));
        context.disableCompression();
        context.status(response.status())
                .contentType(response.type())
                .header("Content-Security-Policy", Response.CONTENT_POLICY);
        if (response.gzipped()) {
            context.header("Content-Encoding", "gzip");
        }
        context.result(response.body().bytes());
    }

    /** What answers a request for a part of a case. */
    @FunctionalInterface
    interface Answer {
        Response get() throws IOException;
    }

    /** @throws RefusedException if the request is none, or the case is larger than the memory that is left */
    static Response inMemory(Answer answer) throws IOException {
        try {
            return answer.get();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.INVALID_INPUT);
        } catch (OutOfMemoryError e) {
            LOG.error("a case did not fit into memory; give the server more (-Xmx)");
            throw new RefusedException(Reason.MEMORY_SHORT);
        }
    }

    private static Map<String, String> query(Context context) {
        Map<String, String> query = new HashMap<>();
        context.queryParamMap().forEach((name, values) -> query.put(name, values.get(0)));
        return query;
    }
}
