package org.substantia.challenge.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.challenge.model.Track;

/** What a re-score would change on a board: every team with its rank and value before and after. */
public final class RankMoves {
    private RankMoves() {}

    /** One team. */
    public record Move(
            String team,
            OptionalInt rankBefore,
            OptionalInt rankAfter,
            OptionalDouble valueBefore,
            OptionalDouble valueAfter) {
        public boolean changed() {
            return !rankBefore.equals(rankAfter) || !valueBefore.equals(valueAfter);
        }
    }

    public static List<Move> between(List<BoardRow> before, List<BoardRow> after, Track track) {
        Map<String, BoardRow> old =
                before.stream().collect(Collectors.toMap(r -> r.entry().team(), r -> r));
        Map<String, BoardRow> fresh =
                after.stream().collect(Collectors.toMap(r -> r.entry().team(), r -> r));
        Set<String> teams = new LinkedHashSet<>();
        after.forEach(r -> teams.add(r.entry().team()));
        before.forEach(r -> teams.add(r.entry().team()));
        List<Move> moves = new ArrayList<>();
        for (String team : teams) {
            BoardRow a = old.get(team);
            BoardRow b = fresh.get(team);
            moves.add(new Move(
                    (b == null ? a : b).entry().teamName(),
                    a == null ? OptionalInt.empty() : a.rank(),
                    b == null ? OptionalInt.empty() : b.rank(),
                    a == null ? OptionalDouble.empty() : a.entry().value(track.primaryMetric()),
                    b == null ? OptionalDouble.empty() : b.entry().value(track.primaryMetric())));
        }
        return moves;
    }
}
