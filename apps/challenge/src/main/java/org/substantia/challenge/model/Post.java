package org.substantia.challenge.model;

import java.time.Instant;

/**
 * What somebody wrote to a question: the question itself first, then answers.
 *
 * @param body plain text; empty once the writer is erased
 * @param organizer whether the writer is an organizer
 * @param team name of the writer's team; empty for who is in none
 */
public record Post(String id, String account, Instant at, String body, boolean organizer, String team) {}
