package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** The windows of the phases, which only grow. */
final class PhaseAdmin {
    private PhaseAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/phases", Access.ORGANIZER, PhaseAdmin::phases),
                Route.post("/admin/phases/{phase}/windows", Access.ORGANIZER, PhaseAdmin::window));
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
                    visit.title(phase),
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
                    AdminForms.reason(visit))));
        }
        visit.show(visit.t().get("admin.phases"), sections);
    }

    private static void window(Visit visit) {
        Window.Kind kind = AdminForms.parse(Window.Kind.class, visit.field("kind"));
        visit.store()
                .phases()
                .setWindow(
                        visit.path("phase"),
                        kind,
                        AdminForms.instant(visit, "from"),
                        AdminForms.instant(visit, "to"),
                        visit.field("reason"),
                        visit.account().id());
        visit.redirect("/admin/phases");
    }
}
