package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.Metrics;

/** A challenge that goes on with a newer version of the program. */
@Tag("slow")
class NewerVersionTest {
    private static final String PASSWORD = "a long enough password";

    @TempDir
    Path folder;

    private static List<Score> total(double value) {
        return List.of(Score.of(Track.SEGMENTATION, Metrics.TOTAL, value));
    }

    @Test
    void aRescoreScoresEverythingAnewWithTheVersionThatRuns() throws Exception {
        try (SmallChallenge c = new SmallChallenge(folder, "live");
                WebServer server = c.serve("0.2.0", 0)) {
            String hash = Passwords.hash(PASSWORD);
            c.organizerTokens.values().forEach(t -> c.store.accounts().resetPassword(t, hash));
            Submission submission =
                    c.scored(c.upload(c.team("a"), OracleChallenge.submission(folder.resolve("team.zip"))), total(6));
            PlainBrowser organizer = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
            organizer.signIn("ada@example.org", PASSWORD);
            String truth = c.store.phases().truths("test").get(0).id();
            HttpResponse<String> asked = organizer.post(
                    "/admin/rescore",
                    "truth",
                    "test " + truth,
                    "convention",
                    "leaderboard",
                    "reason",
                    "0.2.0 mends the scorer");
            assertThat(asked.statusCode()).as(asked.body()).isEqualTo(303);

            Rescore rescore = c.store.rescores().all().get(0);
            assertThat(c.store
                            .phases()
                            .findEngine(rescore.engine())
                            .orElseThrow()
                            .programVersion())
                    .isEqualTo("0.2.0");
            assertThat(c.store.rescores().progress(rescore).done()).isZero();
            Evaluation anew = c.publish(total(7));
            assertThat(anew.submission()).isEqualTo(submission.id());
            c.store.rescores().publish(rescore.id(), c.organizer());
            assertThat(c.store.queue().current(submission.id()).orElseThrow().id())
                    .isEqualTo(anew.id());
            assertThat(organizer.get("/admin/results.json").body()).contains("\"worker\"", "0.2.0");
        }
    }
}
