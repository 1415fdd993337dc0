package org.substantia.challenge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;

class RankingTest {
    private static final Instant START = Instant.parse("2025-08-30T12:00:00Z");
    private static final Track TRACK =
            new Track(Track.SEGMENTATION, 1, Metrics.TOTAL, Track.Direction.HIGHER, "nm.SN.dice");

    private static BoardEntry entry(String team, int second, Double value) {
        return entry(team, second, value, Team.Kind.COMPETITOR);
    }

    private static BoardEntry entry(String team, int second, Double value, Team.Kind kind) {
        return new BoardEntry(
                team,
                team,
                kind,
                "",
                team + second,
                "",
                START.plusSeconds(second),
                1,
                false,
                value == null ? Map.of() : Map.of(Metrics.TOTAL, value),
                Optional.empty());
    }

    private static List<String> order(List<BoardRow> rows) {
        return rows.stream()
                .map(r -> r.entry().team() + (r.rank().isPresent() ? r.rank().getAsInt() : "-"))
                .toList();
    }

    @Test
    void equalValuesShareARankAndTheNextOneCountsThemAll() {
        assertThat(order(Ranking.rank(
                        List.of(entry("c", 3, 1.0), entry("b", 2, 2.0), entry("a", 1, 2.0), entry("n", 0, null)),
                        TRACK)))
                .containsExactly("a1", "b1", "c3", "n-");
    }

    @Test
    void valuesThatLookAlikeWhenRoundedAreNotEqual() {
        assertThat(order(Ranking.rank(List.of(entry("a", 1, 9.12460000001), entry("b", 2, 9.12460000002)), TRACK)))
                .containsExactly("b1", "a2");
    }

    @Test
    void organizersEntriesPushNobodyDown() {
        assertThat(order(Ranking.rank(
                        List.of(entry("base", 1, 5.0, Team.Kind.BASELINE), entry("a", 1, 4.0), entry("b", 2, 6.0)),
                        TRACK)))
                .containsExactly("b1", "base-", "a2");
    }

    @Test
    void theEntryRuleDecidesWhichOfATeamsSubmissionsCounts() {
        List<BoardEntry> entries = List.of(entry("a", 1, 3.0), entry("a", 2, 2.0), entry("a", 3, null));
        assertThat(Ranking.select(entries, TRACK, Phase.EntryRule.BEST))
                .extracting(BoardEntry::submission)
                .containsExactly("a1");
        assertThat(Ranking.select(entries, TRACK, Phase.EntryRule.LAST))
                .extracting(BoardEntry::submission)
                .containsExactly("a3");
        assertThat(Ranking.select(entries, TRACK, Phase.EntryRule.CHOSEN))
                .extracting(BoardEntry::submission)
                .containsExactly("a3");
    }

    @Property(tries = 200)
    void theOrderDependsOnNoOrder(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = -1, max = 3) Integer> values, @ForAll int seed) {
        List<BoardEntry> entries = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            entries.add(entry("t" + i, values.get(i), values.get(i) < 0 ? null : (double) values.get(i)));
        }
        List<BoardRow> rows = Ranking.rank(entries, TRACK);
        List<BoardEntry> shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(Ranking.rank(shuffled, TRACK)).isEqualTo(rows);
        for (int i = 1; i < rows.size(); i++) {
            OptionalInt before = rows.get(i - 1).rank();
            OptionalInt after = rows.get(i).rank();
            assertThat(after.isEmpty() || before.getAsInt() <= after.getAsInt()).isTrue();
        }
    }
}
