package org.substantia.challenge.web.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.AuditEntry;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.rules.LeakBudget;
import org.substantia.challenge.store.Messages;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** What is on record: what answers tell of the labels, letters sent, the log, the sealed results. */
final class RecordAdmin {
    private static final int SIMULATIONS = 200;
    private static final long MAX_SEQ = Long.MAX_VALUE;

    private RecordAdmin() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/admin/leak", Access.ORGANIZER, RecordAdmin::leak),
                Route.get("/admin/outbox", Access.ORGANIZER, RecordAdmin::outbox),
                Route.get("/admin/audit", Access.ORGANIZER, RecordAdmin::audit),
                Route.get("/admin/results.json", Access.ORGANIZER, RecordAdmin::results));
    }

    /** What answers would tell of hidden labels, simulated with this phase's numbers. */
    private static void leak(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Phase phase : visit.store().phases().all()) {
            Optional<Truth> truth =
                    phase.truth().flatMap(id -> visit.store().phases().findTruth(id));
            if (truth.isEmpty()) {
                continue;
            }
            int labels = truth.get().caseIds().split("\n", -1).length;
            for (int answers : new int[] {Math.max(1, phase.limitTotal()), 10, 40}) {
                LeakBudget.Forecast forecast =
                        LeakBudget.Forecast.of(labels, answers, SIMULATIONS, new Random(labels + answers));
                rows.add(List.of(
                        Cell.of(visit.title(phase)),
                        Cell.of(labels),
                        Cell.of(answers),
                        Cell.of(java.util.OptionalDouble.of(answers * LeakBudget.bitsPerAnswer(labels)), 1),
                        Cell.of(java.util.OptionalDouble.of(forecast.fromChance()), 3),
                        Cell.of(java.util.OptionalDouble.of(forecast.fromHonest()), 3)));
            }
        }
        visit.show(
                visit.t().get("admin.leak"),
                List.of(
                        new Section.Text(visit.t().get("leak.help")),
                        Section.Table.of(
                                visit.t().get("admin.leak"),
                                List.of(
                                        visit.t().get("column.phase"),
                                        visit.t().get("leak.labels"),
                                        visit.t().get("leak.answers"),
                                        visit.t().get("leak.bits"),
                                        visit.t().get("leak.chance"),
                                        visit.t().get("leak.honest")),
                                rows)));
    }

    private static void outbox(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Messages.Letter letter : visit.store().messages().outbox(200)) {
            rows.add(List.of(
                    Cell.of(letter.receiver()),
                    Cell.of(letter.subject()),
                    Cell.of(letter.body()),
                    Cell.of(letter.tries()),
                    Cell.of(letter.sentAt().map(visit.times()::brief).orElse("–"))));
        }
        visit.show(
                visit.t().get("admin.outbox"),
                List.of(
                        new Section.Text(visit.t().get("outbox.help")),
                        Section.Table.of(
                                visit.t().get("admin.outbox"),
                                List.of(
                                        visit.t().get("field.email"),
                                        visit.t().get("field.subject"),
                                        visit.t().get("field.body"),
                                        visit.t().get("column.tries"),
                                        visit.t().get("column.sent")),
                                rows)));
    }

    private static void audit(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (AuditEntry e : visit.store().audit().entries(300, MAX_SEQ)) {
            String actor =
                    visit.store().accounts().find(e.actor()).map(Account::name).orElse(e.actor());
            rows.add(List.of(
                    Cell.of(e.seq()),
                    Cell.of(visit.times().brief(e.at())),
                    Cell.of(actor),
                    Cell.of(e.act()),
                    Cell.of(e.object()),
                    Cell.of(e.before()),
                    Cell.of(e.after()),
                    Cell.of(e.reason())));
        }
        Optional<String> fault = visit.store().audit().fault();
        visit.show(
                visit.t().get("admin.audit"),
                List.of(
                        new Section.Note(fault.orElse(visit.t().get("audit.whole")), fault.isPresent()),
                        Section.Table.of(
                                visit.t().get("admin.audit"),
                                List.of(
                                        "#",
                                        visit.t().get("column.date"),
                                        visit.t().get("column.who"),
                                        visit.t().get("column.act"),
                                        visit.t().get("column.object"),
                                        visit.t().get("column.before"),
                                        visit.t().get("column.after"),
                                        visit.t().get("field.reason")),
                                rows)));
    }

    /** The sealed results: schedules, versions, hashes, boards and the audit log. */
    private static void results(Visit visit) {
        visit.context()
                .header("Content-Disposition", "attachment; filename=\"results.json\"")
                .contentType("application/json")
                .result(ResultsBundle.json(visit.store()));
    }
}
