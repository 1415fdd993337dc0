package org.substantia.challenge.rules;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.challenge.model.Team;

/**
 * What may stand on a board: one scored submission of a team.
 *
 * @param values metrics by name; an undefined one has no entry
 * @param note why there is no score, told at the end of the board
 */
public record BoardEntry(
        String team,
        String teamName,
        Team.Kind kind,
        String authors,
        String submission,
        String method,
        Instant acceptedAt,
        int attemptsUsed,
        boolean chosen,
        Map<String, Double> values,
        Optional<String> note) {
    public BoardEntry {
        values = Map.copyOf(values);
    }

    public OptionalDouble value(String metric) {
        Double value = values.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
