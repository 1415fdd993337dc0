package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.HandlerType;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.web.visit.Route;

/** Threat 34: how long scoring took is shown to nobody who competes, so it cannot tell how well a file agrees. */
@Tag("slow")
class ShownTimesTest {
    private static final String PASSWORD = "a long enough password";

    @TempDir
    private Path folder;

    @Test
    void aScoringOfThreeSecondsLooksLikeOneOfFifty() throws Exception {
        // One file for both: an archive holds when it was made.
        Path zip = OracleChallenge.submission(folder.resolve("team.zip"));
        Map<String, String> quick = answers(zip, Duration.ofMillis(3_123), "quick");
        Map<String, String> slow = answers(zip, Duration.ofMillis(50_456), "slow");
        assertThat(quick).hasSizeGreaterThan(60);
        quick.forEach((asked, answer) -> assertThat(answer).as(asked).isEqualTo(slow.get(asked)));
    }

    /** Every page and answer as the team itself, another team and nobody gets it, without what is drawn by chance. */
    private Map<String, String> answers(Path zip, Duration scoring, String name) throws Exception {
        Map<String, String> answers = new TreeMap<>();
        Path own = Files.createDirectory(folder.resolve(name));
        try (SmallChallenge c = new SmallChallenge(own, "sealed");
                WebServer server = c.serve()) {
            String hash = Passwords.hash(PASSWORD);
            String team = c.team("own", "own", "", hash);
            c.team("other", "other", "", hash);
            Submission scored = c.accepted(c.upload(team, zip));
            Evaluation evaluation = c.store.queue().claim("w").orElseThrow();
            c.clock.advance(scoring);
            c.store
                    .queue()
                    .publish(
                            evaluation.id(),
                            evaluation.fence(),
                            List.of(Score.of(Track.SEGMENTATION, Metrics.TOTAL, 7.0)),
                            "ff");
            c.clock.set(SmallChallenge.DURING.plus(Duration.ofMinutes(5)));
            // One that waits tells how long it may take.
            Submission waits = c.accepted(c.upload(team, zip));
            for (String role : List.of("", "other", "own")) {
                PlainBrowser as = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
                if (!role.isEmpty()) {
                    as.signIn(role + "@example.org", PASSWORD);
                }
                for (Route route : server.routes()) {
                    if (!route.method().equals(HandlerType.GET)) {
                        continue;
                    }
                    for (Submission s : List.of(scored, waits)) {
                        String path = route.path()
                                .replace("{phase}", "test")
                                .replace("{track}", "segmentation")
                                .replace("{file}", "images.zip")
                                .replace("<file>", "index.html")
                                .replace("{token}", "none")
                                .replace("{part}", "1")
                                .replace("{question}", "none")
                                .replace("{id}", s.id());
                        answers.put(
                                role + " " + route.path() + " " + s.ordinal(),
                                withoutChance(as.get(path).body()));
                    }
                }
            }
        }
        return answers;
    }

    private static String withoutChance(String text) {
        return text.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
                .replaceAll("[0-9a-f]{64}", "SHA256")
                .replaceAll("(?<=localhost:|127\\.0\\.0\\.1:)[0-9]+", "PORT")
                .replaceAll("(name=\"csrf\" (?:content|value)=)\"[^\"]*\"", "$1\"\"");
    }
}
