package org.substantia.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");

    private Progress progress(int total) {
        return new Progress("segmenting", total, new PrintWriter(text, true), () -> now);
    }

    private void after(long seconds, Progress progress) {
        now = now.plus(Duration.ofSeconds(seconds));
        progress.step();
    }

    @Test
    void tellsEveryTenSecondsHowFarItIsAndHowLongItWillTake() {
        try (Progress progress = progress(500)) {
            for (int i = 0; i < 4; i++) {
                after(6, progress);
            }
        }
        assertThat(text.toString().lines())
                .containsExactly("segmenting: 2 of 500, 50 min to go", "segmenting: 4 of 500, 50 min to go");
    }

    /** As in a run that is resumed. */
    @Test
    void whatWasThereAlreadyTellsNothingOfThePace() {
        try (Progress progress = progress(14)) {
            for (int i = 0; i < 10; i++) {
                after(0, progress);
            }
            after(3600, progress);
            after(3600, progress);
        }
        assertThat(text.toString().lines())
                .containsExactly("segmenting: 11 of 14, 3 h to go", "segmenting: 12 of 14, 2 h to go");
    }

    @Test
    void stepsWithinAPieceCount() {
        try (Progress progress = progress(5)) {
            now = now.plus(Duration.ofMinutes(3));
            progress.within(50, 200);
            now = now.plus(Duration.ofMinutes(9));
            progress.step();
            now = now.plus(Duration.ofMinutes(6));
            progress.within(100, 200);
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "segmenting: 0 of 5 and 50 of 200 steps, 57 min to go",
                        "segmenting: 1 of 5, 48 min to go",
                        "segmenting: 1 of 5 and 100 of 200 steps, 42 min to go");
    }

    @Test
    void theLastStepPromisesNothing() {
        try (Progress progress = progress(1)) {
            after(11, progress);
        }
        assertThat(text.toString().lines()).containsExactly("segmenting: 1 of 1");
    }

    @Test
    void saysNothingOfWorkThatEndsSoon() {
        try (Progress progress = progress(3)) {
            after(0, progress);
            after(1, progress);
            after(4, progress);
        }
        assertThat(text.toString()).isEmpty();
    }
}
