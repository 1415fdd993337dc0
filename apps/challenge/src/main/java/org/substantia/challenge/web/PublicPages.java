package org.substantia.challenge.web;

import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.challenge.model.News;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Schedule;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Markdown;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** What everyone may read. */
final class PublicPages {
    private PublicPages() {}

    static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/", Access.PUBLIC, PublicPages::home));
        for (String name : List.of("tasks", "evaluation", "about")) {
            routes.add(Route.get("/" + name, Access.PUBLIC, visit -> text(visit, name)));
        }
        routes.add(Route.get("/rules", Access.PUBLIC, PublicPages::rules));
        routes.add(Route.get("/schedule", Access.PUBLIC, PublicPages::schedule));
        routes.add(Route.get("/news", Access.PUBLIC, PublicPages::news));
        routes.add(Route.get("/news.atom", Access.PUBLIC, PublicPages::atom));
        routes.add(Route.get("/leaderboard", Access.PUBLIC, PublicPages::leaderboards));
        routes.add(Route.get("/leaderboard/{phase}/{track}", Access.PUBLIC, PublicPages::leaderboard));
        routes.add(Route.get("/leaderboard/{phase}/{track}/table.csv", Access.PUBLIC, PublicPages::leaderboardCsv));
        routes.add(Route.get("/status", Access.PUBLIC, PublicPages::status));
        return routes;
    }

    private static void home(Visit visit) {
        List<Section> sections = new ArrayList<>();
        String tagline = visit.platform().content().tagline().in(visit.t().locale());
        if (!tagline.isEmpty()) {
            sections.add(new Section.Text(tagline));
        }
        prose(visit, "home", sections);
        sections.add(new Section.Links(List.of(
                Cell.link(visit.t().get("menu.tasks"), "/tasks"),
                Cell.link(visit.t().get("menu.data"), "/data"),
                Cell.link(visit.t().get("menu.submit"), "/submit"),
                Cell.link(visit.t().get("menu.leaderboard"), "/leaderboard"))));
        windows(visit, sections);
        List<News> news = visit.store().messages().news();
        if (!news.isEmpty()) {
            sections.add(new Section.Heading(visit.t().get("menu.news")));
            news.stream().limit(3).forEach(entry -> entry(visit, entry, sections));
        }
        visit.show(visit.platform().content().title().in(visit.t().locale()), sections);
    }

    private static void prose(Visit visit, String page, List<Section> sections) {
        String text = visit.platform().content().page(page, visit.t().locale());
        if (!text.isBlank()) {
            sections.add(new Section.Prose(Markdown.html(text)));
        }
    }

    /** The next thing to happen in every phase. */
    private static void windows(Visit visit, List<Section> sections) {
        for (Phase phase : visit.store().phases().all()) {
            Schedule schedule = visit.store().phases().schedule(phase.slug());
            Optional<Window> window = schedule.window(Window.Kind.SUBMISSION);
            if (window.isEmpty() || schedule.closed(visit.now())) {
                continue;
            }
            boolean open = window.get().contains(visit.now());
            Instant until = open ? window.get().toAt() : window.get().fromAt();
            sections.add(new Section.Countdown(
                    visit.title(phase) + " · "
                            + visit.t()
                                    .get(
                                            open ? "schedule.closes" : "schedule.opens",
                                            Map.of("at", visit.times().full(until))),
                    until.toString()));
        }
    }

    private static void text(Visit visit, String name) {
        List<Section> sections = new ArrayList<>();
        prose(visit, name, sections);
        if (name.equals("tasks")) {
            sections.add(new Section.Links(List.of(Cell.link(visit.t().get("menu.evaluation"), "/evaluation"))));
        }
        visit.show(visit.t().get("menu." + name), sections);
    }

    private static void rules(Visit visit) {
        List<Section> sections = new ArrayList<>();
        prose(visit, "rules", sections);
        List<List<Cell>> rows = new ArrayList<>();
        for (Phase phase : scored(visit)) {
            rows.add(List.of(
                    Cell.of(visit.title(phase)),
                    Cell.of(limit(visit, phase)),
                    Cell.of(phase.limitRejectedDay()),
                    Cell.of(visit.t().get("entry", phase.entryRule())),
                    Cell.of(visit.t().get("visibility", phase.visibility()))));
        }
        sections.add(Section.Table.of(
                visit.t().get("rules.phases"),
                List.of(
                        visit.t().get("column.phase"),
                        visit.t().get("column.attempts"),
                        visit.t().get("column.rejected"),
                        visit.t().get("column.counts"),
                        visit.t().get("column.visibility")),
                rows));
        sections.add(new Section.Items(List.of(
                visit.t().get("rules.opened"),
                visit.t().get("rules.ours"),
                visit.t().get("rules.ties"),
                visit.t().get("rules.costly"))));
        visit.show(visit.t().get("menu.rules"), sections);
    }

    /** The phases that files can be handed in to: those with a truth to score them by. */
    private static List<Phase> scored(Visit visit) {
        return visit.store().phases().all().stream()
                .filter(phase -> phase.truth().isPresent())
                .toList();
    }

    static String limit(Visit visit, Phase phase) {
        List<String> parts = new ArrayList<>();
        if (phase.limitTotal() > 0) {
            parts.add(visit.t().get("limit.total", Map.of("n", String.valueOf(phase.limitTotal()))));
        }
        if (phase.limitDay() > 0) {
            parts.add(visit.t().get("limit.day", Map.of("n", String.valueOf(phase.limitDay()))));
        }
        if (phase.limitMonth() > 0) {
            parts.add(visit.t().get("limit.month", Map.of("n", String.valueOf(phase.limitMonth()))));
        }
        return parts.isEmpty() ? visit.t().get("limit.none") : String.join(", ", parts);
    }

    private static void schedule(Visit visit) {
        List<Section> sections = new ArrayList<>();
        windows(visit, sections);
        for (Phase phase : visit.store().phases().all()) {
            Schedule schedule = visit.store().phases().schedule(phase.slug());
            List<List<Cell>> rows = new ArrayList<>();
            for (Window.Kind kind : Window.Kind.values()) {
                schedule.window(kind)
                        .ifPresent(w -> rows.add(List.of(
                                Cell.of(visit.t().get("window", kind)),
                                Cell.of(visit.times().full(w.fromAt())),
                                Cell.of(visit.times().full(w.toAt())))));
            }
            sections.add(Section.Table.of(
                    visit.title(phase),
                    List.of(
                            visit.t().get("column.window"),
                            visit.t().get("column.from"),
                            visit.t().get("column.to")),
                    rows));
            List<String> changes = visit.store().phases().windows(phase.slug()).stream()
                    .filter(w -> !w.reason().isBlank())
                    .map(w -> visit.t()
                            .get(
                                    "schedule.changed",
                                    Map.of(
                                            "at",
                                            visit.times().brief(w.setAt()),
                                            "window",
                                            visit.t().get("window", w.kind()),
                                            "to",
                                            visit.times().brief(w.toAt()),
                                            "reason",
                                            w.reason())))
                    .toList();
            if (!changes.isEmpty()) {
                sections.add(new Section.Items(changes));
            }
        }
        visit.show(visit.t().get("menu.schedule"), sections);
    }

    private static void news(Visit visit) {
        List<Section> sections = new ArrayList<>();
        List<News> news = visit.store().messages().news();
        news.forEach(entry -> entry(visit, entry, sections));
        if (news.isEmpty()) {
            sections.add(new Section.Text(visit.t().get("layout.empty")));
        }
        sections.add(new Section.Links(List.of(Cell.link("Atom", "/news.atom"))));
        visit.show(visit.t().get("menu.news"), sections);
    }

    private static void entry(Visit visit, News entry, List<Section> sections) {
        sections.add(new Section.Subheading(entry.title()));
        sections.add(new Section.Text(visit.times().brief(entry.at()) + " · " + entry.author()));
        sections.add(new Section.Prose(Markdown.html(entry.body())));
    }

    private static void atom(Visit visit) {
        StringBuilder feed = new StringBuilder("""
                <?xml version="1.0" encoding="utf-8"?>
                <feed xmlns="http://www.w3.org/2005/Atom">
                """);
        String base = visit.platform().baseUrl().toString();
        feed.append("<id>")
                .append(xml(base + "/news"))
                .append("</id>\n<title>")
                .append(xml(visit.platform().content().title().en()))
                .append("</title>\n");
        List<News> news = visit.store().messages().news();
        Instant updated = news.isEmpty() ? Instant.EPOCH : news.get(0).at();
        feed.append("<updated>").append(updated).append("</updated>\n");
        for (News entry : news) {
            feed.append("<entry><id>urn:uuid:")
                    .append(entry.id())
                    .append("</id><title>")
                    .append(xml(entry.title()))
                    .append("</title><updated>")
                    .append(entry.at())
                    .append("</updated><author><name>")
                    .append(xml(entry.author()))
                    .append("</name></author><content type=\"html\">")
                    .append(xml(Markdown.html(entry.body())))
                    .append("</content></entry>\n");
        }
        visit.context()
                .contentType("application/atom+xml")
                .result(feed.append("</feed>\n").toString());
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static void leaderboards(Visit visit) {
        List<Section> sections = new ArrayList<>();
        for (Phase phase : scored(visit)) {
            sections.add(new Section.Heading(visit.title(phase)));
            List<Cell> links = new ArrayList<>();
            for (Track track : visit.store().phases().tracks()) {
                links.add(Cell.link(
                        visit.t().get("track." + track.slug()), "/leaderboard/" + phase.slug() + "/" + track.slug()));
            }
            sections.add(new Section.Links(links));
        }
        visit.show(visit.t().get("menu.leaderboard"), sections);
    }

    private static void leaderboard(Visit visit) {
        BoardView view = BoardView.of(visit, visit.path("phase"), visit.path("track"));
        visit.show(HttpStatus.OK, view.title(), "", view.sections());
    }

    private static void leaderboardCsv(Visit visit) {
        BoardView view = BoardView.of(visit, visit.path("phase"), visit.path("track"));
        visit.context()
                .contentType("text/csv; charset=utf-8")
                .header("Content-Disposition", "attachment; filename=\"leaderboard.csv\"")
                .result(view.csv());
    }

    private static void status(Visit visit) {
        int waiting = visit.store().queue().length().waiting();
        String line = visit.store().statusLine();
        visit.show(
                visit.t().get("menu.status"),
                List.of(
                        new Section.Text(line.isEmpty() ? visit.t().get("status.fine") : line),
                        new Section.Text(visit.t().get("status.queue", Map.of("n", String.valueOf(waiting))))));
    }
}
