package org.substantia.synthesis.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    private static final long FIRST = 5997652594839585578L;
    private static final double SECOND = -0.2254036495729846;

    /** Regression guard: other numbers here mean other patients for every recorded seed. */
    @Test
    void numbersOfAStreamNeverChange() {
        RandomStream stream = new CaseSeed(42, 1).stream("subject");
        assertThat(stream.nextLong()).isEqualTo(FIRST);
        assertThat(stream.nextGaussian()).isEqualTo(SECOND);
    }

    @Test
    void normalDeviatesHaveMeanZeroAndVarianceOne() {
        RandomStream stream = new RandomStream(1);
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            double z = stream.nextGaussian();
            sum += z;
            squares += z * z;
            fourths += z * z * z * z;
        }
        assertThat(sum / n).isCloseTo(0, within(0.015));
        assertThat(squares / n).isCloseTo(1, within(0.02));
        assertThat(fourths / n).isCloseTo(3, within(0.15));
    }

    @Property(tries = 50, seed = "6")
    void uniformNumbersStayInRange(@ForAll long seed, @ForAll @IntRange(min = 1, max = 1000) int bound) {
        RandomStream stream = new RandomStream(seed);
        for (int i = 0; i < 50; i++) {
            assertThat(stream.nextInt(bound)).isBetween(0, bound - 1);
            assertThat(stream.nextDouble(-2, 3)).isBetween(-2.0, 3.0);
            assertThat(stream.nextGaussian(10, 2, 1.5)).isBetween(7.0, 13.0);
        }
    }

    @Property(tries = 50, seed = "6")
    void purposesAndCasesHaveStreamsOfTheirOwn(@ForAll long seed, @ForAll @IntRange(min = 1) int number) {
        CaseSeed one = new CaseSeed(seed, number);
        assertThat(one.seed("a")).isNotEqualTo(one.seed("b"));
        assertThat(one.seed("a")).isNotEqualTo(new CaseSeed(seed + 1, number).seed("a"));
        assertThat(one.seed("a")).isNotEqualTo(new CaseSeed(seed, number - 1).seed("a"));
        assertThat(one.stream("a").nextLong()).isEqualTo(one.stream("a").nextLong());
    }

    @Test
    void rejectsAnEmptyRange() {
        assertThatThrownBy(() -> new RandomStream(1).nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
