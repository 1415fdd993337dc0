package org.substantia.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingPaceTest {
    @Test
    void tellsTheTimeToGoAtThePaceOfTheLastSteps() {
        Map<String, Object> entry = Map.of("step", 25L, "steps", 4800, "secondsPerStep", 4.618);

        assertThat(TrainingPace.place(entry)).isEqualTo("step 25 of 4800");
        assertThat(TrainingPace.of(entry)).isEqualTo("4.62 s a step, 6 h 8 min to go");
    }

    @Test
    void afterTheLastStepThereIsNothingToGo() {
        assertThat(TrainingPace.of(Map.of("step", 50L, "steps", 50, "secondsPerStep", 0.6)))
                .isEqualTo("0.60 s a step");
    }
}
