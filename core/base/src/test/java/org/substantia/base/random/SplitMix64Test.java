package org.substantia.base.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMix64Test {
    /** {@code SplittableRandom} adds the golden gamma to its seed and mixes, so its first numbers are the oracle. */
    @Test
    void mixesAsTheLibraryDoes() {
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE}) {
            assertThat(SplitMix64.mix(seed + SplitMix64.GOLDEN_GAMMA)).isEqualTo(new SplittableRandom(seed).nextLong());
        }
    }

    @Test
    void everyPurposeHasASeedOfItsOwn() {
        assertThat(SplitMix64.seed(7, "noise"))
                .isEqualTo(SplitMix64.seed(7, "noise"))
                .isNotEqualTo(SplitMix64.seed(7, "texture"))
                .isNotEqualTo(SplitMix64.seed(8, "noise"));
    }
}
