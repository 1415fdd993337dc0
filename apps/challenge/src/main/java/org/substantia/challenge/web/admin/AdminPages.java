package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.store.Queue;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/**
 * What organizers do: the page that leads to all others, and their routes. Every act needs a reason where it touches
 * what participants were promised.
 */
public final class AdminPages {
    private AdminPages() {}

    public static List<Route> routes() {
        return Stream.of(
                        List.of(Route.get("/admin", Access.ORGANIZER, AdminPages::overview)),
                        PeopleAdmin.routes(),
                        TeamAdmin.routes(),
                        PhaseAdmin.routes(),
                        SubmissionAdmin.routes(),
                        ImageAdmin.routes(),
                        QueueAdmin.routes(),
                        RescoreAdmin.routes(),
                        ReleaseAdmin.routes(),
                        NewsAdmin.routes(),
                        RecordAdmin.routes())
                .flatMap(List::stream)
                .toList();
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
}
