package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** Teams: let in, given a further attempt, written to; entries that are not ranked. */
final class TeamAdmin {
    private TeamAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/teams", Access.ORGANIZER, TeamAdmin::teams),
                Route.post("/admin/teams/{id}/decision", Access.ORGANIZER, TeamAdmin::decide),
                Route.post("/admin/teams/{id}/grant", Access.ORGANIZER, TeamAdmin::grant),
                Route.post("/admin/teams/{id}/letter", Access.ORGANIZER, TeamAdmin::letter),
                Route.post("/admin/teams/unranked", Access.ORGANIZER, TeamAdmin::unranked));
    }

    private static void teams(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<Form>> forms = new ArrayList<>();
        List<String[]> states = new ArrayList<>();
        for (Team.State state : Team.State.values()) {
            states.add(new String[] {state.name(), visit.t().get("team-state", state)});
        }
        List<String[]> phases = AdminForms.phaseOptions(visit);
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
                            AdminForms.reason(visit)),
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

    private static void decide(Visit visit) {
        visit.store()
                .teams()
                .decide(
                        visit.path("id"),
                        AdminForms.parse(Team.State.class, visit.field("state")),
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
        Team.Kind kind = AdminForms.parse(Team.Kind.class, visit.field("kind"));
        if (kind == Team.Kind.COMPETITOR) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        visit.store().teams().createUnranked(visit.account().id(), visit.line("name", 60), kind, "");
        visit.redirect("/admin/teams");
    }
}
