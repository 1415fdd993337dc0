package org.substantia.challenge.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Message;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.setup.Content;
import org.substantia.challenge.web.page.MessageText;
import org.substantia.challenge.web.page.Texts;

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
        try (WorkerPool web = pool(SmallChallenge.VERSION, 0)) {
            assertThat(web.threads()).containsExactlyInAnyOrder("checker", "housekeeper");
        }
    }

    private WorkerPool pool(String version, int scorers) {
        return new WorkerPool(c.store, c.blobs, c.intake, c.data.path(), version, Limits.standard(1), scorers);
    }

    private List<Message> versionAlarms() {
        return c.store.messages().inbox(c.organizer()).stream()
                .filter(message -> message.kind().equals("alarm-version"))
                .toList();
    }

    /** One board would mix the figures of two scorers, and nobody would know. */
    @Test
    void organizersAreToldOnceThatAnotherVersionGoesOnScoring() {
        try (WorkerPool same = pool(SmallChallenge.VERSION, 1);
                WorkerPool looking = pool("0.2.0", 0)) {
            same.start();
            looking.start();
        }
        assertThat(versionAlarms()).isEmpty();
        for (int start = 0; start < 2; start++) {
            try (WorkerPool newer = pool("0.2.0", 1)) {
                newer.start();
            }
        }
        assertThat(versionAlarms()).singleElement().satisfies(message -> {
            Map<String, String> details = MessageText.details(
                    Texts.of("en"),
                    Json.read(c.store.content(), Content.class),
                    c.store.submissions()::find,
                    message.body());
            assertThat(MessageText.text(Texts.of("en"), message.kind(), details))
                    .contains(SmallChallenge.VERSION, "0.2.0", "Re-score")
                    .doesNotContain("{");
        });
    }

    @Test
    void everyScoringKeepsTheVersionThatMadeIt() throws Exception {
        c.accepted(c.upload(c.team("a"), OracleChallenge.submission(folder.resolve("team.zip"))));
        try (WorkerPool newer = pool("0.2.0", 1)) {
            assertThat(newer.scoreNext()).isTrue();
        }
        Submission scored = c.store.submissions().ofPhase("test").get(0);
        assertThat(c.store.queue().ofSubmission(scored.id())).singleElement().satisfies(evaluation -> assertThat(
                        evaluation.worker())
                .hasValueSatisfying(worker -> assertThat(worker).endsWith(" 0.2.0")));
    }
}
