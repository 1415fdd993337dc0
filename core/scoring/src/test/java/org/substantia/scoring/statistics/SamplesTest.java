package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SamplesTest {
    /** Published intervals and p-values name their seed; they hang on these numbers. */
    @Test
    void keepsTheSeedsOfEarlierResults() {
        assertThat(Samples.seeds(1, 2000))
                .containsExactly(new SplittableRandom(1).longs(2000).toArray());
        assertThat(Samples.seeds(1, 3)).startsWith(Samples.seeds(1, 2));
    }
}
