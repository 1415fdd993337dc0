package org.substantia.challenge.web.visit;

import java.time.Clock;
import java.time.Duration;
import org.substantia.challenge.model.Account;

/**
 * How many letters people can have sent to addresses that they type in. Each kind has a limit of its own: what anybody
 * may ask for takes nothing from what only the owner of the address needs. Thread-safe.
 */
public final class LetterLimits {
    private static final int PER_ADDRESS = 5;
    private static final int PER_TEAM = 20;
    private static final Duration SPAN = Duration.ofHours(1);

    /** What a letter is for. */
    public enum Kind {
        CONFIRMATION,
        /** To the owner of an address that somebody registered again. */
        KNOWN_ADDRESS,
        PASSWORD,
        INVITATION
    }

    private final RateLimit addresses;
    private final RateLimit teams;

    public LetterLimits(Clock clock) {
        addresses = new RateLimit(PER_ADDRESS, SPAN, clock);
        teams = new RateLimit(PER_TEAM, SPAN, clock);
    }

    /** Counts a letter; false when the address got too many of the kind. */
    public boolean allows(Kind kind, String address) {
        return addresses.allows(kind + " " + Account.emailKey(address));
    }

    /** Counts an invitation; false when the team has sent too many, or the address got too many. */
    public boolean allowsInvitation(String team, String address) {
        return teams.allows(team) && allows(Kind.INVITATION, address);
    }
}
