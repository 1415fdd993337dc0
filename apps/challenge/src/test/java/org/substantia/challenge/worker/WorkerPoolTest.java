package org.substantia.challenge.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.SmallChallenge;

class WorkerPoolTest {
    @TempDir
    Path folder;

    private SmallChallenge c;

    @BeforeEach
    void open() throws IOException {
        c = new SmallChallenge(folder, "live");
    }

    @AfterEach
    void close() {
        c.close();
    }

    @Test
    void aStepThatEndsInAnErrorIsFollowedByTheNext() {
        AtomicInteger steps = new AtomicInteger();
        c.pool.loop(Duration.ZERO, () -> {
            if (steps.incrementAndGet() == 1) {
                throw new OutOfMemoryError("for a moment");
            }
            c.pool.close();
            return false;
        });
        assertThat(steps).hasValue(2);
    }

    @Test
    void onlyWhoScoresComparesEntriesWhichReadsTheTruth() {
        assertThat(c.pool.threads()).containsExactlyInAnyOrder("scorer-0", "checker", "housekeeper", "comparer");
        try (WorkerPool web = new WorkerPool(c.store, c.blobs, c.intake, c.data.path(), Limits.standard(1), 0)) {
            assertThat(web.threads()).containsExactlyInAnyOrder("checker", "housekeeper");
        }
    }
}
