package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.substantia.challenge.model.LabelRelease;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** Label releases, which need two organizers where the phase says so. */
final class ReleaseAdmin {
    private ReleaseAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/release", Access.ORGANIZER, ReleaseAdmin::releases),
                Route.post("/admin/release", Access.ORGANIZER, ReleaseAdmin::propose),
                Route.post("/admin/release/{id}/confirmation", Access.ORGANIZER, ReleaseAdmin::confirmRelease),
                Route.post("/admin/release/{id}/cancellation", Access.ORGANIZER, ReleaseAdmin::cancelRelease));
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
                    Cell.of(visit.title(visit.phase(r.phase()))),
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
                                Field.select("phase", visit.t().get("column.phase"), AdminForms.phaseOptions(visit)),
                                Field.text("due", visit.t().get("column.due"), true)
                                        .help(visit.t().get("help.instant"))))));
    }

    private static void propose(Visit visit) {
        visit.store()
                .releases()
                .propose(
                        visit.field("phase"),
                        AdminForms.instant(visit, "due"),
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
}
