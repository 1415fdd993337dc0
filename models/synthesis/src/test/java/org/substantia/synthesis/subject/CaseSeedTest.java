package org.substantia.synthesis.subject;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;

class CaseSeedTest {
    private static final long FIRST = 5997652594839585578L;
    private static final double SECOND = -0.2254036495729846;

    /** Regression guard: other numbers here mean other patients for every recorded seed. */
    @Test
    void numbersOfAStreamNeverChange() {
        RandomStream stream = new CaseSeed(42, 1).stream("subject");
        assertThat(stream.nextLong()).isEqualTo(FIRST);
        assertThat(stream.nextGaussian()).isEqualTo(SECOND);
    }

    @Property(tries = 50, seed = "6")
    void purposesAndCasesHaveStreamsOfTheirOwn(@ForAll long seed, @ForAll @IntRange(min = 1) int number) {
        CaseSeed one = new CaseSeed(seed, number);
        assertThat(one.seed("a")).isNotEqualTo(one.seed("b"));
        assertThat(one.seed("a")).isNotEqualTo(new CaseSeed(seed + 1, number).seed("a"));
        assertThat(one.seed("a")).isNotEqualTo(new CaseSeed(seed, number - 1).seed("a"));
        assertThat(one.stream("a").nextLong()).isEqualTo(one.stream("a").nextLong());
    }
}
