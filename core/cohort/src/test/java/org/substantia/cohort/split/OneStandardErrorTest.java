package org.substantia.cohort.split;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneStandardErrorTest {
    @Test
    void theFirstChoiceThatIsNotClearlyWorseIsTaken() {
        double[] clear = {2, 2.1, 1.9, 2};
        double[] near = {1.01, 0.99, 1.3, 0.9};
        double[] best = {1, 1, 1.1, 0.95};

        assertThat(OneStandardError.choose(new double[][] {clear, near, best})).isEqualTo(1);
        assertThat(OneStandardError.choose(new double[][] {best, near, clear})).isZero();
    }

    /** Differences 1, 1, 1, 5: mean 2, standard deviation 2, so their standard error is 1. */
    @Test
    void lossesThatExceedTheLeastByMoreThanTheirStandardErrorAreClearlyWorse() {
        assertThat(OneStandardError.choose(new double[][] {{1, 2, 3, 8}, {0, 1, 2, 3}}))
                .isEqualTo(1);
    }

    /** Differences -1, -1, -1, 5: mean 0.5, standard deviation 3, so their standard error is 1.5. */
    @Test
    void whatOnePatientAloneSpeaksAgainstMayBeLuck() {
        assertThat(OneStandardError.choose(new double[][] {{2, 2, 2, 8}, {3, 3, 3, 3}}))
                .isZero();
    }

    @Test
    void oneHeldOutPatientDecidesByTheLoss() {
        assertThat(OneStandardError.choose(new double[][] {{0.5}, {0.4}})).isEqualTo(1);
    }
}
