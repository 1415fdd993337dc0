package org.substantia.synthesis.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BestPossibleTest {
    private static final BestPossible BEST = BestPossible.of(SubjectModel.ruijin(), 0.5);

    @Test
    void bestAccuracyIsThatOfTheIssue() {
        System.out.println(BEST.describe());
        assertThat(BEST.accuracy()).isCloseTo(0.87, within(0.02));
        assertThat(BEST.accuracyError()).isLessThan(0.002);
    }
}
