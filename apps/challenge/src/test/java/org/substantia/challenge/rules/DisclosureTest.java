package org.substantia.challenge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Window;

class DisclosureTest {
    private static final Instant OPEN = Instant.parse("2025-08-12T00:00:00Z");
    private static final Instant CLOSE = Instant.parse("2025-08-31T16:00:00Z");
    private static final Instant RESULTS = Instant.parse("2025-09-05T00:00:00Z");
    private static final Schedule SCHEDULE = new Schedule(List.of(
            new Window("test", 1, Window.Kind.SUBMISSION, OPEN, CLOSE, "o", OPEN, ""),
            new Window("test", 2, Window.Kind.RESULTS, RESULTS, RESULTS.plusSeconds(9), "o", OPEN, "")));

    private static Disclosure of(Phase.Visibility visibility, Instant at) {
        Phase phase = new Phase(
                "test",
                1,
                2,
                0,
                0,
                20,
                Phase.EntryRule.LAST,
                visibility,
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return Disclosure.of(phase, SCHEDULE, at);
    }

    @Test
    void aSealedPhaseTellsNothingUntilItsResultsAreOpen() {
        assertThat(of(Phase.Visibility.SEALED, CLOSE)).isEqualTo(new Disclosure(false, false, false));
        assertThat(of(Phase.Visibility.SEALED, RESULTS.minusMillis(1))).isEqualTo(new Disclosure(false, false, false));
        assertThat(of(Phase.Visibility.SEALED, RESULTS)).isEqualTo(new Disclosure(true, true, true));
    }

    @Test
    void ofItsOwnATeamSeesNoDetailWhileLabelsAreHidden() {
        assertThat(of(Phase.Visibility.OWN, OPEN)).isEqualTo(new Disclosure(false, true, false));
        assertThat(of(Phase.Visibility.LIVE, OPEN)).isEqualTo(new Disclosure(true, true, false));
    }

    @Test
    void resultsStayOpenAfterTheirWindow() {
        assertThat(of(Phase.Visibility.SEALED, RESULTS.plusSeconds(99)).board()).isTrue();
    }
}
