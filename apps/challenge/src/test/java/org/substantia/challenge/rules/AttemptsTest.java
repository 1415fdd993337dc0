package org.substantia.challenge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final Instant NOON = Instant.parse("2025-08-30T12:00:00Z");

    private static Attempts attempts(int total, int day, int grants, int delayed, Instant... reserved) {
        return new Attempts(new Attempts.Limits(total, day, 0), grants, List.of(reserved), delayed);
    }

    @Test
    void theLimitInTotalHoldsUntilAnOrganizerGrantsMore() {
        assertThat(attempts(2, 0, 0, 0, NOON).refusalAt(NOON)).isEmpty();
        assertThat(attempts(2, 0, 0, 0, NOON, NOON).refusalAt(NOON))
                .hasValueSatisfying(r -> assertThat(r.nextFreeAt()).isEmpty());
        assertThat(attempts(2, 0, 1, 0, NOON, NOON).refusalAt(NOON)).isEmpty();
    }

    @Test
    void aDayIsADayOfUtcAndTheRefusalTellsWhenItEnds() {
        Instant late = Instant.parse("2025-08-30T23:59:59.999Z");
        assertThat(attempts(0, 1, 0, 0, NOON).refusalAt(late))
                .hasValueSatisfying(r -> assertThat(r.nextFreeAt()).hasValue(Instant.parse("2025-08-31T00:00:00Z")));
        assertThat(attempts(0, 1, 0, 0, NOON).refusalAt(late.plusMillis(1))).isEmpty();
    }

    @Test
    void monthsEndOnTheLeapDayToo() {
        Attempts attempts =
                new Attempts(new Attempts.Limits(0, 0, 1), 0, List.of(Instant.parse("2028-02-01T00:00:00Z")), 0);
        assertThat(attempts.refusalAt(Instant.parse("2028-02-29T23:59:59Z")))
                .hasValueSatisfying(r -> assertThat(r.nextFreeAt()).hasValue(Instant.parse("2028-03-01T00:00:00Z")));
    }

    @Test
    void whatWaitsByOurFaultDoesNotBlockAnother() {
        assertThat(attempts(2, 0, 0, 1, NOON, NOON).refusalAt(NOON)).isEmpty();
        assertThat(new Attempts(new Attempts.Limits(2, 0, 0), 0, Collections.nCopies(3, NOON), 1).refusalAt(NOON))
                .isPresent();
    }
}
