package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import org.substantia.challenge.model.Engine;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.rules.RankMoves;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.store.Rescores;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;
import org.substantia.challenge.worker.EngineOptions;

/** Re-scores: asked for, compared with the board in force, published. */
final class RescoreAdmin {
    private RescoreAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/rescore", Access.ORGANIZER, RescoreAdmin::rescores),
                Route.post("/admin/rescore", Access.ORGANIZER, RescoreAdmin::rescore),
                Route.get("/admin/rescore/{id}", Access.ORGANIZER, RescoreAdmin::diff),
                Route.post("/admin/rescore/{id}/publication", Access.ORGANIZER, RescoreAdmin::publish));
    }

    private static void rescores(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Rescore r : visit.store().rescores().all()) {
            Rescores.Progress progress = visit.store().rescores().progress(r);
            rows.add(List.of(
                    Cell.link(visit.times().brief(r.requestedAt()), "/admin/rescore/" + r.id()),
                    Cell.of(visit.title(visit.phase(r.phase()))),
                    Cell.of(r.reason()),
                    Cell.of(progress.done() + " / " + progress.all()),
                    Cell.of(r.publishedAt().map(visit.times()::brief).orElse("–"))));
        }
        List<String[]> truths = new ArrayList<>();
        for (Phase phase : visit.store().phases().all()) {
            for (Truth truth : visit.store().phases().truths(phase.slug())) {
                truths.add(new String[] {
                    phase.slug() + " " + truth.id(),
                    visit.title(phase) + ", " + truth.sha256().substring(0, 12)
                });
            }
        }
        visit.show(
                visit.t().get("admin.rescore"),
                List.of(
                        new Section.Text(visit.t().get("rescore.help")),
                        Section.Table.of(
                                visit.t().get("admin.rescore"),
                                List.of(
                                        visit.t().get("column.date"),
                                        visit.t().get("column.phase"),
                                        visit.t().get("field.reason"),
                                        visit.t().get("column.progress"),
                                        visit.t().get("column.published")),
                                rows),
                        new Section.Fill(Form.of(
                                "/admin/rescore",
                                visit.t().get("rescore.request"),
                                Field.select("truth", visit.t().get("field.truth"), truths),
                                Field.select(
                                        "convention",
                                        visit.t().get("field.convention"),
                                        List.of(
                                                new String[] {"leaderboard", "leaderboard"},
                                                new String[] {"published", "published"})),
                                Field.area("weights", visit.t().get("field.weights"), false),
                                AdminForms.reason(visit)))));
    }

    private static void rescore(Visit visit) {
        String[] wanted = visit.field("truth").split(" ", -1);
        if (wanted.length != 2) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        EngineOptions options;
        try {
            options = new EngineOptions(visit.field("convention"), visit.field("weights"));
            options.challengeWeights();
        } catch (IllegalArgumentException | java.io.IOException e) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        // The version that runs, which may be newer than the one that has scored until now.
        Engine engine = visit.store()
                .phases()
                .engine(
                        visit.platform().programVersion(),
                        options.text(),
                        visit.account().id());
        Rescore made = visit.store()
                .rescores()
                .request(
                        wanted[0],
                        engine.id(),
                        wanted[1],
                        visit.field("reason"),
                        visit.account().id());
        visit.redirect("/admin/rescore/" + made.id());
    }

    /** What a re-score would change, before anything changes. */
    private static void diff(Visit visit) {
        Rescore rescore = visit.store()
                .rescores()
                .find(visit.path("id"))
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        Phase phase = visit.phase(rescore.phase());
        Rescores.Progress progress = visit.store().rescores().progress(rescore);
        List<Section> sections = new ArrayList<>();
        sections.add(new Section.Text(rescore.reason()));
        sections.add(new Section.Text(progress.done() + " / " + progress.all()));
        for (Track track : visit.store().phases().tracks()) {
            List<RankMoves.Move> moves = RankMoves.between(
                    visit.store().boards().current(phase, track),
                    visit.store().boards().build(phase, track, rescore.engine(), rescore.truth()),
                    track);
            List<List<Cell>> rows = new ArrayList<>();
            for (RankMoves.Move move : moves) {
                rows.add(List.of(
                        Cell.of(move.team()),
                        Cell.of(rank(move.rankBefore())),
                        Cell.of(rank(move.rankAfter())),
                        Cell.of(move.valueBefore(), 4),
                        Cell.of(move.valueAfter(), 4),
                        Cell.of(move.changed() ? "*" : "")));
            }
            sections.add(Section.Table.of(
                    visit.t().get("track." + track.slug()),
                    List.of(
                            visit.t().get("column.team"),
                            visit.t().get("rescore.rank-before"),
                            visit.t().get("rescore.rank-after"),
                            visit.t().get("rescore.value-before"),
                            visit.t().get("rescore.value-after"),
                            visit.t().get("rescore.changed")),
                    rows));
        }
        if (rescore.publishedAt().isEmpty() && progress.complete()) {
            sections.add(new Section.Fill(Form.of(
                    "/admin/rescore/" + rescore.id() + "/publication", visit.t().get("rescore.publish"))));
        }
        visit.show(visit.t().get("admin.rescore"), sections);
    }

    private static String rank(java.util.OptionalInt rank) {
        return rank.isPresent() ? String.valueOf(rank.getAsInt()) : "–";
    }

    private static void publish(Visit visit) {
        visit.store().rescores().publish(visit.path("id"), visit.account().id());
        visit.redirect("/admin/rescore");
    }
}
