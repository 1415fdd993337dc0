package org.substantia.challenge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.rules.RefusedException;

/**
 * The test phase of PDCADxFoundation 2025, as its site's history tells it, through the platform: 57 teams, two
 * attempts, the deadline moved from 15 to 31 August, entries replaced before the close, one total corrected from 6.9007
 * to 7.8251. The masks behind the figures do not exist: scores are entered by a stub in the scorer's place. Figures:
 * Ruijin-IMIT/ruijin-imit.github.io, rank_test.html.
 */
@Tag("slow")
class ReplayTest {
    private static final Instant FIRST_CLOSE = Instant.parse("2025-08-15T16:00:00Z");

    @TempDir
    Path folder;

    private final Map<String, String> teams = new HashMap<>();
    private final Map<String, List<Score>> published = new HashMap<>();
    private final List<String> segmentation = new ArrayList<>();

    private void read() throws IOException {
        try (InputStream in = ReplayTest.class.getResourceAsStream("published-2025.csv")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] header = lines.get(0).split(",", -1);
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                List<Score> scores = new ArrayList<>();
                for (int i = 1; i < cells.length; i++) {
                    if (!cells[i].isEmpty()) {
                        double value = Double.parseDouble(cells[i]);
                        scores.add(
                                header[i].equals("accuracy")
                                        ? Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, value)
                                        : Score.of(
                                                Track.SEGMENTATION,
                                                header[i].equals("total") ? "total" : Metrics.dice(header[i]),
                                                value));
                    }
                }
                published.put(cells[0], scores);
                if (!cells[1].isEmpty()) {
                    segmentation.add(cells[0] + " " + cells[1]);
                }
            }
        }
    }

    @Test
    void thePublishedBoardsComeOut() throws IOException {
        read();
        try (Fixture f = new Fixture(Database.sqliteUrl(folder), Phase.Visibility.SEALED, 2, FIRST_CLOSE)) {
            published.keySet().forEach(name -> teams.put(name, f.team(name)));
            for (int i = published.size(); i < 57; i++) {
                f.team("registered " + i + " " + (char) ('a' + i % 26) + (char) ('a' + i / 26));
            }
            assertThat(f.store.teams().all()).hasSize(57);
            moveTheDeadline(f);
            earlierEntries(f);
            f.clock.set(Instant.parse("2025-08-31T15:00:00Z"));
            for (String name : published.keySet()) {
                submit(f, name, name.equals("elaphin") ? withTotal(published.get(name), 6.9007) : published.get(name));
            }
            f.clock.set(Fixture.CLOSE);
            assertThat(boardOf(f, Track.SEGMENTATION, 4)).contains("elaphin 6.9007");
            correct(f);
            List<String> expected = segmentation.stream()
                    .map(line -> {
                        int space = line.lastIndexOf(' ');
                        return line.substring(0, space)
                                + String.format(Locale.ROOT, " %.4f", Double.parseDouble(line.substring(space)));
                    })
                    .toList();
            assertThat(boardOf(f, Track.SEGMENTATION, 4)).isEqualTo(expected).hasSize(10);
            assertThat(boardOf(f, Track.CLASSIFICATION, 3))
                    .containsExactly(
                            "BHANMDingsd 0.860",
                            "MThirtyOne AI 0.805",
                            "Space 0.795",
                            "PRLABbySMU 0.765",
                            "ZhangFan_Lab 0.755",
                            "NeuroX 0.740",
                            "PolyUAIM 0.650",
                            "GenMI 0.585",
                            "junqiangmler 0.500");
            assertThat(diceOf(f, "Space", "nm.SN")).isEqualTo(0.812);
            assertThat(f.used(teams.get("BHANMDingsd"))).isEqualTo(2);
            assertThat(f.store.boards().kept("test", Track.SEGMENTATION)).hasSize(1);
            assertThat(f.store.audit().fault()).isEmpty();
        }
    }

    private void moveTheDeadline(Fixture f) {
        f.clock.set(FIRST_CLOSE.minusSeconds(3600));
        f.store
                .phases()
                .setWindow(
                        "test", Window.Kind.SUBMISSION, Fixture.OPEN, Fixture.CLOSE, "asked for by teams", f.organizer);
        f.clock.set(FIRST_CLOSE.plusSeconds(3600));
    }

    /** What two teams handed in first, and replaced by better ones before the close. */
    private void earlierEntries(Fixture f) {
        submit(f, "MThirtyOne AI", withTotal(published.get("MThirtyOne AI"), 8.2853));
        submit(f, "BHANMDingsd", withTotal(published.get("BHANMDingsd"), 8.1246));
    }

    private static List<Score> withTotal(List<Score> scores, double total) {
        List<Score> changed = new ArrayList<>(scores);
        changed.removeIf(s -> s.metric().equals(Metrics.TOTAL));
        changed.add(Score.of(Track.SEGMENTATION, Metrics.TOTAL, total));
        return changed;
    }

    private void submit(Fixture f, String name, List<Score> scores) {
        f.submitted(teams.get(name));
        Evaluation claimed = f.store.queue().claim("stub").orElseThrow();
        f.store.queue().publish(claimed.id(), claimed.fence(), scores, "ff");
    }

    /** One team's NM nigra had been scored wrongly: everything is scored anew, and one switch corrects the board. */
    private void correct(Fixture f) {
        String engine = f.store.phases().engine("corrected", "{}", f.organizer).id();
        Rescore rescore = f.store.rescores().request("test", engine, f.truth, "NM of one team", f.organizer);
        for (var claimed = f.store.queue().claim("stub");
                claimed.isPresent();
                claimed = f.store.queue().claim("stub")) {
            Evaluation evaluation = claimed.get();
            Submission submission =
                    f.store.submissions().find(evaluation.submission()).orElseThrow();
            String before = f.store.queue().ofSubmission(submission.id()).get(0).id();
            String name = f.store.teams().find(submission.team()).orElseThrow().name();
            List<Score> scores = new ArrayList<>();
            f.store
                    .queue()
                    .scores(before)
                    .forEach((track, values) ->
                            values.forEach((metric, value) -> scores.add(Score.of(track, metric, value))));
            f.store
                    .queue()
                    .publish(
                            evaluation.id(),
                            evaluation.fence(),
                            name.equals("elaphin") ? withTotal(scores, 7.8251) : scores,
                            "ff");
        }
        f.store.rescores().publish(rescore.id(), f.organizer);
        assertThat(f.used(teams.get("elaphin"))).isEqualTo(1);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> f.uploaded(teams.get("elaphin")))
                .isInstanceOf(RefusedException.class);
    }

    private static List<String> boardOf(Fixture f, String track, int digits) {
        Track of = f.track(track);
        return f.store.boards().current(f.phase(), of).stream()
                .filter(row -> row.rank().isPresent())
                .map(row -> row.entry().teamName()
                        + String.format(
                                Locale.ROOT,
                                " %." + digits + "f",
                                row.entry().value(of.primaryMetric()).getAsDouble()))
                .toList();
    }

    private static double diceOf(Fixture f, String team, String region) {
        return f.store.boards().current(f.phase(), f.track(Track.SEGMENTATION)).stream()
                .map(BoardRow::entry)
                .filter(e -> e.teamName().equals(team))
                .findFirst()
                .orElseThrow()
                .value(Metrics.dice(region))
                .getAsDouble();
    }
}
