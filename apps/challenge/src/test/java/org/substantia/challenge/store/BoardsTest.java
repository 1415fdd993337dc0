package org.substantia.challenge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.model.LabelRelease;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.rules.RefusedException;

/** Boards, re-scores in the shadow, label release. */
class BoardsTest {
    @TempDir
    Path folder;

    private Fixture f;

    String url() {
        return Database.sqliteUrl(folder);
    }

    @BeforeEach
    void open() {
        f = new Fixture(url());
    }

    @AfterEach
    void close() {
        f.close();
    }

    private List<String> board(String track) {
        return f.store.boards().current(f.phase(), f.track(track)).stream()
                .map(BoardsTest::text)
                .toList();
    }

    private static String text(BoardRow row) {
        return (row.rank().isPresent() ? row.rank().getAsInt() + " " : "- ")
                + row.entry().teamName() + " "
                + row.entry().values().values();
    }

    @Test
    void aBoardForEachTrackRanksTheBestOfEveryTeam() {
        String a = f.team("a");
        String b = f.team("b");
        f.submitted(a);
        f.scoreNext(7, 0.5);
        f.submitted(a);
        f.scoreNext(9, 0.4);
        f.submitted(b);
        f.scoreNext(8, 0.9);
        assertThat(board(Track.SEGMENTATION)).containsExactly("1 a [9.0]", "2 b [8.0]");
        assertThat(board(Track.CLASSIFICATION)).containsExactly("1 b [0.9]", "2 a [0.5]");
    }

    @Test
    void aHiddenSubmissionAndADisqualifiedTeamLeaveTheirPlaces() {
        String a = f.team("a");
        String b = f.team("b");
        Submission first = f.submitted(a);
        f.scoreNext(9, 0.9);
        f.submitted(b);
        f.scoreNext(8, 0.8);
        f.store.submissions().hide(first.id(), true, "asked for", f.organizer);
        assertThat(board(Track.SEGMENTATION)).containsExactly("1 b [8.0]");
        f.store.submissions().hide(first.id(), false, "asked for", f.organizer);
        f.store.teams().decide(a, Team.State.DISQUALIFIED, "two accounts", f.organizer);
        assertThat(board(Track.SEGMENTATION)).containsExactly("1 b [8.0]", "- a []");
        f.store.teams().decide(a, Team.State.APPROVED, "", f.organizer);
        assertThat(board(Track.SEGMENTATION)).containsExactly("1 a [9.0]", "2 b [8.0]");
    }

    @Test
    void aRescoreChangesNothingUntilTheSwitchAndKeepsTheOldBoard() {
        f.submitted(f.team("a"));
        f.scoreNext(6.9007, 0.5);
        f.submitted(f.team("b"));
        f.scoreNext(7.5, 0.5);
        String engine = f.store.phases().engine("0.1.1", "{}", f.organizer).id();
        Rescore rescore = f.store.rescores().request("test", engine, f.truth, "NM SN was mirrored", f.organizer);
        assertThatThrownBy(() -> f.store.rescores().publish(rescore.id(), f.organizer))
                .isInstanceOf(RefusedException.class);
        for (int i = 0; i < 2; i++) {
            var next = f.store.queue().claim("w").orElseThrow();
            String team =
                    f.store.submissions().find(next.submission()).orElseThrow().team();
            double total = f.store.teams().find(team).orElseThrow().name().equals("a") ? 7.8251 : 7.5;
            f.store.queue().publish(next.id(), next.fence(), Fixture.scores(total, 0.5), "ff");
        }
        assertThat(f.store.rescores().progress(rescore).complete()).isTrue();
        assertThat(board(Track.SEGMENTATION)).containsExactly("1 b [7.5]", "2 a [6.9007]");
        f.store.rescores().publish(rescore.id(), f.organizer);
        assertThat(board(Track.SEGMENTATION)).containsExactly("1 a [7.8251]", "2 b [7.5]");
        assertThat(f.store.boards().kept("test", Track.SEGMENTATION)).hasSize(1).allSatisfy(old -> {
            assertThat(old.content().rows()).extracting(BoardsTest::text).containsExactly("1 b [7.5]", "2 a [6.9007]");
            assertThat(old.reason()).isEqualTo("NM SN was mirrored");
        });
        assertThat(f.used(f.store.teams().all().get(0).id())).isEqualTo(1);
    }

    @Test
    void whatCameInDuringARescoreIsScoredBeforeTheSwitch() {
        String team = f.team("a");
        f.submitted(team);
        f.scoreNext(6, 0.5);
        String engine = f.store.phases().engine("0.1.1", "{}", f.organizer).id();
        Rescore rescore = f.store.rescores().request("test", engine, f.truth, "a new metric", f.organizer);
        f.scoreNext(5, 0.5);
        f.submitted(team);
        f.scoreNext(8, 0.5);
        assertThatThrownBy(() -> f.store.rescores().publish(rescore.id(), f.organizer))
                .isInstanceOf(RefusedException.class);
        f.scoreNext(7, 0.5);
        f.store.rescores().publish(rescore.id(), f.organizer);
        assertThat(board(Track.SEGMENTATION)).containsExactly("1 a [7.0]");
    }

    @Test
    void labelsNeedTwoOrganizersAndComeWithTheFrozenBoard() {
        String team = f.team("a");
        Submission submission = f.submitted(team);
        assertThatThrownBy(() -> f.store.releases().propose("test", f.clock.instant(), f.organizer))
                .isInstanceOf(RefusedException.class);
        LabelRelease release = f.store.releases().propose("test", Fixture.CLOSE, f.organizer);
        assertThatThrownBy(() -> f.store.releases().confirm(release.id(), f.organizer))
                .isInstanceOf(RefusedException.class);
        f.clock.set(Fixture.CLOSE);
        assertThat(f.store.releases().carryOut()).isEmpty();
        f.store.releases().confirm(release.id(), f.second);
        assertThat(f.store.releases().carryOut())
                .as("a submission in time is not scored yet")
                .isEmpty();
        f.scoreNext(9, 0.9);
        f.clock.advance(Duration.ofHours(1));
        assertThat(f.store.releases().carryOut()).containsExactly("test");
        assertThat(f.store.releases().carryOut()).isEmpty();
        assertThat(f.store.phases().schedule("test").isOpen(Window.Kind.LABELS, f.clock.instant()))
                .isTrue();
        assertThat(board(Track.SEGMENTATION)).containsExactly("1 a [9.0]");
        f.store.submissions().hide(submission.id(), true, "later", f.organizer);
        assertThat(board(Track.SEGMENTATION)).as("frozen").containsExactly("1 a [9.0]");
        assertThat(f.store.boards().broken()).isEmpty();
        f.database.write(handle -> handle.execute("update board set content = replace(content, '9.0', '9.9')"));
        assertThat(f.store.boards().broken()).hasSize(1);
    }

    @Test
    void afterTheReleaseABoardChangesByARescoreAloneAndKeepsItsSeal() {
        Submission voided = f.submitted(f.team("a"));
        f.scoreNext(9, 0.9);
        f.store.submissions().voidSubmission(voided.id(), "two accounts", false, f.organizer);
        Submission hidden = f.submitted(f.team("b"));
        f.scoreNext(8, 0.8);
        LabelRelease release = f.store.releases().propose("test", Fixture.CLOSE, f.organizer);
        f.store.releases().confirm(release.id(), f.second);
        f.clock.set(Fixture.CLOSE.plus(Duration.ofHours(1)));
        assertThat(f.store.releases().carryOut()).containsExactly("test");
        assertFrozen(() -> f.store.submissions().voidSubmission(hidden.id(), "copied", false, f.organizer));
        assertFrozen(() -> f.store.submissions().restore(voided.id(), "one person after all", f.organizer));
        assertThat(f.store.boards().broken()).isEmpty();
        f.store.submissions().hide(hidden.id(), true, "copied", f.organizer);
        Rescore rescore = f.store.rescores().request("test", f.engine, f.truth, "one was copied", f.organizer);
        f.store.rescores().publish(rescore.id(), f.organizer);
        assertThat(board(Track.SEGMENTATION)).isEmpty();
        assertThat(f.store.boards().broken()).isEmpty();
    }

    private static void assertFrozen(ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.reason())
                .isEqualTo(RefusedException.Reason.SUBMISSIONS_FROZEN));
    }
}
