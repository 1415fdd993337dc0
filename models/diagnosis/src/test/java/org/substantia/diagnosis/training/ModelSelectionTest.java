package org.substantia.diagnosis.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelSelectionTest {
    /** Differences 1, 1, 1, 5: mean 2, standard deviation 2, so their standard error is 1. */
    @Test
    void lossesThatExceedOthersByMoreThanTheirStandardErrorAreWorse() {
        double[] least = {0, 1, 2, 3};

        assertThat(ModelSelection.isWithinOneStandardError(new double[] {1, 2, 3, 8}, least))
                .isFalse();
    }

    /** Differences -1, -1, -1, 5: mean 0.5, standard deviation 3, so their standard error is 1.5. */
    @Test
    void lossesByOnePatientAloneAreLuck() {
        double[] least = {3, 3, 3, 3};

        assertThat(ModelSelection.isWithinOneStandardError(new double[] {2, 2, 2, 8}, least))
                .isTrue();
    }

    @Test
    void theBestIsAsGoodAsItself() {
        double[] least = {0.3, 0.1, 0.7};

        assertThat(ModelSelection.isWithinOneStandardError(least, least)).isTrue();
    }
}
