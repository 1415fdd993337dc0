package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import org.substantia.challenge.model.Image;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.ImageStates;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** Container images that were asked for. */
final class ImageAdmin {
    private ImageAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.post("/admin/submissions/{id}/image", Access.ORGANIZER, ImageAdmin::askForImage),
                Route.get("/admin/images", Access.ORGANIZER, ImageAdmin::images));
    }

    private static void images(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Image image : visit.store().images().all()) {
            Submission s = visit.store().submissions().find(image.submission()).orElseThrow();
            rows.add(List.of(
                    Cell.link(visit.title(s), "/submissions/" + s.id()),
                    Cell.of(visit.store().teams().find(s.team()).orElseThrow().name()),
                    Cell.of(visit.times().brief(image.askedAt())),
                    Cell.of(ImageStates.sentence(visit.t(), image)),
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

    private static void askForImage(Visit visit) {
        visit.store().images().ask(visit.path("id"), visit.account().id());
        visit.redirect("/admin/images");
    }
}
