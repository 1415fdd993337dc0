package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.LeakBudget;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.rules.RefusedException;

/**
 * Threat 35: the attacks of {@link LeakBudget} against the running site, with the attempts that the test phase gives
 * and everything that the site answers to a team. Labels are handed in by the intake; their true accuracy is published
 * as the result of the scoring.
 */
@Tag("slow")
class LabelProbingTest {
    private static final int LABELS = 200;
    private static final int TEAMS = 12;
    private static final double HONEST = 0.8;
    private static final double MAX_GAIN = 0.005;

    @TempDir
    private Path folder;

    /** Asks for the accuracy as a team can. Where the site does not tell, the answer is always the same. */
    private static final class Asking implements LeakBudget.Oracle {
        private final SmallChallenge c;
        private final WebServer server;
        private final String team;
        private final int[] hidden;
        private final List<Double> told;

        Asking(SmallChallenge c, WebServer server, String team, int[] hidden, List<Double> told) {
            this.c = c;
            this.server = server;
            this.team = team;
            this.hidden = hidden;
            this.told = told;
        }

        @Override
        public double accuracy(int[] predicted) {
            try {
                return ask(predicted);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private double ask(int[] predicted) throws IOException, InterruptedException {
            Submission submission = handIn(predicted);
            String account = c.store.teams().members(team).get(0).account();
            String token = c.store.accounts().apiToken(account);
            PlainBrowser program = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
            for (String path :
                    List.of("/api/v1/submissions/" + submission.id(), "/api/v1/leaderboards/test/classification")) {
                HttpResponse<String> answer = program.send(program.to(path)
                        .header("Authorization", "Bearer " + token)
                        .GET());
                assertThat(answer.statusCode()).isEqualTo(200);
                JsonNode accuracy = Json.read(answer.body(), JsonNode.class).findValue(Metrics.ACCURACY);
                if (accuracy != null) {
                    told.add(accuracy.asDouble());
                    return accuracy.asDouble();
                }
            }
            return 0.5;
        }

        private Submission handIn(int[] predicted) throws IOException {
            byte[] content = Arrays.toString(predicted).getBytes(StandardCharsets.UTF_8);
            Upload upload = c.intake.open(
                    team,
                    c.store.teams().members(team).get(0).account(),
                    "test",
                    content.length,
                    "labels.zip",
                    Optional.empty(),
                    Optional.of(Json.text(new Method("m", "d", "", "none", "none"))));
            c.intake.append(upload, 0, new ByteArrayInputStream(content));
            return c.scored(
                    upload,
                    List.of(Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, LeakBudget.agreement(hidden, predicted))));
        }
    }

    private static int[] draw(Random random) {
        int[] labels = new int[LABELS];
        Arrays.setAll(labels, i -> random.nextInt(2));
        return labels;
    }

    @Test
    void whatTheTestPhaseAnswersHelpsNoAttack() throws Exception {
        List<Double> told = new ArrayList<>();
        double gain = attack("sealed", told);
        assertThat(told).isEmpty();
        assertThat(gain).isLessThanOrEqualTo(MAX_GAIN);
    }

    /** That the attack is one: where the site tells, it hears. */
    @Test
    void theAttackHearsWhereAPhaseIsOpen() throws Exception {
        List<Double> told = new ArrayList<>();
        attack("live", told);
        assertThat(told).hasSize(4 * TEAMS);
    }

    /** @return how much more of the labels both attacks know than the same attacks without any answer */
    private double attack(String visibility, List<Double> told) throws Exception {
        double gain = 0;
        try (SmallChallenge c = new SmallChallenge(folder, visibility);
                WebServer server = c.serve()) {
            for (int t = 0; t < TEAMS; t++) {
                Random random = new Random(t);
                int[] hidden = draw(random);
                int[] start = new int[LABELS];
                Arrays.setAll(start, i -> random.nextDouble() < HONEST ? hidden[i] : 1 - hidden[i]);
                LeakBudget.Oracle first = new Asking(c, server, c.team("climber" + t), hidden, told);
                int[] climbed = LeakBudget.climb(first, start, 2, 2, random);
                gain += LeakBudget.agreement(hidden, climbed) - LeakBudget.agreement(hidden, start);
                String voter = c.team("voter" + t);
                LeakBudget.Oracle second = new Asking(c, server, voter, hidden, told);
                int[] voted = LeakBudget.vote(second, LABELS, 2, new Random(100 + t));
                int[] blind = LeakBudget.vote(guess -> 0.5, LABELS, 2, new Random(100 + t));
                gain += LeakBudget.agreement(hidden, voted) - LeakBudget.agreement(hidden, blind);
                assertThat(refusedAThird(second)).isTrue();
            }
        }
        return gain / (2 * TEAMS);
    }

    private static boolean refusedAThird(LeakBudget.Oracle oracle) {
        try {
            oracle.accuracy(new int[LABELS]);
            return false;
        } catch (RefusedException e) {
            return e.reason() == RefusedException.Reason.ATTEMPTS_USED_UP;
        }
    }
}
