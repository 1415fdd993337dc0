package org.substantia.challenge.web;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.AuditEntry;
import org.substantia.challenge.model.Engine;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Image;
import org.substantia.challenge.model.LabelRelease;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.LeakBudget;
import org.substantia.challenge.rules.RankMoves;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.store.Messages;
import org.substantia.challenge.store.Queue;
import org.substantia.challenge.store.Rescores;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.worker.EngineOptions;

/** What organizers do. Every act needs a reason where it touches what participants were promised. */
final class AdminPages {
    private static final int SIMULATIONS = 200;
    private static final long MAX_SEQ = Long.MAX_VALUE;

    private AdminPages() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin", Access.ORGANIZER, AdminPages::overview),
                Route.get("/admin/people", Access.ORGANIZER, AdminPages::people),
                Route.post("/admin/people/{id}/confirmation", Access.ORGANIZER, AdminPages::confirm),
                Route.get("/admin/teams", Access.ORGANIZER, AdminPages::teams),
                Route.post("/admin/teams/{id}/decision", Access.ORGANIZER, AdminPages::decide),
                Route.post("/admin/teams/{id}/grant", Access.ORGANIZER, AdminPages::grant),
                Route.post("/admin/teams/{id}/letter", Access.ORGANIZER, AdminPages::letter),
                Route.post("/admin/teams/unranked", Access.ORGANIZER, AdminPages::unranked),
                Route.get("/admin/phases", Access.ORGANIZER, AdminPages::phases),
                Route.post("/admin/phases/{phase}/windows", Access.ORGANIZER, AdminPages::window),
                Route.get("/admin/submissions", Access.ORGANIZER, AdminPages::submissions),
                Route.post("/admin/submissions/{id}/void", Access.ORGANIZER, AdminPages::voidSubmission),
                Route.post("/admin/submissions/{id}/restoration", Access.ORGANIZER, AdminPages::restore),
                Route.post("/admin/submissions/{id}/visibility", Access.ORGANIZER, AdminPages::hide),
                Route.post("/admin/submissions/{id}/image", Access.ORGANIZER, AdminPages::askForImage),
                Route.get("/admin/images", Access.ORGANIZER, AdminPages::images),
                Route.get("/admin/queue", Access.ORGANIZER, AdminPages::queue),
                Route.post("/admin/evaluations/{id}/retry", Access.ORGANIZER, AdminPages::retry),
                Route.get("/admin/rescore", Access.ORGANIZER, AdminPages::rescores),
                Route.post("/admin/rescore", Access.ORGANIZER, AdminPages::rescore),
                Route.get("/admin/rescore/{id}", Access.ORGANIZER, AdminPages::diff),
                Route.post("/admin/rescore/{id}/publication", Access.ORGANIZER, AdminPages::publish),
                Route.get("/admin/release", Access.ORGANIZER, AdminPages::releases),
                Route.post("/admin/release", Access.ORGANIZER, AdminPages::propose),
                Route.post("/admin/release/{id}/confirmation", Access.ORGANIZER, AdminPages::confirmRelease),
                Route.post("/admin/release/{id}/cancellation", Access.ORGANIZER, AdminPages::cancelRelease),
                Route.get("/admin/leak", Access.ORGANIZER, AdminPages::leak),
                Route.get("/admin/news", Access.ORGANIZER, AdminPages::news),
                Route.post("/admin/news", Access.ORGANIZER, AdminPages::publishNews),
                Route.post("/admin/status", Access.ORGANIZER, AdminPages::statusLine),
                Route.get("/admin/outbox", Access.ORGANIZER, AdminPages::outbox),
                Route.get("/admin/audit", Access.ORGANIZER, AdminPages::audit),
                Route.get("/admin/results.json", Access.ORGANIZER, AdminPages::results));
    }

    private static void overview(Visit visit) {
        List<Cell> links = new ArrayList<>();
        for (String name : List.of(
                "people",
                "teams",
                "phases",
                "submissions",
                "images",
                "queue",
                "rescore",
                "release",
                "leak",
                "news",
                "outbox",
                "audit")) {
            links.add(Cell.link(visit.t().get("admin." + name), "/admin/" + name));
        }
        links.add(Cell.link(visit.t().get("admin.results"), "/admin/results.json"));
        List<Section> sections = new ArrayList<>();
        sections.add(new Section.Links(links));
        long pending = visit.store().teams().all().stream()
                .filter(t -> t.state() == Team.State.PENDING)
                .count();
        Queue.Length length = visit.store().queue().length();
        sections.add(new Section.Items(List.of(
                visit.t().get("admin.pending", Map.of("n", String.valueOf(pending))),
                visit.t().get("admin.held", Map.of("n", String.valueOf(length.held()))),
                visit.t().get("status.queue", Map.of("n", String.valueOf(length.waiting()))),
                visit.store()
                        .queue()
                        .oldestDue()
                        .map(at -> visit.t()
                                .get("admin.oldest", Map.of("at", visit.times().brief(at))))
                        .orElse(visit.t().get("status.fine")))));
        sections.add(new Section.Fill(Form.of(
                "/admin/status",
                visit.t().get("layout.save"),
                Field.text(
                        "line",
                        visit.t().get("admin.status-line"),
                        visit.store().statusLine(),
                        false))));
        visit.show(visit.t().get("menu.admin"), sections);
    }

    private static void people(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        for (Account a : visit.store().accounts().all()) {
            rows.add(List.of(
                    Cell.of(a.name()),
                    Cell.of(a.email()),
                    Cell.of(a.affiliation()),
                    Cell.of(a.country()),
                    Cell.of(a.purpose()),
                    Cell.of(visit.t().get(a.confirmed() ? "admin.confirmed" : "admin.unconfirmed")),
                    Cell.of(visit.times().brief(a.createdAt()))));
            forms.add(
                    a.confirmed()
                            ? List.of()
                            : List.of(Form.button(
                                    "/admin/people/" + a.id() + "/confirmation",
                                    visit.t().get("confirm.button"))));
        }
        List<Section> sections = new ArrayList<>();
        sections.add(new Section.Table(
                visit.t().get("admin.people"),
                List.of(
                        visit.t().get("field.name"),
                        visit.t().get("field.email"),
                        visit.t().get("field.affiliation"),
                        visit.t().get("field.country"),
                        visit.t().get("field.purpose"),
                        visit.t().get("column.state"),
                        visit.t().get("column.date")),
                rows,
                forms));
        List<String> duplicates = visit.store().accounts().likelyDuplicates().stream()
                .map(same -> same.stream()
                        .map(a -> a.name() + " <" + a.email() + ">")
                        .reduce((a, b) -> a + ", " + b)
                        .orElse(""))
                .toList();
        if (!duplicates.isEmpty()) {
            sections.add(new Section.Heading(visit.t().get("admin.duplicates")));
            sections.add(new Section.Items(duplicates));
        }
        visit.show(visit.t().get("admin.people"), sections);
    }

    private static void confirm(Visit visit) {
        if (visit.store().accounts().find(visit.path("id")).isEmpty()) {
            throw new RefusedException(Reason.NOT_FOUND);
        }
        visit.store().accounts().confirmByHand(visit.path("id"), visit.account().id());
        visit.redirect("/admin/people");
    }

    private static Field reason(Visit visit) {
        return Field.text("reason", visit.t().get("field.reason"), true);
    }

    private static void teams(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        List<String[]> states = new ArrayList<>();
        for (Team.State state : Team.State.values()) {
            states.add(new String[] {state.name(), visit.t().get("team-state", state)});
        }
        List<String[]> phases = phaseOptions(visit);
        for (Team team : visit.store().teams().all()) {
            rows.add(List.of(
                    Cell.of(team.name()),
                    Cell.of(visit.t().get("kind", team.kind())),
                    Cell.of(visit.t().get("team-state", team.state())),
                    Cell.of(team.affiliation()),
                    Cell.of(String.join(", ", visit.store().teams().formerNames(team.id()))),
                    Cell.of(visit.times().brief(team.createdAt()))));
            forms.add(List.of(
                    Form.button(
                            "/admin/teams/" + team.id() + "/decision",
                            visit.t().get("admin.decide"),
                            Field.select(
                                    "state",
                                    visit.t().get("column.state"),
                                    states,
                                    team.state().name()),
                            Field.text("note", visit.t().get("field.note"), false)),
                    Form.button(
                            "/admin/teams/" + team.id() + "/grant",
                            visit.t().get("admin.grant"),
                            Field.select("phase", visit.t().get("column.phase"), phases),
                            reason(visit)),
                    Form.button(
                            "/admin/teams/" + team.id() + "/letter",
                            visit.t().get("admin.write"),
                            Field.text("subject", visit.t().get("field.subject"), true),
                            Field.text("body", visit.t().get("field.body"), true))));
        }
        visit.show(
                visit.t().get("admin.teams"),
                List.of(
                        new Section.Table(
                                visit.t().get("admin.teams"),
                                List.of(
                                        visit.t().get("column.team"),
                                        visit.t().get("column.kind"),
                                        visit.t().get("column.state"),
                                        visit.t().get("field.affiliation"),
                                        visit.t().get("column.names"),
                                        visit.t().get("column.date")),
                                rows,
                                forms),
                        new Section.Heading(visit.t().get("admin.unranked")),
                        new Section.Fill(Form.of(
                                "/admin/teams/unranked",
                                visit.t().get("team.create"),
                                Field.text("name", visit.t().get("field.team"), true),
                                Field.select(
                                        "kind",
                                        visit.t().get("column.kind"),
                                        List.of(
                                                new String[] {
                                                    "BASELINE", visit.t().get("kind", Team.Kind.BASELINE)
                                                },
                                                new String[] {
                                                    "ORGANIZER", visit.t().get("kind", Team.Kind.ORGANIZER)
                                                }))))));
    }

    private static List<String[]> phaseOptions(Visit visit) {
        List<String[]> phases = new ArrayList<>();
        visit.store().phases().all().forEach(p -> phases.add(new String[] {p.slug(), PublicPages.title(visit, p)}));
        return phases;
    }

    private static <E extends Enum<E>> E parse(Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
    }

    private static void decide(Visit visit) {
        visit.store()
                .teams()
                .decide(
                        visit.path("id"),
                        parse(Team.State.class, visit.field("state")),
                        visit.field("note"),
                        visit.account().id());
        visit.redirect("/admin/teams");
    }

    private static void grant(Visit visit) {
        visit.store()
                .submissions()
                .grant(
                        visit.path("id"),
                        visit.field("phase"),
                        visit.field("reason"),
                        visit.account().id());
        visit.redirect("/admin/teams");
    }

    private static void letter(Visit visit) {
        Team team =
                visit.store().teams().find(visit.path("id")).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        visit.store()
                .messages()
                .write(
                        team.id(),
                        visit.line("subject", 200),
                        visit.field("body"),
                        visit.account().id());
        visit.redirect("/admin/teams");
    }

    private static void unranked(Visit visit) {
        Team.Kind kind = parse(Team.Kind.class, visit.field("kind"));
        if (kind == Team.Kind.COMPETITOR) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        visit.store().teams().createUnranked(visit.account().id(), visit.line("name", 60), kind, "");
        visit.redirect("/admin/teams");
    }

    private static void phases(Visit visit) {
        List<Section> sections = new ArrayList<>();
        List<String[]> kinds = new ArrayList<>();
        for (Window.Kind kind : Window.Kind.values()) {
            kinds.add(new String[] {kind.name(), visit.t().get("window", kind)});
        }
        for (Phase phase : visit.store().phases().all()) {
            List<List<Cell>> rows = new ArrayList<>();
            for (Window w : visit.store().phases().windows(phase.slug())) {
                rows.add(List.of(
                        Cell.of(w.seq()),
                        Cell.of(visit.t().get("window", w.kind())),
                        Cell.of(visit.times().full(w.fromAt())),
                        Cell.of(visit.times().full(w.toAt())),
                        Cell.of(w.reason())));
            }
            sections.add(Section.Table.of(
                    PublicPages.title(visit, phase),
                    List.of(
                            "#",
                            visit.t().get("column.window"),
                            visit.t().get("column.from"),
                            visit.t().get("column.to"),
                            visit.t().get("field.reason")),
                    rows));
            sections.add(new Section.Folded(Form.of(
                    "/admin/phases/" + phase.slug() + "/windows",
                    visit.t().get("admin.set-window"),
                    Field.select("kind", visit.t().get("column.window"), kinds),
                    Field.text("from", visit.t().get("column.from"), true)
                            .help(visit.t().get("help.instant")),
                    Field.text("to", visit.t().get("column.to"), true),
                    reason(visit))));
        }
        visit.show(visit.t().get("admin.phases"), sections);
    }

    private static Instant instant(Visit visit, String field) {
        try {
            return java.time.OffsetDateTime.parse(visit.field(field)).toInstant();
        } catch (DateTimeParseException e) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
    }

    private static void window(Visit visit) {
        Window.Kind kind = parse(Window.Kind.class, visit.field("kind"));
        visit.store()
                .phases()
                .setWindow(
                        visit.path("phase"),
                        kind,
                        instant(visit, "from"),
                        instant(visit, "to"),
                        visit.field("reason"),
                        visit.account().id());
        visit.redirect("/admin/phases");
    }

    private static void submissions(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        Set<String> asked =
                visit.store().images().all().stream().map(Image::submission).collect(Collectors.toSet());
        for (Submission s : visit.store().submissions().all()) {
            String team = visit.store().teams().find(s.team()).orElseThrow().name();
            rows.add(List.of(
                    Cell.link(SubmissionPages.title(visit, s), "/submissions/" + s.id()),
                    Cell.of(team),
                    Cell.of(s.fileName()),
                    Cell.of(visit.t().get("state", s.state()) + (s.hidden() ? " *" : "")),
                    Cell.of(visit.times().brief(s.acceptedAt()))));
            List<Form> acts = new ArrayList<>();
            String base = "/admin/submissions/" + s.id();
            if (s.state() == Submission.State.VOID) {
                acts.add(Form.button(base + "/restoration", visit.t().get("admin.restore"), reason(visit)));
            } else if (s.state() != Submission.State.WITHDRAWN) {
                acts.add(Form.button(base + "/void", visit.t().get("admin.void"), reason(visit)));
                acts.add(Form.button(
                        base + "/void",
                        visit.t().get("admin.void-free"),
                        reason(visit),
                        Field.hidden("giveBack", "1")));
                acts.add(Form.button(
                        base + "/visibility",
                        visit.t().get(s.hidden() ? "admin.show" : "admin.hide"),
                        reason(visit),
                        Field.hidden("hidden", s.hidden() ? "0" : "1")));
            }
            if (s.state() == Submission.State.SCORED && !asked.contains(s.id())) {
                acts.add(Form.button(base + "/image", visit.t().get("image.ask")));
            }
            forms.add(acts);
        }
        visit.show(
                visit.t().get("admin.submissions"),
                List.of(new Section.Table(
                        visit.t().get("admin.submissions"),
                        List.of(
                                visit.t().get("column.number"),
                                visit.t().get("column.team"),
                                visit.t().get("column.file"),
                                visit.t().get("column.state"),
                                visit.t().get("column.date")),
                        rows,
                        forms)));
    }

    private static void askForImage(Visit visit) {
        visit.store().images().ask(visit.path("id"), visit.account().id());
        visit.redirect("/admin/images");
    }

    private static void images(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Image image : visit.store().images().all()) {
            Submission s = visit.store().submissions().find(image.submission()).orElseThrow();
            rows.add(List.of(
                    Cell.link(SubmissionPages.title(visit, s), "/submissions/" + s.id()),
                    Cell.of(visit.store().teams().find(s.team()).orElseThrow().name()),
                    Cell.of(visit.times().brief(image.askedAt())),
                    Cell.of(SubmissionPages.imageState(visit, image)),
                    Cell.of(s.id())));
        }
        visit.show(
                visit.t().get("admin.images"),
                List.of(
                        new Section.Text(visit.t().get("image.help")),
                        Section.Table.of(
                                visit.t().get("admin.images"),
                                List.of(
                                        visit.t().get("column.number"),
                                        visit.t().get("column.team"),
                                        visit.t().get("column.date"),
                                        visit.t().get("column.state"),
                                        "ID"),
                                rows)));
    }

    private static void voidSubmission(Visit visit) {
        visit.store()
                .submissions()
                .voidSubmission(
                        visit.path("id"),
                        visit.field("reason"),
                        visit.field("giveBack").equals("1"),
                        visit.account().id());
        visit.redirect("/admin/submissions");
    }

    private static void restore(Visit visit) {
        visit.store()
                .submissions()
                .restore(
                        visit.path("id"), visit.field("reason"), visit.account().id());
        visit.redirect("/admin/submissions");
    }

    private static void hide(Visit visit) {
        visit.store()
                .submissions()
                .hide(
                        visit.path("id"),
                        visit.field("hidden").equals("1"),
                        visit.field("reason"),
                        visit.account().id());
        visit.redirect("/admin/submissions");
    }

    private static void queue(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        for (Evaluation e : visit.store().queue().waiting()) {
            rows.add(List.of(
                    Cell.link(
                            visit.store()
                                    .submissions()
                                    .find(e.submission())
                                    .map(s -> SubmissionPages.title(visit, s))
                                    .orElse(e.submission()),
                            "/submissions/" + e.submission()),
                    Cell.of(state(visit, e)),
                    Cell.of(e.tries()),
                    Cell.of(visit.times().brief(e.nextAt())),
                    Cell.of(e.worker().orElse("")),
                    Cell.of(e.fault())));
            forms.add(
                    e.state() == Evaluation.State.HELD
                            ? List.of(Form.button(
                                    "/admin/evaluations/" + e.id() + "/retry",
                                    visit.t().get("admin.retry")))
                            : List.of());
        }
        visit.show(
                visit.t().get("admin.queue"),
                List.of(new Section.Table(
                        visit.t().get("admin.queue"),
                        List.of(
                                visit.t().get("column.number"),
                                visit.t().get("column.state"),
                                visit.t().get("column.tries"),
                                visit.t().get("column.date"),
                                visit.t().get("column.worker"),
                                visit.t().get("column.fault")),
                        rows,
                        forms)));
    }

    private static String state(Visit visit, Evaluation e) {
        String state = visit.t().get("evaluation", e.state());
        return e.shadow() ? visit.t().get("evaluation.shadow", Map.of("state", state)) : state;
    }

    private static void retry(Visit visit) {
        visit.store().queue().retry(visit.path("id"), visit.account().id());
        visit.redirect("/admin/queue");
    }

    private static void rescores(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Rescore r : visit.store().rescores().all()) {
            Rescores.Progress progress = visit.store().rescores().progress(r);
            rows.add(List.of(
                    Cell.link(visit.times().brief(r.requestedAt()), "/admin/rescore/" + r.id()),
                    Cell.of(PublicPages.title(visit, visit.phase(r.phase()))),
                    Cell.of(r.reason()),
                    Cell.of(progress.done() + " / " + progress.all()),
                    Cell.of(r.publishedAt().map(visit.times()::brief).orElse("–"))));
        }
        List<String[]> truths = new ArrayList<>();
        for (Phase phase : visit.store().phases().all()) {
            for (Truth truth : visit.store().phases().truths(phase.slug())) {
                truths.add(new String[] {
                    phase.slug() + " " + truth.id(),
                    PublicPages.title(visit, phase) + ", " + truth.sha256().substring(0, 12)
                });
            }
        }
        visit.show(
                visit.t().get("admin.rescore"),
                List.of(
                        new Section.Text(visit.t().get("rescore.help")),
                        Section.Table.of(
                                visit.t().get("admin.rescore"),
                                List.of(
                                        visit.t().get("column.date"),
                                        visit.t().get("column.phase"),
                                        visit.t().get("field.reason"),
                                        visit.t().get("column.progress"),
                                        visit.t().get("column.published")),
                                rows),
                        new Section.Fill(Form.of(
                                "/admin/rescore",
                                visit.t().get("rescore.request"),
                                Field.select("truth", visit.t().get("field.truth"), truths),
                                Field.select(
                                        "convention",
                                        visit.t().get("field.convention"),
                                        List.of(
                                                new String[] {"leaderboard", "leaderboard"},
                                                new String[] {"published", "published"})),
                                Field.area("weights", visit.t().get("field.weights"), false),
                                reason(visit)))));
    }

    private static void rescore(Visit visit) {
        String[] wanted = visit.field("truth").split(" ", -1);
        if (wanted.length != 2) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        EngineOptions options;
        try {
            options = new EngineOptions(visit.field("convention"), visit.field("weights"));
            options.challengeWeights();
        } catch (IllegalArgumentException | java.io.IOException e) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        String version = visit.store().phases().engines().get(0).programVersion();
        Engine engine = visit.store()
                .phases()
                .engine(version, options.text(), visit.account().id());
        Rescore made = visit.store()
                .rescores()
                .request(
                        wanted[0],
                        engine.id(),
                        wanted[1],
                        visit.field("reason"),
                        visit.account().id());
        visit.redirect("/admin/rescore/" + made.id());
    }

    /** What a re-score would change, before anything changes. */
    private static void diff(Visit visit) {
        Rescore rescore = visit.store()
                .rescores()
                .find(visit.path("id"))
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        Phase phase = visit.phase(rescore.phase());
        Rescores.Progress progress = visit.store().rescores().progress(rescore);
        List<Section> sections = new ArrayList<>();
        sections.add(new Section.Text(rescore.reason()));
        sections.add(new Section.Text(progress.done() + " / " + progress.all()));
        for (Track track : visit.store().phases().tracks()) {
            List<RankMoves.Move> moves = RankMoves.between(
                    visit.store().boards().current(phase, track),
                    visit.store().boards().build(phase, track, rescore.engine(), rescore.truth()),
                    track);
            List<List<Cell>> rows = new ArrayList<>();
            for (RankMoves.Move move : moves) {
                rows.add(List.of(
                        Cell.of(move.team()),
                        Cell.of(rank(move.rankBefore())),
                        Cell.of(rank(move.rankAfter())),
                        Cell.of(move.valueBefore(), 4),
                        Cell.of(move.valueAfter(), 4),
                        Cell.of(move.changed() ? "*" : "")));
            }
            sections.add(Section.Table.of(
                    visit.t().get("track." + track.slug()),
                    List.of(
                            visit.t().get("column.team"),
                            visit.t().get("rescore.rank-before"),
                            visit.t().get("rescore.rank-after"),
                            visit.t().get("rescore.value-before"),
                            visit.t().get("rescore.value-after"),
                            visit.t().get("rescore.changed")),
                    rows));
        }
        if (rescore.publishedAt().isEmpty() && progress.complete()) {
            sections.add(new Section.Fill(Form.of(
                    "/admin/rescore/" + rescore.id() + "/publication", visit.t().get("rescore.publish"))));
        }
        visit.show(visit.t().get("admin.rescore"), sections);
    }

    private static String rank(java.util.OptionalInt rank) {
        return rank.isPresent() ? String.valueOf(rank.getAsInt()) : "–";
    }

    private static void publish(Visit visit) {
        visit.store().rescores().publish(visit.path("id"), visit.account().id());
        visit.redirect("/admin/rescore");
    }

    private static void releases(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        for (LabelRelease r : visit.store().releases().all()) {
            String state = r.doneAt().isPresent()
                    ? visit.t()
                            .get(
                                    "release.done",
                                    Map.of("at", visit.times().brief(r.doneAt().get())))
                    : r.twoNeeded() && r.confirmedBy().isEmpty()
                            ? visit.t().get("release.second")
                            : visit.t()
                                    .get(
                                            "release.waits",
                                            Map.of(
                                                    "n",
                                                    String.valueOf(visit.store()
                                                            .releases()
                                                            .unfinished(r.phase()))));
            rows.add(List.of(
                    Cell.of(PublicPages.title(visit, visit.phase(r.phase()))),
                    Cell.of(visit.times().full(r.dueAt())),
                    Cell.of(state)));
            List<Form> acts = new ArrayList<>();
            if (r.doneAt().isEmpty()) {
                if (r.twoNeeded() && r.confirmedBy().isEmpty()) {
                    acts.add(Form.button(
                            "/admin/release/" + r.id() + "/confirmation",
                            visit.t().get("release.confirm")));
                }
                acts.add(Form.button(
                        "/admin/release/" + r.id() + "/cancellation", visit.t().get("release.cancel")));
            }
            forms.add(acts);
        }
        visit.show(
                visit.t().get("admin.release"),
                List.of(
                        new Section.Text(visit.t().get("release.help")),
                        new Section.Table(
                                visit.t().get("admin.release"),
                                List.of(
                                        visit.t().get("column.phase"),
                                        visit.t().get("column.due"),
                                        visit.t().get("column.state")),
                                rows,
                                forms),
                        new Section.Fill(Form.of(
                                "/admin/release",
                                visit.t().get("release.propose"),
                                Field.select("phase", visit.t().get("column.phase"), phaseOptions(visit)),
                                Field.text("due", visit.t().get("column.due"), true)
                                        .help(visit.t().get("help.instant"))))));
    }

    private static void propose(Visit visit) {
        visit.store()
                .releases()
                .propose(
                        visit.field("phase"),
                        instant(visit, "due"),
                        visit.account().id());
        visit.redirect("/admin/release");
    }

    private static void confirmRelease(Visit visit) {
        visit.store().releases().confirm(visit.path("id"), visit.account().id());
        visit.redirect("/admin/release");
    }

    private static void cancelRelease(Visit visit) {
        visit.store().releases().cancel(visit.path("id"), visit.account().id());
        visit.redirect("/admin/release");
    }

    /** What answers would tell of hidden labels, simulated with this phase's numbers. */
    private static void leak(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Phase phase : visit.store().phases().all()) {
            Optional<Truth> truth =
                    phase.truth().flatMap(id -> visit.store().phases().findTruth(id));
            if (truth.isEmpty()) {
                continue;
            }
            int labels = truth.get().caseIds().split("\n", -1).length;
            for (int answers : new int[] {Math.max(1, phase.limitTotal()), 10, 40}) {
                LeakBudget.Forecast forecast =
                        LeakBudget.Forecast.of(labels, answers, SIMULATIONS, new Random(labels + answers));
                rows.add(List.of(
                        Cell.of(PublicPages.title(visit, phase)),
                        Cell.of(labels),
                        Cell.of(answers),
                        Cell.of(java.util.OptionalDouble.of(answers * LeakBudget.bitsPerAnswer(labels)), 1),
                        Cell.of(java.util.OptionalDouble.of(forecast.fromChance()), 3),
                        Cell.of(java.util.OptionalDouble.of(forecast.fromHonest()), 3)));
            }
        }
        visit.show(
                visit.t().get("admin.leak"),
                List.of(
                        new Section.Text(visit.t().get("leak.help")),
                        Section.Table.of(
                                visit.t().get("admin.leak"),
                                List.of(
                                        visit.t().get("column.phase"),
                                        visit.t().get("leak.labels"),
                                        visit.t().get("leak.answers"),
                                        visit.t().get("leak.bits"),
                                        visit.t().get("leak.chance"),
                                        visit.t().get("leak.honest")),
                                rows)));
    }

    private static void news(Visit visit) {
        visit.show(
                visit.t().get("admin.news"),
                List.of(new Section.Fill(Form.of(
                        "/admin/news",
                        visit.t().get("news.publish"),
                        Field.text("title", visit.t().get("field.subject"), true),
                        Field.area("body", visit.t().get("field.markdown"), true)))));
    }

    private static void publishNews(Visit visit) {
        visit.store().messages().publishNews(visit.line("title", 200), visit.field("body"), visit.account());
        visit.redirect("/news");
    }

    private static void statusLine(Visit visit) {
        String line = visit.field("line");
        if (line.length() > 300 || line.chars().anyMatch(Character::isISOControl)) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        visit.store().setStatusLine(line, visit.account().id());
        visit.redirect("/admin");
    }

    private static void outbox(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Messages.Letter letter : visit.store().messages().outbox(200)) {
            rows.add(List.of(
                    Cell.of(letter.receiver()),
                    Cell.of(letter.subject()),
                    Cell.of(letter.body()),
                    Cell.of(letter.tries()),
                    Cell.of(letter.sentAt().map(visit.times()::brief).orElse("–"))));
        }
        visit.show(
                visit.t().get("admin.outbox"),
                List.of(
                        new Section.Text(visit.t().get("outbox.help")),
                        Section.Table.of(
                                visit.t().get("admin.outbox"),
                                List.of(
                                        visit.t().get("field.email"),
                                        visit.t().get("field.subject"),
                                        visit.t().get("field.body"),
                                        visit.t().get("column.tries"),
                                        visit.t().get("column.sent")),
                                rows)));
    }

    private static void audit(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (AuditEntry e : visit.store().audit().entries(300, MAX_SEQ)) {
            String actor =
                    visit.store().accounts().find(e.actor()).map(Account::name).orElse(e.actor());
            rows.add(List.of(
                    Cell.of(e.seq()),
                    Cell.of(visit.times().brief(e.at())),
                    Cell.of(actor),
                    Cell.of(e.act()),
                    Cell.of(e.object()),
                    Cell.of(e.before()),
                    Cell.of(e.after()),
                    Cell.of(e.reason())));
        }
        Optional<String> fault = visit.store().audit().fault();
        visit.show(
                visit.t().get("admin.audit"),
                List.of(
                        new Section.Note(fault.orElse(visit.t().get("audit.whole")), fault.isPresent()),
                        Section.Table.of(
                                visit.t().get("admin.audit"),
                                List.of(
                                        "#",
                                        visit.t().get("column.date"),
                                        visit.t().get("column.who"),
                                        visit.t().get("column.act"),
                                        visit.t().get("column.object"),
                                        visit.t().get("column.before"),
                                        visit.t().get("column.after"),
                                        visit.t().get("field.reason")),
                                rows)));
    }

    /** The sealed results: schedules, versions, hashes, boards and the audit log. */
    private static void results(Visit visit) {
        visit.context()
                .header("Content-Disposition", "attachment; filename=\"results.json\"")
                .contentType("application/json")
                .result(ResultsBundle.json(visit.store()));
    }
}
