package org.substantia.challenge.web;

import io.javalin.http.HttpStatus;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.substantia.challenge.container.SignedReport;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Image;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Paper;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Attempts;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.rules.Schedule;
import org.substantia.challenge.store.Queue;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.ImageStates;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** Handing in: attempts, upload, what the check found, the state, the figures. */
final class SubmissionPages {
    private static final int MAX_NAME = 100;

    private SubmissionPages() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/submit", Access.PUBLIC, SubmissionPages::submitPage),
                Route.post("/submissions", Access.MEMBER, SubmissionPages::submit),
                Route.get("/submissions", Access.MEMBER, SubmissionPages::list),
                Route.get("/submissions/{id}", Access.MEMBER, SubmissionPages::submission),
                Route.get("/submissions/{id}/file", Access.MEMBER, SubmissionPages::file),
                Route.post("/papers", Access.MEMBER, SubmissionPages::sendPaper),
                Route.get("/submissions/{id}/paper", Access.MEMBER, SubmissionPages::paper),
                Route.get("/submissions/{id}/image-report", Access.MEMBER, SubmissionPages::imageReport),
                Route.post("/submissions/{id}/withdrawal", Access.MEMBER, SubmissionPages::withdraw),
                Route.post("/submissions/{id}/choice", Access.MEMBER, SubmissionPages::choose),
                Route.get("/uploads/{id}", Access.MEMBER, SubmissionPages::upload));
    }

    private static void submitPage(Visit visit) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section.Text(visit.t().get("submit.format")));
        if (visit.visitor().isEmpty()) {
            sections.add(new Section.Links(List.of(Cell.link(visit.t().get("menu.sign-in"), "/sign-in"))));
            visit.show(visit.t().get("menu.submit"), sections);
            return;
        }
        Optional<Team> team =
                visit.membership().flatMap(m -> visit.store().teams().find(m.team()));
        if (team.isEmpty()) {
            sections.add(new Section.Note(visit.t().get("refused.NO_TEAM"), true));
            sections.add(new Section.Links(List.of(Cell.link(visit.t().get("menu.team"), "/team"))));
            visit.show(visit.t().get("menu.submit"), sections);
            return;
        }
        for (Phase phase : visit.store().phases().all()) {
            phase(visit, phase, team.get(), sections);
        }
        visit.show(visit.t().get("menu.submit"), sections);
    }

    private static void phase(Visit visit, Phase phase, Team team, List<Section> sections) {
        Schedule schedule = visit.store().phases().schedule(phase.slug());
        Optional<Window> window = schedule.window(Window.Kind.SUBMISSION);
        if (phase.truth().isEmpty() || window.isEmpty()) {
            return;
        }
        sections.add(new Section.Heading(visit.title(phase)));
        sections.add(new Section.Text(attempts(visit, phase, team)));
        if (!window.get().contains(visit.now())) {
            boolean before = visit.now().isBefore(window.get().fromAt());
            sections.add(new Section.Note(
                    visit.t()
                            .get(
                                    before ? "schedule.opens" : "schedule.closed",
                                    Map.of(
                                            "at",
                                            visit.times()
                                                    .full(
                                                            before
                                                                    ? window.get()
                                                                            .fromAt()
                                                                    : window.get()
                                                                            .toAt()))),
                    false));
            return;
        }
        sections.add(new Section.Countdown(
                visit.t()
                        .get(
                                "schedule.closes",
                                Map.of("at", visit.times().full(window.get().toAt()))),
                window.get().toAt().toString()));
        sections.add(new Section.Text(visit.t().get("rules.opened")));
        TeamPages.sampleLink(visit, phase).ifPresent(link -> sections.add(new Section.Links(List.of(link))));
        paperForm(visit, phase, team, sections);
        boolean required = phase.methodRequired();
        sections.add(new Section.Fill(Form.upload(
                "/submissions",
                visit.t().get("submit.button"),
                Field.hidden("phase", phase.slug()),
                Field.text("name", visit.t().get("field.method"), true),
                Field.area("description", visit.t().get("field.description"), required),
                Field.text("codeUrl", visit.t().get("field.code-url"), false),
                Field.area("outsideData", visit.t().get("field.outside-data"), required)
                        .help(visit.t().get("help.outside-data")),
                Field.area("models", visit.t().get("field.models"), required),
                Field.file("file", visit.t().get("field.file")))));
        sections.add(new Section.Folded(Form.upload(
                "/submissions",
                visit.t().get("submit.check"),
                Field.hidden("phase", phase.slug()),
                Field.hidden("check", "1"),
                Field.file("file", visit.t().get("field.file")).help(visit.t().get("help.check")))));
    }

    /** The PDF that goes with what is submitted next, and the form to send another. */
    private static void paperForm(Visit visit, Phase phase, Team team, List<Section> sections) {
        Optional<Paper> newest = visit.store().papers().newest(team.id(), phase.slug());
        if (newest.isPresent()) {
            sections.add(new Section.Text(visit.t()
                    .get(
                            "paper.there",
                            Map.of(
                                    "name",
                                    newest.get().fileName(),
                                    "at",
                                    visit.times().brief(newest.get().at()),
                                    "sha256",
                                    newest.get().sha256()))));
        } else if (phase.paperRequired()) {
            sections.add(new Section.Note(visit.t().get("refused.PAPER_MISSING"), true));
        } else {
            sections.add(new Section.Text(visit.t().get("paper.none")));
        }
        Form form = Form.upload(
                "/papers",
                visit.t().get("paper.send"),
                Field.hidden("phase", phase.slug()),
                Field.file("file", visit.t().get("field.paper")).help(visit.t().get("help.paper")));
        sections.add(phase.paperRequired() && newest.isEmpty() ? new Section.Fill(form) : new Section.Folded(form));
    }

    private static void sendPaper(Visit visit) throws IOException {
        UploadedFile file = visit.context().uploadedFile("file");
        if (file == null || file.size() == 0) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        try (InputStream content = file.content()) {
            takePaper(visit, visit.field("phase"), file.filename(), content);
        }
        visit.redirect("/submit");
    }

    static Paper takePaper(Visit visit, String phaseSlug, String fileName, InputStream content) throws IOException {
        requirePersonMayUpload(visit);
        Phase phase = visit.phase(phaseSlug);
        return visit.platform()
                .intake()
                .takePaper(visit.team().id(), visit.account().id(), phase.slug(), fileName, content);
    }

    private static void requirePersonMayUpload(Visit visit) {
        if (!visit.account().confirmed()) {
            throw new RefusedException(Reason.EMAIL_NOT_CONFIRMED);
        }
        if (!visit.store().datasets().signed(visit.account().id())) {
            throw new RefusedException(Reason.AGREEMENT_NOT_SIGNED);
        }
    }

    /** Never shown by the browser as a page of ours: a PDF may hold scripts. */
    private static void paper(Visit visit) throws IOException {
        Submission s = own(visit, visit.path("id"));
        String sha256 = Json.read(s.method(), Method.class).paper();
        if (sha256.isEmpty()) {
            throw new RefusedException(Reason.NOT_FOUND);
        }
        visit.context().header("Content-Disposition", "attachment; filename=\"method.pdf\"");
        FileAnswer.send(visit.context(), new Blobs(visit.platform().data().path()).path(sha256), "\"" + sha256 + "\"");
    }

    static String attempts(Visit visit, Phase phase, Team team) {
        Attempts attempts = visit.store().submissions().attempts(phase, team.id());
        String used = attempts.limit() == 0
                ? visit.t().get("attempts.used", Map.of("used", String.valueOf(attempts.used())))
                : visit.t()
                        .get(
                                "attempts.of",
                                Map.of(
                                        "used",
                                        String.valueOf(attempts.used()),
                                        "limit",
                                        String.valueOf(attempts.limit())));
        Optional<Attempts.Refusal> refusal = attempts.refusalAt(visit.now());
        String next = refusal.isEmpty()
                ? visit.t().get("attempts.free")
                : refusal.get()
                        .nextFreeAt()
                        .map(at -> visit.t()
                                .get("attempts.next", Map.of("at", visit.times().full(at))))
                        .orElse(visit.t().get("attempts.none"));
        return used + " " + next + " "
                + visit.t()
                        .get(
                                "attempts.rejected",
                                Map.of(
                                        "n",
                                        String.valueOf(visit.store().uploads().rejectedToday(team.id(), phase.slug())),
                                        "limit",
                                        String.valueOf(phase.limitRejectedDay())));
    }

    /** The form without scripts: the whole file in one request. */
    private static void submit(Visit visit) throws IOException {
        UploadedFile file = visit.context().uploadedFile("file");
        if (file == null || file.size() == 0) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        Upload upload = visit.field("image").isEmpty()
                ? open(visit, file)
                : openImage(visit, visit.field("image"), file.size(), file.filename(), Optional.empty());
        try (InputStream content = file.content()) {
            visit.platform().intake().append(upload, 0, content);
        }
        visit.redirect("/uploads/" + upload.id());
    }

    private static Upload open(Visit visit, UploadedFile file) throws IOException {
        Optional<Method> method = visit.field("check").equals("1")
                ? Optional.empty()
                : Optional.of(new Method(
                        visit.field("name"),
                        visit.field("description"),
                        visit.field("codeUrl"),
                        visit.field("outsideData"),
                        visit.field("models")));
        return open(visit, visit.field("phase"), file.size(), file.filename(), Optional.empty(), method);
    }

    /** However it was handed in: the name stands on the board, in a table of one line for each entry. */
    private static void requireSound(Method method) {
        String name = method.name();
        boolean sound = !name.isBlank()
                && name.length() <= MAX_NAME
                && name.chars().noneMatch(Character::isISOControl)
                && Stream.of(method.description(), method.codeUrl(), method.outsideData(), method.models())
                        .allMatch(text -> text.length() <= Visit.MAX_TEXT);
        if (!sound) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
    }

    /**
     * Opens an upload for the visitor's team, after the rules for people.
     *
     * @param method empty to have the file checked only
     */
    static Upload open(
            Visit visit,
            String phaseSlug,
            long length,
            String fileName,
            Optional<String> sha256,
            Optional<Method> method)
            throws IOException {
        requirePersonMayUpload(visit);
        Team team = visit.team();
        Phase phase = visit.phase(phaseSlug);
        if (phase.methodRequired() && method.filter(m -> !m.complete()).isPresent()) {
            throw new RefusedException(Reason.METHOD_INCOMPLETE);
        }
        method.ifPresent(SubmissionPages::requireSound);
        Optional<Paper> paper = visit.store().papers().newest(team.id(), phase.slug());
        if (phase.paperRequired() && method.isPresent() && paper.isEmpty()) {
            throw new RefusedException(Reason.PAPER_MISSING);
        }
        Optional<String> described =
                method.map(m -> Json.text(m.withPaper(paper.map(Paper::sha256).orElse(""))));
        return visit.platform()
                .intake()
                .open(team.id(), visit.account().id(), phase.slug(), length, fileName, sha256, described);
    }

    /** Opens an upload of the image behind a submission of the visitor's team. */
    static Upload openImage(Visit visit, String submission, long length, String fileName, Optional<String> sha256)
            throws IOException {
        Submission own = own(visit, submission);
        requireMember(visit, own);
        return visit.platform()
                .intake()
                .openImage(own.team(), visit.account().id(), own.id(), length, fileName, sha256);
    }

    /** What was asked for, what arrived, what was found, and the form to send it. */
    private static void image(Visit visit, Submission s, List<Section> sections) {
        Optional<Image> asked = visit.store().images().find(s.id());
        if (asked.isEmpty()) {
            return;
        }
        sections.add(new Section.Heading(visit.t().get("image.title")));
        sections.add(new Section.Note(
                ImageStates.sentence(visit.t(), asked.get()),
                asked.get().passed().filter(p -> !p).isPresent()));
        if (asked.get().report().isPresent()) {
            SignedReport report = Json.read(asked.get().report().get(), SignedReport.class);
            lines(visit.t().get("check.errors"), report.content().findings(), sections);
            sections.add(new Section.Links(
                    List.of(Cell.link(visit.t().get("image.report"), "/submissions/" + s.id() + "/image-report"))));
        }
        if (visit.membership().filter(m -> m.team().equals(s.team())).isPresent()) {
            sections.add(new Section.Folded(Form.upload(
                    "/submissions",
                    visit.t().get("image.send"),
                    Field.hidden("image", s.id()),
                    Field.file("file", visit.t().get("field.image"))
                            .help(visit.t().get("help.image")))));
        }
    }

    private static void imageReport(Visit visit) {
        Submission s = own(visit, visit.path("id"));
        String report = visit.store()
                .images()
                .find(s.id())
                .flatMap(Image::report)
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        visit.context()
                .header("Content-Disposition", "attachment; filename=\"image-report.json\"")
                .contentType("application/json")
                .result(report);
    }

    private static void list(Visit visit) {
        Team team = visit.team();
        List<List<Cell>> rows = new ArrayList<>();
        for (Submission s : visit.store().submissions().ofTeam(team.id())) {
            rows.add(List.of(
                    Cell.link(visit.title(s), "/submissions/" + s.id()),
                    Cell.of(s.fileName()),
                    Cell.of(visit.t().get("state", s.state())),
                    Cell.of(visit.times().brief(s.acceptedAt()))));
        }
        List<List<Cell>> files = new ArrayList<>();
        for (Upload u : visit.store().uploads().unfinished(team.id(), 50)) {
            files.add(List.of(
                    Cell.link(u.fileName(), "/uploads/" + u.id()),
                    Cell.of(visit.title(visit.phase(u.phase()))),
                    Cell.of(visit.t().get("upload-state", u.state())),
                    Cell.of(visit.times().brief(u.openedAt()))));
        }
        visit.show(
                visit.t().get("menu.submissions"),
                List.of(
                        Section.Table.of(
                                visit.t().get("submissions.accepted"),
                                List.of(
                                        visit.t().get("column.number"),
                                        visit.t().get("column.file"),
                                        visit.t().get("column.state"),
                                        visit.t().get("column.date")),
                                rows),
                        Section.Table.of(
                                visit.t().get("submissions.other"),
                                List.of(
                                        visit.t().get("column.file"),
                                        visit.t().get("column.phase"),
                                        visit.t().get("column.state"),
                                        visit.t().get("column.date")),
                                files),
                        new Section.Links(List.of(Cell.link(visit.t().get("menu.submit"), "/submit")))));
    }

    /** The team's own submission, or for organizers any. What belongs to others does not exist. */
    static Submission own(Visit visit, String id) {
        return visit.store()
                .submissions()
                .find(id)
                .filter(s -> visit.isOrganizer()
                        || visit.membership()
                                .filter(m -> m.team().equals(s.team()))
                                .isPresent())
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
    }

    static Upload ownUpload(Visit visit, String id) {
        return visit.store()
                .uploads()
                .find(id)
                .filter(u -> visit.membership()
                        .filter(m -> m.team().equals(u.team()))
                        .isPresent())
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
    }

    private static void upload(Visit visit) {
        Upload upload = ownUpload(visit, visit.path("id"));
        if (upload.imageOf().isPresent() && upload.state() == Upload.State.CONSUMED) {
            visit.redirect("/submissions/" + upload.imageOf().get());
            return;
        }
        Optional<Submission> submission = visit.store().submissions().byUpload(upload.id());
        if (submission.isPresent()) {
            visit.redirect("/submissions/" + submission.get().id());
            return;
        }
        List<Section> sections = new ArrayList<>();
        boolean bad = upload.state() == Upload.State.REJECTED || upload.state() == Upload.State.REFUSED;
        sections.add(new Section.Note(visit.t().get("upload-state-text", upload.state()), bad));
        if (upload.state() == Upload.State.OPEN) {
            sections.add(new Section.Text(upload.received() + " / " + upload.length()));
        }
        findings(visit, upload, sections);
        sections.add(new Section.Links(List.of(
                Cell.link(visit.t().get("menu.submit"), "/submit"),
                Cell.link(visit.t().get("menu.submissions"), "/submissions"))));
        visit.show(HttpStatus.OK, upload.fileName(), "/uploads/" + upload.id() + "/events", sections);
    }

    private static void findings(Visit visit, Upload upload, List<Section> sections) {
        if (upload.findings().isEmpty()) {
            return;
        }
        CheckReport report = Json.read(upload.findings().get(), CheckReport.class);
        lines(visit.t().get("check.errors"), report.errors(), sections);
        lines(visit.t().get("check.warnings"), report.warnings(), sections);
    }

    private static void lines(String heading, List<CheckReport.Line> lines, List<Section> sections) {
        if (!lines.isEmpty()) {
            sections.add(new Section.Heading(heading));
            sections.add(new Section.Items(lines.stream()
                    .map(l -> (l.caseId().isEmpty() ? "" : l.caseId() + ": ") + l.check() + ": " + l.message())
                    .toList()));
        }
    }

    private static void submission(Visit visit) {
        Submission s = own(visit, visit.path("id"));
        Phase phase = visit.phase(s.phase());
        List<Section> sections = new ArrayList<>();
        sections.add(new Section.Note(state(visit, s), s.state() == Submission.State.VOID));
        Method method = Json.read(s.method(), Method.class);
        sections.add(new Section.Items(List.of(
                s.fileName() + ", " + s.bytes() + " B, SHA-256 " + s.sha256(),
                visit.t().get("submission.accepted", Map.of("at", visit.times().full(s.acceptedAt()))),
                visit.t().get("field.method") + ": " + method.name())));
        visit.store().uploads().find(s.upload()).ifPresent(upload -> findings(visit, upload, sections));
        figures(visit, s, phase, sections);
        image(visit, s, sections);
        if (s.state() == Submission.State.ACCEPTED) {
            sections.add(new Section.Fill(Form.button(
                    "/submissions/" + s.id() + "/withdrawal", visit.t().get("submission.withdraw"))));
        }
        boolean choice = phase.entryRule() == Phase.EntryRule.CHOSEN
                && !visit.store().phases().schedule(phase.slug()).closed(visit.now());
        if (choice) {
            sections.add(new Section.Fill(
                    Form.button("/submissions/" + s.id() + "/choice", visit.t().get("submission.choose"))));
        }
        QuestionPages.ofSubmission(visit, s, sections);
        List<Cell> links = new ArrayList<>();
        links.add(Cell.link(visit.t().get("submission.file"), "/submissions/" + s.id() + "/file"));
        if (!method.paper().isEmpty()) {
            links.add(Cell.link(visit.t().get("submission.paper"), "/submissions/" + s.id() + "/paper"));
        }
        if (visit.store().datasets().open(phase.slug()).stream().anyMatch(f -> f.kind() == DatasetFile.Kind.IMAGES)) {
            links.add(Cell.link(visit.t().get("submission.view"), CaseViewPages.pathOf(s)));
        }
        links.add(Cell.link(visit.t().get("menu.submissions"), "/submissions"));
        sections.add(new Section.Links(links));
        visit.show(HttpStatus.OK, visit.title(s), "/submissions/" + s.id() + "/events", sections);
    }

    /** What a state means for the team. Held by our fault it uses no attempt; put back after a void it may use one. */
    static String stateText(Visit visit, Submission s) {
        boolean restored = s.state() == Submission.State.HELD
                && !visit.store().submissions().released(s.id());
        return restored ? visit.t().get("state-text.restored") : visit.t().get("state-text", s.state());
    }

    /** The state with what there is to say about it: the place in the queue, since when, why. */
    private static String state(Visit visit, Submission s) {
        String text = stateText(visit, s);
        if (s.state() == Submission.State.ACCEPTED) {
            Queue.Turn turn = visit.store().queue().turn(s.id());
            // Whole minutes: how long scoring takes must tell nothing of how well a file agrees.
            return text + " " + visit.t().get("state.place", Map.of("n", String.valueOf(turn.place())))
                    + turn.expected()
                            .map(time -> " "
                                    + visit.t()
                                            .get("state.expected", Map.of("n", String.valueOf(1 + time.toMinutes()))))
                            .orElse("");
        }
        if (s.state() == Submission.State.SCORING) {
            Optional<Instant> since = visit.store().queue().ofSubmission(s.id()).stream()
                    .flatMap(e -> e.startedAt().stream())
                    .max(Instant::compareTo);
            return text
                    + since.map(at -> " "
                                    + visit.t()
                                            .get(
                                                    "state.since",
                                                    Map.of("at", visit.times().brief(at))))
                            .orElse("");
        }
        return s.reason().isEmpty() ? text : text + " " + s.reason();
    }

    private static void figures(Visit visit, Submission s, Phase phase, List<Section> sections) {
        if (s.state() != Submission.State.SCORED) {
            return;
        }
        if (!visit.disclosure(phase).own()) {
            sections.add(new Section.Note(visit.t().get("submission.sealed"), false));
            return;
        }
        Optional<Evaluation> evaluation = visit.store().queue().current(s.id());
        if (evaluation.isEmpty()) {
            return;
        }
        Map<String, Map<String, Double>> scores =
                visit.store().queue().scores(evaluation.get().id());
        boolean detail = visit.disclosure(phase).detail();
        for (Track track : visit.store().phases().tracks()) {
            Map<String, Double> values = scores.getOrDefault(track.slug(), Map.of());
            List<String> metrics = new ArrayList<>(List.of(track.primaryMetric()));
            metrics.addAll(Metrics.columns(track.slug(), detail));
            List<List<Cell>> rows = new ArrayList<>();
            for (String metric : metrics) {
                Double value = values.get(metric);
                if (value != null) {
                    rows.add(List.of(
                            Cell.of(BoardView.columnTitle(visit, metric)),
                            Cell.of(java.util.OptionalDouble.of(value), BoardView.decimals(metric))));
                }
            }
            if (!rows.isEmpty()) {
                sections.add(Section.Table.of(
                        visit.t().get("track." + track.slug()),
                        List.of(visit.t().get("column.metric"), visit.t().get("column.value")),
                        rows));
            }
        }
    }

    private static void file(Visit visit) throws IOException {
        Submission s = own(visit, visit.path("id"));
        visit.context().header("Content-Disposition", FileAnswer.attachment("submission.zip", s.fileName()));
        Path path = new Blobs(visit.platform().data().path()).path(s.sha256());
        FileAnswer.send(visit.context(), path, "\"" + s.sha256() + "\"");
    }

    private static void withdraw(Visit visit) {
        Submission s = own(visit, visit.path("id"));
        requireMember(visit, s);
        visit.store().submissions().withdraw(s.id(), visit.account().id());
        visit.redirect("/submissions/" + s.id());
    }

    private static void choose(Visit visit) {
        Submission s = own(visit, visit.path("id"));
        requireMember(visit, s);
        visit.store().submissions().choose(s.id(), visit.account().id());
        visit.redirect("/submissions/" + s.id());
    }

    /** Organizers look, but do not act for a team. */
    private static void requireMember(Visit visit, Submission s) {
        if (visit.membership().filter(m -> m.team().equals(s.team())).isEmpty()) {
            throw new RefusedException(Reason.NOT_FOUND);
        }
    }
}
