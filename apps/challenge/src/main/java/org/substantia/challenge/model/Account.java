package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A person. The e-mail address is never part of a public answer.
 *
 * @param email in lower case
 * @param locale {@code en} or {@code zh-CN}
 * @param zone the zone in which instants are shown, beside UTC
 */
public record Account(
        String id,
        String email,
        Optional<Instant> emailConfirmedAt,
        String name,
        String affiliation,
        String country,
        String purpose,
        String passwordHash,
        String locale,
        String zone,
        boolean organizer,
        Instant createdAt,
        Optional<Instant> erasedAt) {
    public boolean confirmed() {
        return emailConfirmedAt.isPresent();
    }
}
