package org.substantia.synthesis.subject;

import java.nio.charset.StandardCharsets;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.SplitMix64;

/**
 * Where the randomness of one case comes from. Every purpose ({@code "subject"}, {@code "velocity"},
 * {@code "t1-noise"}, ...) has a stream of its own, so that a case is the same whatever the number of cases or threads,
 * and a new random choice in one place changes nothing elsewhere.
 *
 * @param cohortSeed the one seed that the cohort's output records
 * @param caseNumber 1 for the first case; 0 and below are free for what belongs to the whole cohort
 */
public record CaseSeed(long cohortSeed, int caseNumber) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** A new stream from its start; the same purpose always gives the same numbers. */
    public RandomStream stream(String purpose) {
        return new RandomStream(seed(purpose));
    }

    /** The seed of {@link #stream}, for those who draw their numbers another way. */
    public long seed(String purpose) {
        long hash = FNV_OFFSET;
        for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return mix(mix(mix(hash) ^ cohortSeed) + caseNumber);
    }

    private static long mix(long value) {
        return SplitMix64.mix(value + SplitMix64.GOLDEN_GAMMA);
    }
}
