package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The plan to publish the truth of a phase.
 *
 * @param twoNeeded whether a second organizer has to confirm
 */
public record LabelRelease(
        String id,
        String phase,
        boolean twoNeeded,
        Instant dueAt,
        String proposedBy,
        Instant proposedAt,
        Optional<String> confirmedBy,
        Optional<Instant> doneAt) {}
