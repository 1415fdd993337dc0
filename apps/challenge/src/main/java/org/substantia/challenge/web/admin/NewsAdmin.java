package org.substantia.challenge.web.admin;

import java.util.List;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** News, and the line above every page. */
final class NewsAdmin {
    private NewsAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/news", Access.ORGANIZER, NewsAdmin::news),
                Route.post("/admin/news", Access.ORGANIZER, NewsAdmin::publishNews),
                Route.post("/admin/status", Access.ORGANIZER, NewsAdmin::statusLine));
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
}
