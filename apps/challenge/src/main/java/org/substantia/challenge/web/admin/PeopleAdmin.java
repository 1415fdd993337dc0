package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** Who registered, and confirming them by hand. */
final class PeopleAdmin {
    private PeopleAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/people", Access.ORGANIZER, PeopleAdmin::people),
                Route.post("/admin/people/{id}/confirmation", Access.ORGANIZER, PeopleAdmin::confirm));
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
}
