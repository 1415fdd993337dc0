package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A person. The e-mail address is never part of a public answer.
 *
 * @param email as {@link #emailKey} gives it
 * @param locale {@code en} or {@code zh-CN}
 * @param zone the zone in which instants are shown, beside UTC
 * @param newsByMail whether news come by mail, too; what concerns the own team always does
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
        boolean newsByMail,
        boolean organizer,
        Instant createdAt,
        Optional<Instant> erasedAt) {
    /** An address in the form by which accounts are told apart: without blanks around it, in lower case. */
    public static String emailKey(String address) {
        return address.strip().toLowerCase(Locale.ROOT);
    }

    public boolean confirmed() {
        return emailConfirmedAt.isPresent();
    }
}
