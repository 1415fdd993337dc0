package org.substantia.challenge.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A message in a person's inbox on the site, which holds all that was mailed as well. */
public record Message(
        String id, String account, Instant at, String kind, String subject, String body, Optional<Instant> readAt) {
    /** As pages show it: when a score came tells no seconds of how long it took. */
    public Message toTheMinute() {
        return new Message(id, account, at.truncatedTo(ChronoUnit.MINUTES), kind, subject, body, readAt);
    }
}
