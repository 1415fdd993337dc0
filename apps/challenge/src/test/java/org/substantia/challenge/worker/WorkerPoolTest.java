package org.substantia.challenge.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
    void onlyWhoScoresComparesEntriesWhichReadsTheTruth() {
        assertThat(c.pool.threads()).containsExactlyInAnyOrder("scorer-0", "checker", "housekeeper", "comparer");
        try (WorkerPool web = new WorkerPool(c.store, c.blobs, c.intake, c.data.path(), Limits.standard(1), 0)) {
            assertThat(web.threads()).containsExactlyInAnyOrder("checker", "housekeeper");
        }
    }
}
