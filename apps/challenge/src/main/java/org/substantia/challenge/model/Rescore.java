package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/** All submissions of a phase scored anew, in the shadow until it is published. */
public record Rescore(
        String id,
        String phase,
        String engine,
        String truth,
        String reason,
        String requestedBy,
        Instant requestedAt,
        Optional<Instant> publishedAt,
        Optional<String> publishedBy) {}
