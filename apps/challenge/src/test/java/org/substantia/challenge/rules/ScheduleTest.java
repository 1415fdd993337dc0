package org.substantia.challenge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.challenge.model.Window;

class ScheduleTest {
    private static final Instant FROM = Instant.parse("2025-08-12T00:00:00Z");
    private static final Instant TO = Instant.parse("2025-08-31T16:00:00Z");

    private static Window window(int seq, Instant from, Instant to) {
        return new Window("test", seq, Window.Kind.SUBMISSION, from, to, "o", from, "");
    }

    @Test
    void aWindowIncludesItsFirstInstantAndExcludesItsLast() {
        Schedule schedule = new Schedule(List.of(window(1, FROM, TO)));
        assertThat(schedule.isOpen(Window.Kind.SUBMISSION, FROM.minusMillis(1))).isFalse();
        assertThat(schedule.isOpen(Window.Kind.SUBMISSION, FROM)).isTrue();
        assertThat(schedule.isOpen(Window.Kind.SUBMISSION, TO.minusMillis(1))).isTrue();
        assertThat(schedule.isOpen(Window.Kind.SUBMISSION, TO)).isFalse();
        assertThat(schedule.closed(TO)).isTrue();
    }

    @Test
    void theWindowSetLastCounts() {
        Schedule schedule = new Schedule(List.of(window(2, FROM, TO.plusSeconds(60)), window(1, FROM, TO)));
        assertThat(schedule.closed(TO)).isFalse();
    }

    @Test
    void anOpenSubmissionIsNeverMadeShorter() {
        Schedule schedule = new Schedule(List.of(window(1, FROM, TO)));
        Instant during = FROM.plusSeconds(1);
        assertThat(schedule.faultOf(Window.Kind.SUBMISSION, FROM, TO.minusMillis(1), during))
                .hasValue(Schedule.Fault.CLOSES_EARLIER);
        assertThat(schedule.faultOf(Window.Kind.SUBMISSION, during.plusSeconds(1), TO, during))
                .hasValue(Schedule.Fault.CLOSES_NOW);
        assertThat(schedule.faultOf(Window.Kind.SUBMISSION, FROM, TO.plusSeconds(1), during))
                .isEmpty();
        assertThat(schedule.faultOf(Window.Kind.SUBMISSION, FROM, TO.minusSeconds(9), FROM.minusSeconds(1)))
                .isEmpty();
    }

    @Test
    void theHourThatComesTwiceInAutumnIsTwoInstants() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        Instant first = ZonedDateTime.of(2025, 10, 26, 2, 30, 0, 0, zone)
                .withEarlierOffsetAtOverlap()
                .toInstant();
        Schedule schedule = new Schedule(List.of(window(1, FROM, first)));
        assertThat(schedule.closed(first.plusSeconds(3600))).isTrue();
        assertThat(schedule.closed(first.minusSeconds(1))).isFalse();
    }
}
