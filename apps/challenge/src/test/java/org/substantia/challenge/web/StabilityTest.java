package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.worker.EngineOptions;
import org.substantia.challenge.worker.SubmissionScorer;

/** How firm ranks are: computed after the close, shown when the results are open. */
@Tag("slow")
class StabilityTest {
    private static final String RIGHT = "patient_id,prediction\nRJPD_005,1\nRJPD_006,0\nRJPD_010,1\n";

    @TempDir
    Path folder;

    private SmallChallenge c;
    private WebServer server;
    private PlainBrowser nobody;

    @BeforeEach
    void open() throws Exception {
        c = new SmallChallenge(folder, "live");
        server = c.serve();
        nobody = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
    }

    @AfterEach
    void close() {
        server.close();
        c.close();
    }

    /** Scored as a worker does it, in this machine. */
    private void submit(String name, Path zip) throws Exception {
        List<Score> scores =
                SubmissionScorer.score(folder.resolve("truth"), zip, EngineOptions.STANDARD, Workers.caller());
        c.scored(c.upload(c.team(name), zip), scores);
    }

    private String api(String track) throws Exception {
        return nobody.get("/api/v1/leaderboards/test/" + track).body();
    }

    /**
     * The masks of the one are the truth, so it is first in every resample of the three cases. On labels it is right
     * three times and the other twice: they tie in every resample without the case that tells them apart, 8 of 27, so
     * the interval of the other is both ranks. Three cases never make a pair significant (p is 2/8, or 1).
     */
    @Test
    void intervalsAndGroupsAreOnTheBoardAfterTheCloseOnly() throws Exception {
        submit("exact", OracleChallenge.perfectSubmission(folder.resolve("a.zip"), RIGHT));
        submit("rough", OracleChallenge.submission(folder.resolve("b.zip")));
        assertThat(c.pool.compareNext()).isFalse();
        c.clock.set(SmallChallenge.AFTER_RESULTS);
        assertThat(api("segmentation")).doesNotContain("rankLow");
        assertThat(c.pool.compareNext()).isTrue();
        assertThat(c.pool.compareNext()).isFalse();

        assertThat(api("segmentation"))
                .contains("\"rank\":1,\"rankLow\":1,\"rankHigh\":1,\"group\":\"a\",\"team\":\"exact\"")
                .contains("\"rank\":2,\"rankLow\":2,\"rankHigh\":2,\"group\":\"a\",\"team\":\"rough\"")
                .contains("\"group\":\"a\"", "\"cases\":3");
        assertThat(api("classification"))
                .contains("\"rank\":1,\"rankLow\":1,\"rankHigh\":1,\"group\":\"a\",\"team\":\"exact\"")
                .contains("\"rank\":2,\"rankLow\":1,\"rankHigh\":2,\"group\":\"a\",\"team\":\"rough\"");
        assertThat(nobody.get("/leaderboard/test/classification/table.csv").body())
                .startsWith("rank,team,rank_low,rank_high,group,accuracy")
                .contains("2,\"rough\",1,2,a,0.66");
        assertThat(nobody.get("/leaderboard/test/classification").body())
                .contains("95 % ranks", "1–2", "drawn anew 2000 times");
        assertThat(nobody.get("/leaderboard/test/classification?lang=zh").body())
                .contains("95 % 名次区间");

        // Another set of entries is another question.
        c.store
                .submissions()
                .hide(
                        c.store
                                .boards()
                                .current(phase(), c.store.phases().tracks().get(0))
                                .get(1)
                                .entry()
                                .submission(),
                        true,
                        "asked for",
                        c.organizer());
        assertThat(api("segmentation")).doesNotContain("rankLow");
    }

    private org.substantia.challenge.model.Phase phase() {
        return c.store.phases().find("test").orElseThrow();
    }

    @Test
    void figuresThatTheCasesDoNotBearOutAreNotExplained() throws Exception {
        c.scored(
                c.upload(c.team("odd"), OracleChallenge.submission(folder.resolve("a.zip"), RIGHT, mask -> false)),
                List.of(Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, 0.9)));
        c.clock.set(SmallChallenge.AFTER_RESULTS);
        assertThat(c.pool.compareNext()).isTrue();
        assertThat(api("classification")).contains("\"odd\"").doesNotContain("rankLow");
        assertThat(c.pool.compareNext()).as("it waits before it is tried again").isFalse();
    }
}
