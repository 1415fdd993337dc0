package org.substantia.challenge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.setup.Backup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Boards;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;

/** The test phase of PDCADxFoundation 2025 comes out of the platform as it was published. */
@Tag("slow")
class ReplayedChallengeTest {
    private static final List<String> SEGMENTATION = List.of(
            "PolyUAIM 9.2469",
            "Space 9.1988",
            "NIMG 9.1246",
            "BHANMDingsd 9.0875",
            "ZhangFan_Lab 8.6180",
            "NeuroX 8.4768",
            "MThirtyOne AI 8.3357",
            "Cemrg 8.1609",
            "elaphin 7.8251",
            "junqiangmler 7.6749");

    @TempDir
    static Path folder;

    private static DataFolder data;
    private static Store store;

    @BeforeAll
    static void create() throws Exception {
        data = new DataFolder(folder.resolve("replay"));
        ReplayedChallenge.create(data, data.sqliteUrl(), "test");
        store = new Store(Database.open(data.sqliteUrl()), Clock.systemUTC());
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void thePublishedBoardsComeOut() throws Exception {
        assertThat(board("test", Track.SEGMENTATION, 4)).isEqualTo(SEGMENTATION);
        assertThat(board("test", Track.CLASSIFICATION, 3))
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
        assertThat(dice("Space", "nm.SN")).isEqualTo(0.812);
        assertThat(dice("PolyUAIM", "qsm.STN")).isEqualTo(0.73);
        assertThat(dice("elaphin", "nm.SN")).isEqualTo(0.735);
        assertThat(Backup.verify(data, store)).isEmpty();
    }

    @Test
    void theTotalThatWasCorrectedStaysReadableAndCostsNoAttempt() {
        List<Boards.Kept> kept = store.boards().kept("test", Track.SEGMENTATION);
        assertThat(kept).hasSize(1);
        assertThat(lines(kept.get(0).content().rows(), Metrics.TOTAL, 4))
                .contains("elaphin 6.9007", "junqiangmler 7.6749")
                .endsWith("elaphin 6.9007");
        assertThat(used("test", "elaphin")).isEqualTo(1);
    }

    @Test
    void fiftySevenTeamsHaveThreeAndTwoAttemptsAndTheBetterOfTwoEntriesCounts() {
        assertThat(store.teams().all()).hasSize(57);
        assertThat(used("test", "BHANMDingsd")).isEqualTo(2);
        assertThat(used("test", "MThirtyOne AI")).isEqualTo(2);
        assertThat(store.submissions().ofPhase("test"))
                .hasSize(14)
                .extracting(Submission::acceptedAt)
                .allMatch(at -> at.isBefore(Instant.parse("2025-08-31T16:00:00Z")));
        assertThat(used("validation", "Registered team AR")).isEqualTo(3);
        assertThat(phase("validation").limitTotal()).isEqualTo(3);
        assertThat(phase("test").limitTotal()).isEqualTo(2);
    }

    @Test
    void datesThatWereMovedAreOnRecordWithTheirReasons() {
        assertThat(store.phases().windows("test"))
                .filteredOn(w -> w.kind() == Window.Kind.SUBMISSION)
                .extracting(w -> w.toAt().toString() + " " + w.reason())
                .containsExactly(
                        "2025-08-15T16:00:00Z ", "2025-08-31T16:00:00Z teams get more time with the test images");
        assertThat(store.phases().windows("validation"))
                .filteredOn(w -> w.kind() == Window.Kind.SUBMISSION)
                .hasSize(2);
        assertThatThrownBy(() -> store.uploads()
                        .open(
                                team("NIMG").id(),
                                store.teams().members(team("NIMG").id()).get(0).account(),
                                "test",
                                1,
                                "late.zip",
                                Optional.empty(),
                                Optional.of("{}"),
                                Long.MAX_VALUE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("PHASE_NOT_OPEN");
    }

    @Test
    void theMetricsChangeIsASwitchThatLeavesTheOldBoardReadable() {
        List<Boards.Kept> kept = store.boards().kept("validation", Track.SEGMENTATION);
        // Frozen with the labels' release, kept at the switch, and frozen anew.
        assertThat(kept).hasSize(3);
        assertThat(kept).filteredOn(Boards.Kept::current).hasSize(1);
        List<String> before = lines(kept.get(kept.size() - 1).content().rows(), Metrics.TOTAL, 2);
        List<String> after = board("validation", Track.SEGMENTATION, 2);
        assertThat(before.get(1)).startsWith("Registered team AU 0.");
        assertThat(after.get(2)).startsWith("Registered team AU 8.");
        assertThat(store.rescores().all()).hasSize(2).allMatch(r -> r.publishedAt()
                .isPresent());
        assertThat(phase("test").engine()).isNotEqualTo(phase("validation").engine());
    }

    @Test
    void everyPageSaysThatTheFiguresWereEnteredByAStub() {
        assertThat(store.statusLine())
                .contains("published figures, entered by a stub")
                .contains("替身");
        assertThat(store.content()).contains("no mask, label or submitted file of the challenge is here");
    }

    private static Phase phase(String slug) {
        return store.phases().find(slug).orElseThrow();
    }

    private static Team team(String name) {
        return store.teams().all().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int used(String phase, String team) {
        return store.submissions().attempts(phase(phase), team(team).id()).used();
    }

    private static List<String> board(String phase, String slug, int digits) {
        Track track = store.phases().tracks().stream()
                .filter(t -> t.slug().equals(slug))
                .findFirst()
                .orElseThrow();
        return lines(store.boards().current(phase(phase), track), track.primaryMetric(), digits);
    }

    private static List<String> lines(List<BoardRow> rows, String metric, int digits) {
        return rows.stream()
                .filter(row -> row.rank().isPresent())
                .map(row -> row.entry().teamName()
                        + String.format(
                                Locale.ROOT,
                                " %." + digits + "f",
                                row.entry().value(metric).getAsDouble()))
                .toList();
    }

    private static double dice(String team, String region) {
        return store.boards().current(phase("test"), store.phases().tracks().get(0)).stream()
                .map(BoardRow::entry)
                .filter(e -> e.teamName().equals(team))
                .findFirst()
                .orElseThrow()
                .value(Metrics.dice(region))
                .getAsDouble();
    }
}
