package org.substantia.challenge.rules;

import java.util.OptionalInt;

/**
 * A line of a board.
 *
 * @param rank empty for an entry that is not ranked: without a score, or one of the organizers
 */
public record BoardRow(OptionalInt rank, BoardEntry entry) {}
