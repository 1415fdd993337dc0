package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A container image that the organizers asked a team for: the program behind one of its submissions.
 *
 * @param upload the last one that arrived whole
 * @param passed whether the last verification went well; empty before the first
 * @param report JSON of the signed report of that verification
 */
public record Image(
        String submission,
        String askedBy,
        Instant askedAt,
        Optional<String> upload,
        Optional<Boolean> passed,
        Optional<String> report,
        Optional<Instant> reportedAt) {}
