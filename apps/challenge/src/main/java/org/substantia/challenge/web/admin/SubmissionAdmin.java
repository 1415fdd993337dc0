package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.challenge.model.Image;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** Submissions: void, restored, hidden. */
final class SubmissionAdmin {
    private SubmissionAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/submissions", Access.ORGANIZER, SubmissionAdmin::submissions),
                Route.post("/admin/submissions/{id}/void", Access.ORGANIZER, SubmissionAdmin::voidSubmission),
                Route.post("/admin/submissions/{id}/restoration", Access.ORGANIZER, SubmissionAdmin::restore),
                Route.post("/admin/submissions/{id}/visibility", Access.ORGANIZER, SubmissionAdmin::hide));
    }

    private static void submissions(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        Set<String> asked =
                visit.store().images().all().stream().map(Image::submission).collect(Collectors.toSet());
        for (Submission s : visit.store().submissions().all()) {
            String team = visit.store().teams().find(s.team()).orElseThrow().name();
            rows.add(List.of(
                    Cell.link(visit.title(s), "/submissions/" + s.id()),
                    Cell.of(team),
                    Cell.of(s.fileName()),
                    Cell.of(visit.t().get("state", s.state()) + (s.hidden() ? " *" : "")),
                    Cell.of(visit.times().brief(s.acceptedAt()))));
            List<Form> acts = new ArrayList<>();
            String base = "/admin/submissions/" + s.id();
            if (s.state() == Submission.State.VOID) {
                acts.add(Form.button(base + "/restoration", visit.t().get("admin.restore"), AdminForms.reason(visit)));
            } else if (s.state() != Submission.State.WITHDRAWN) {
                acts.add(Form.button(base + "/void", visit.t().get("admin.void"), AdminForms.reason(visit)));
                acts.add(Form.button(
                        base + "/void",
                        visit.t().get("admin.void-free"),
                        AdminForms.reason(visit),
                        Field.hidden("giveBack", "1")));
                acts.add(Form.button(
                        base + "/visibility",
                        visit.t().get(s.hidden() ? "admin.show" : "admin.hide"),
                        AdminForms.reason(visit),
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
}
