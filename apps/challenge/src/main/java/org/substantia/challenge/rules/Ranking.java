package org.substantia.challenge.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;

/**
 * Orders a board. Values are compared in full precision, never as rounded text; equal ones share a rank, and the next
 * rank counts them all (1, 1, 3). Within a rank the tie-break metric orders, then the earlier submission. An entry
 * without a value stands at the end, unranked. Entries of the organizers stand where their value puts them, unranked,
 * and push nobody down. Pure; the order is total, so it does not depend on the order of the entries.
 */
public final class Ranking {
    private Ranking() {}

    /**
     * The entry of every team that counts.
     *
     * @param entries all scored submissions of the phase
     */
    public static List<BoardEntry> select(List<BoardEntry> entries, Track track, Phase.EntryRule rule) {
        Map<String, BoardEntry> ofTeam = new LinkedHashMap<>();
        Comparator<BoardEntry> counts = preference(track, rule);
        for (BoardEntry entry : entries) {
            ofTeam.merge(entry.team(), entry, (a, b) -> counts.compare(a, b) <= 0 ? a : b);
        }
        return List.copyOf(ofTeam.values());
    }

    /** Smaller is the one that counts. */
    private static Comparator<BoardEntry> preference(Track track, Phase.EntryRule rule) {
        Comparator<BoardEntry> latest = Comparator.comparing(BoardEntry::acceptedAt)
                .thenComparing(BoardEntry::submission)
                .reversed();
        return switch (rule) {
            case BEST -> byValue(track, track.primaryMetric()).thenComparing(order(track));
            case LAST -> latest;
            case CHOSEN -> Comparator.comparing((BoardEntry e) -> !e.chosen()).thenComparing(latest);
        };
    }

    /** @param entries one of every team */
    public static List<BoardRow> rank(List<BoardEntry> entries, Track track) {
        List<BoardEntry> sorted = new ArrayList<>(entries);
        sorted.sort(order(track));
        List<BoardRow> rows = new ArrayList<>();
        int counted = 0;
        int rank = 0;
        OptionalDouble previous = OptionalDouble.empty();
        for (BoardEntry entry : sorted) {
            OptionalDouble value = entry.value(track.primaryMetric());
            if (entry.kind() != Team.Kind.COMPETITOR || value.isEmpty()) {
                rows.add(new BoardRow(OptionalInt.empty(), entry));
                continue;
            }
            counted++;
            if (previous.isEmpty() || Double.compare(previous.getAsDouble(), value.getAsDouble()) != 0) {
                rank = counted;
            }
            previous = value;
            rows.add(new BoardRow(OptionalInt.of(rank), entry));
        }
        return rows;
    }

    private static Comparator<BoardEntry> order(Track track) {
        Comparator<BoardEntry> order = byValue(track, track.primaryMetric());
        if (!track.tieBreak().isEmpty()) {
            order = order.thenComparing(byValue(track, track.tieBreak()));
        }
        return order.thenComparing(BoardEntry::acceptedAt).thenComparing(BoardEntry::submission);
    }

    /** Better first, undefined last. */
    private static Comparator<BoardEntry> byValue(Track track, String metric) {
        int sign = track.direction() == Track.Direction.HIGHER ? -1 : 1;
        return (a, b) -> {
            OptionalDouble x = a.value(metric);
            OptionalDouble y = b.value(metric);
            if (x.isEmpty() || y.isEmpty()) {
                return Boolean.compare(x.isEmpty(), y.isEmpty());
            }
            return sign * Double.compare(x.getAsDouble(), y.getAsDouble());
        };
    }

    /** The rank of every ranked team. */
    public static Map<String, Integer> ranks(List<BoardRow> rows) {
        Map<String, Integer> ranks = new HashMap<>();
        rows.forEach(row -> row.rank().ifPresent(rank -> ranks.put(row.entry().team(), rank)));
        return ranks;
    }
}
