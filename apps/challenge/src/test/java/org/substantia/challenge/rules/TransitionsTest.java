package org.substantia.challenge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.substantia.challenge.model.Submission.State;

class TransitionsTest {
    @Test
    void whatIsBeingScoredCannotBeWithdrawn() {
        assertThat(Transitions.allowed(State.ACCEPTED, State.WITHDRAWN)).isTrue();
        assertThat(Transitions.allowed(State.SCORING, State.WITHDRAWN)).isFalse();
        assertThat(Transitions.after(State.WITHDRAWN)).isEmpty();
    }

    @Test
    void everyStateIsReachedFromTheFirst() {
        Set<State> reached = EnumSet.of(State.ACCEPTED);
        for (int i = 0; i < State.values().length; i++) {
            for (State state : EnumSet.copyOf(reached)) {
                reached.addAll(Transitions.after(state));
            }
        }
        assertThat(reached).containsExactlyInAnyOrder(State.values());
    }

    @Test
    void anEndWithoutAFigureGivesTheAttemptBack() {
        assertThat(Transitions.releases(State.HELD)).isTrue();
        assertThat(Transitions.releases(State.WITHDRAWN)).isTrue();
        assertThat(Transitions.releases(State.SCORED)).isFalse();
    }
}
