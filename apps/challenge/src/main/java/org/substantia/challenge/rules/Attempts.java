package org.substantia.challenge.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * A team's attempts in a phase, counted from the ledger. What counts is a reservation that was not released; a file
 * that failed the check never reserved one.
 *
 * <p>An attempt is one of the day on which the upload was opened, however long the check took.
 *
 * <p>A submission that waits because of our fault does not stand in the way of another: each such one allows one
 * reservation more.
 *
 * @param limits the phase's limits
 * @param grants attempts that the organizers added for this team
 * @param reserved when the upload of each unreleased reservation was opened
 * @param delayed how many of them wait because of our fault
 */
public record Attempts(Limits limits, int grants, List<Instant> reserved, int delayed) {
    /** The limits of a phase; 0 is none. */
    public record Limits(int total, int day, int month) {}

    public Attempts {
        reserved = List.copyOf(reserved);
    }

    public int used() {
        return reserved.size();
    }

    /** The limit in total, 0 for none. */
    public int limit() {
        return limits.total == 0 ? 0 : limits.total + grants;
    }

    /** Why the next attempt is not free at an instant; empty when it is. */
    public Optional<Refusal> refusalAt(Instant now) {
        if (limits.total > 0 && used() >= limit() + delayed) {
            return Optional.of(new Refusal(Refusal.Kind.TOTAL, limit(), Optional.empty()));
        }
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (limits.day > 0 && count(r -> LocalDate.ofInstant(r, ZoneOffset.UTC).equals(day)) >= limits.day + delayed) {
            Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            return Optional.of(new Refusal(Refusal.Kind.DAY, limits.day, Optional.of(next)));
        }
        YearMonth month = YearMonth.from(day);
        if (limits.month > 0 && count(r -> monthOf(r).equals(month)) >= limits.month + delayed) {
            Instant next =
                    month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            return Optional.of(new Refusal(Refusal.Kind.MONTH, limits.month, Optional.of(next)));
        }
        return Optional.empty();
    }

    private static YearMonth monthOf(Instant instant) {
        return YearMonth.from(LocalDate.ofInstant(instant, ZoneOffset.UTC));
    }

    private long count(java.util.function.Predicate<Instant> which) {
        return reserved.stream().filter(which).count();
    }

    /**
     * A limit that is reached.
     *
     * @param nextFreeAt when the next attempt is free; empty when never
     */
    public record Refusal(Kind kind, int limit, Optional<Instant> nextFreeAt) {
        /** Which limit. */
        public enum Kind {
            TOTAL,
            DAY,
            MONTH
        }
    }
}
