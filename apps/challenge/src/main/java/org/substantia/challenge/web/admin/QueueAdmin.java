package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** What waits to be scored and what failed by our fault. */
final class QueueAdmin {
    private QueueAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/queue", Access.ORGANIZER, QueueAdmin::queue),
                Route.post("/admin/evaluations/{id}/retry", Access.ORGANIZER, QueueAdmin::retry));
    }

    private static void queue(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        for (Evaluation e : visit.store().queue().waiting()) {
            Optional<Submission> submission = visit.store().submissions().find(e.submission());
            boolean isVoid =
                    submission.filter(s -> s.state() == Submission.State.VOID).isPresent();
            rows.add(List.of(
                    Cell.link(submission.map(visit::title).orElse(e.submission()), "/submissions/" + e.submission()),
                    Cell.of(state(visit, e)),
                    Cell.of(e.tries()),
                    Cell.of(visit.times().brief(e.nextAt())),
                    Cell.of(e.worker().orElse("")),
                    Cell.of(e.fault())));
            forms.add(
                    e.state() == Evaluation.State.HELD && !isVoid
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
}
