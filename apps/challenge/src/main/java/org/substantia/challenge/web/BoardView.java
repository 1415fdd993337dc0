package org.substantia.challenge.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.BoardEntry;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.rules.Disclosure;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.rules.Stability;
import org.substantia.challenge.store.Boards;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Visit;
import org.substantia.scoring.statistics.WilsonInterval;

/** A board as a visitor may see it, as a page, as CSV and as JSON: all of them are made of the same rows. */
final class BoardView {
    private static final int TOTAL_DECIMALS = 4;
    private static final int DECIMALS = 3;

    /** Columns that are not one metric. */
    private static final String INTERVAL = "interval";

    private static final String RANKS = "ranks";
    private static final String GROUP = "group";

    private final Visit visit;
    private final Phase phase;
    private final Track track;
    private final Disclosure disclosure;
    private final List<BoardRow> rows;
    private final List<Boards.Kept> kept;
    private final Optional<Boards.Kept> version;
    private final Optional<Stability> stability;

    private BoardView(
            Visit visit,
            Phase phase,
            Track track,
            Disclosure disclosure,
            List<BoardRow> rows,
            List<Boards.Kept> kept,
            Optional<Boards.Kept> version,
            Optional<Stability> stability) {
        this.visit = visit;
        this.phase = phase;
        this.track = track;
        this.disclosure = disclosure;
        this.rows = rows;
        this.kept = kept;
        this.version = version;
        this.stability = stability;
    }

    static BoardView of(Visit visit, String phaseSlug, String trackSlug) {
        Phase phase = visit.phase(phaseSlug);
        Track track = visit.store().phases().tracks().stream()
                .filter(t -> t.slug().equals(trackSlug))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        Disclosure disclosure = visit.disclosure(phase);
        if (!disclosure.board()) {
            // Not even who has submitted, and in no order.
            return new BoardView(
                    visit, phase, track, disclosure, List.of(), List.of(), Optional.empty(), Optional.empty());
        }
        List<Boards.Kept> kept = visit.store().boards().kept(phaseSlug, trackSlug);
        String wanted = visit.context().queryParam("version");
        Optional<Boards.Kept> version = Optional.empty();
        if (wanted != null) {
            version = Optional.of(kept.stream()
                    .filter(k -> k.id().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND)));
        }
        List<BoardRow> rows = version.isPresent()
                ? version.get().content().rows()
                : visit.store().boards().current(phase, track);
        return new BoardView(
                visit, phase, track, disclosure, rows, kept, version, stability(visit, phase, track, rows, version));
    }

    /** It tells of single cases how they fell out, if little: as the other details it is shown after the close. */
    private static Optional<Stability> stability(
            Visit visit, Phase phase, Track track, List<BoardRow> rows, Optional<Boards.Kept> version) {
        if (!visit.disclosure(phase).detail()) {
            return Optional.empty();
        }
        Boards boards = visit.store().boards();
        return version.isPresent() ? boards.stability(track, version.get()) : boards.stability(phase, track, rows);
    }

    String title() {
        return visit.title(phase) + " · " + visit.t().get("track." + track.slug());
    }

    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        if (!disclosure.board()) {
            sections.add(new Section.Note(visit.t().get("board.sealed"), false));
            return sections;
        }
        version.ifPresent(v -> sections.add(new Section.Note(
                visit.t().get("board.old", Map.of("at", visit.times().brief(v.publishedAt()), "reason", v.reason())),
                true)));
        if (phase.frozenAt().isPresent() && version.isEmpty()) {
            sections.add(new Section.Note(
                    visit.t()
                            .get(
                                    "board.frozen",
                                    Map.of(
                                            "at",
                                            visit.times().brief(phase.frozenAt().get()))),
                    false));
        }
        List<String> columns = columns();
        List<String> titles =
                new ArrayList<>(List.of(visit.t().get("column.rank"), visit.t().get("column.team")));
        // What decides stands first; the many regions, for which a narrow screen scrolls, stand last.
        List<String> regions = new ArrayList<>(columns);
        List<String> first = columns.stream().filter(c -> !isRegion(c)).toList();
        regions.removeAll(first);
        first.forEach(metric -> titles.add(columnTitle(visit, metric)));
        boolean methods = methods();
        Set<String> verified = visit.store().images().verified(phase.slug());
        if (!verified.isEmpty()) {
            titles.add(visit.t().get("column.container"));
        }
        titles.add(visit.t().get("column.used"));
        titles.add(visit.t().get("column.date"));
        if (methods) {
            titles.add(visit.t().get("column.method"));
        }
        regions.forEach(metric -> titles.add(columnTitle(visit, metric)));
        List<List<Cell>> cells = new ArrayList<>();
        for (BoardRow row : rows) {
            cells.add(cells(row, first, regions, methods, verified));
        }
        sections.add(Section.Table.of(
                visit.t().get("board.caption", Map.of("rule", visit.t().get("entry", phase.entryRule()))),
                titles,
                cells));
        sections.add(new Section.Text(visit.t().get("rules.ties")));
        stability.ifPresent(s -> sections.add(new Section.Text(visit.t()
                .get(
                        "board.stability",
                        Map.of("cases", String.valueOf(s.cases()), "replicates", String.valueOf(s.replicates()))))));
        List<Cell> links = new ArrayList<>();
        links.add(Cell.link("CSV", "/leaderboard/" + phase.slug() + "/" + track.slug() + "/table.csv"));
        kept.stream()
                .filter(k -> !k.current())
                .forEach(k -> links.add(Cell.link(
                        visit.t()
                                .get("board.version", Map.of("at", visit.times().brief(k.publishedAt()))),
                        "/leaderboard/" + phase.slug() + "/" + track.slug() + "?version=" + k.id())));
        sections.add(new Section.Links(links));
        return sections;
    }

    /** The metrics that are shown; one that no row of the board has is left out. */
    private List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(track.primaryMetric(), INTERVAL));
        if (stability.isPresent()) {
            columns.addAll(List.of(RANKS, GROUP));
        }
        columns.addAll(Metrics.columns(track.slug(), disclosure.detail()));
        if (!rows.isEmpty()) {
            columns.removeIf(metric ->
                    !metric.equals(track.primaryMetric()) && rows.stream().noneMatch(row -> has(row.entry(), metric)));
        }
        return columns;
    }

    /** The columns that are a metric each. */
    private List<String> metrics() {
        List<String> metrics = columns();
        metrics.removeAll(List.of(INTERVAL, RANKS, GROUP));
        return metrics;
    }

    private boolean methods() {
        return rows.isEmpty()
                || rows.stream().anyMatch(row -> !row.entry().method().isBlank());
    }

    private boolean has(BoardEntry entry, String metric) {
        return switch (metric) {
            case INTERVAL -> interval(entry).isPresent();
            case RANKS, GROUP -> place(entry).isPresent();
            default -> entry.value(metric).isPresent();
        };
    }

    private Optional<Stability.Place> place(BoardEntry entry) {
        return stability.flatMap(s -> s.of(entry.submission()));
    }

    private static boolean isRegion(String metric) {
        return Metrics.REGIONS.stream().anyMatch(region -> metric.startsWith(region + "."));
    }

    /** What a column of a metric is called. */
    static String columnTitle(Visit visit, String metric) {
        for (String region : Metrics.REGIONS) {
            if (metric.startsWith(region + ".")) {
                boolean dice = metric.endsWith(".dice");
                return (region.startsWith("nm.") ? "NM " : "QSM ")
                        + region.substring(region.indexOf('.') + 1)
                        + (dice ? "" : " HD");
            }
        }
        return visit.t().get("metric." + metric);
    }

    private List<Cell> cells(
            BoardRow row, List<String> first, List<String> regions, boolean methods, Set<String> verified) {
        BoardEntry entry = row.entry();
        List<Cell> cells = new ArrayList<>();
        cells.add(row.rank().isPresent() ? Cell.of(row.rank().getAsInt()) : new Cell(unranked(entry), "", "", false));
        cells.add(Cell.of(
                entry.authors().isEmpty() ? entry.teamName() : entry.teamName() + " (" + entry.authors() + ")"));
        first.forEach(metric -> cells.add(cell(entry, metric)));
        if (!verified.isEmpty()) {
            cells.add(Cell.of(verified.contains(entry.submission()) ? visit.t().get("board.verified") : "–"));
        }
        cells.add(Cell.of(entry.attemptsUsed()));
        cells.add(new Cell(
                visit.times().brief(entry.acceptedAt()), "", entry.acceptedAt().toString(), false));
        if (methods) {
            cells.add(Cell.of(entry.method()));
        }
        regions.forEach(metric -> cells.add(cell(entry, metric)));
        return cells;
    }

    private String unranked(BoardEntry entry) {
        if (entry.note().isPresent()) {
            return entry.note().get();
        }
        return entry.kind() == Team.Kind.COMPETITOR
                ? visit.t().get("board.no-score")
                : visit.t().get("kind", entry.kind());
    }

    private Cell cell(BoardEntry entry, String metric) {
        return switch (metric) {
            case INTERVAL -> new Cell(interval(entry).orElse("–"), "", "", true);
            case RANKS ->
                place(entry)
                        .map(p -> new Cell(p.ranks(), "", String.valueOf(p.low()), true))
                        .orElse(new Cell("–", "", "", true));
            case GROUP -> Cell.of(place(entry).map(Stability.Place::letters).orElse("–"));
            default -> Cell.of(entry.value(metric), decimals(metric));
        };
    }

    /** With how many decimals a metric is shown. */
    static int decimals(String metric) {
        if (metric.equals(Metrics.TOTAL)) {
            return TOTAL_DECIMALS;
        }
        if (metric.equals(Metrics.CORRECT) || metric.equals(Metrics.PATIENTS)) {
            return 0;
        }
        return metric.endsWith(".hausdorff") ? 2 : DECIMALS;
    }

    /** 95 % intervals: Wilson's of the accuracy, the bootstrap's of the total. */
    private static Optional<String> interval(BoardEntry entry) {
        OptionalDouble correct = entry.value(Metrics.CORRECT);
        OptionalDouble patients = entry.value(Metrics.PATIENTS);
        if (correct.isPresent() && patients.isPresent()) {
            int count = (int) patients.getAsDouble();
            WilsonInterval wilson = WilsonInterval.of((int) correct.getAsDouble() / (double) count, count);
            return Optional.of(range(wilson.low(), wilson.high()));
        }
        OptionalDouble low = entry.value(Metrics.TOTAL + ".low");
        OptionalDouble high = entry.value(Metrics.TOTAL + ".high");
        return low.isPresent() && high.isPresent()
                ? Optional.of(range(low.getAsDouble(), high.getAsDouble()))
                : Optional.empty();
    }

    private static String range(double low, double high) {
        return String.format(java.util.Locale.ROOT, "%.3f–%.3f", low, high);
    }

    String csv() {
        StringBuilder csv = new StringBuilder("rank,team");
        if (stability.isPresent()) {
            csv.append(",rank_low,rank_high,group");
        }
        List<String> columns = metrics();
        columns.forEach(metric -> csv.append(',').append(metric));
        csv.append(",method,attempts,accepted\r\n");
        for (BoardRow row : rows) {
            BoardEntry entry = row.entry();
            csv.append(row.rank().isPresent() ? String.valueOf(row.rank().getAsInt()) : "")
                    .append(',')
                    .append(quoted(entry.teamName()));
            if (stability.isPresent()) {
                csv.append(place(entry)
                        .map(p -> "," + p.low() + "," + p.high() + "," + p.letters())
                        .orElse(",,,"));
            }
            for (String metric : columns) {
                OptionalDouble value = entry.value(metric);
                csv.append(',').append(value.isPresent() ? String.valueOf(value.getAsDouble()) : "");
            }
            csv.append(',')
                    .append(quoted(entry.method()))
                    .append(',')
                    .append(entry.attemptsUsed())
                    .append(',')
                    .append(entry.acceptedAt())
                    .append("\r\n");
        }
        return csv.toString();
    }

    /** A cell that a spreadsheet would take for a formula is told to be text. */
    private static String quoted(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
    }

    /** For programs. */
    ApiAnswers.Board json() {
        List<String> columns = metrics();
        Set<String> verified =
                rows.isEmpty() ? Set.of() : visit.store().images().verified(phase.slug());
        return new ApiAnswers.Board(
                phase.slug(),
                track.slug(),
                disclosure.board(),
                stability.map(s -> new ApiAnswers.Resampling(s.cases(), s.replicates())),
                rows.stream().map(row -> line(row, columns, verified)).toList());
    }

    private ApiAnswers.BoardLine line(BoardRow row, List<String> columns, Set<String> verified) {
        BoardEntry entry = row.entry();
        Optional<Stability.Place> place = place(entry);
        Map<String, Double> values = new LinkedHashMap<>();
        columns.forEach(metric -> entry.value(metric).ifPresent(value -> values.put(metric, value)));
        return new ApiAnswers.BoardLine(
                row.rank(),
                place.map(Stability.Place::low),
                place.map(Stability.Place::high),
                place.map(Stability.Place::letters),
                entry.teamName(),
                entry.kind(),
                entry.method(),
                verified.contains(entry.submission()),
                entry.attemptsUsed(),
                entry.acceptedAt(),
                values);
    }
}
