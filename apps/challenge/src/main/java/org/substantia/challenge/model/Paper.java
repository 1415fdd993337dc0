package org.substantia.challenge.model;

import java.time.Instant;

/**
 * A description of a method as a PDF that a team sent for a phase.
 *
 * @param sha256 under which the file is stored
 */
public record Paper(
        String id, String team, String phase, String account, Instant at, String fileName, long bytes, String sha256) {}
