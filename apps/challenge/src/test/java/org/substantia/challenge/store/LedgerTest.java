package org.substantia.challenge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** Attempts, states, leases and the fence, on SQLite. {@link PostgresLedgerTest} repeats it on PostgreSQL. */
class LedgerTest {
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

    private static void assertRefused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    @Test
    void acceptingTwiceIsAcceptingOnce() {
        String team = f.team("a");
        f.uploaded(team);
        Upload claimed = f.store.uploads().claim().orElseThrow();
        Submission first = f.store
                .submissions()
                .accept(claimed.id(), claimed.fence(), "[]")
                .orElseThrow();
        Submission second = f.store
                .submissions()
                .accept(claimed.id(), claimed.fence(), "[]")
                .orElseThrow();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(f.used(team)).isEqualTo(1);
    }

    @Test
    void aRejectedFileCostsNoAttemptButHasItsOwnLimit() {
        String team = f.team("a");
        for (int i = 0; i < 20; i++) {
            f.uploaded(team);
            Upload claimed = f.store.uploads().claim().orElseThrow();
            f.store.uploads().reject(claimed.id(), claimed.fence(), "[\"a mask is missing\"]");
        }
        assertThat(f.used(team)).isZero();
        assertRefused(Reason.TOO_MANY_REJECTED, () -> f.uploaded(team));
        f.clock.advance(Duration.ofDays(1));
        assertThat(f.uploaded(team).state()).isEqualTo(Upload.State.CHECKING);
    }

    @Test
    void theInstantOfOpeningDecidesWhetherAFileWasInTime() {
        String team = f.team("a");
        f.clock.set(Fixture.CLOSE.minusMillis(1));
        f.uploaded(team);
        f.clock.set(Fixture.CLOSE.plus(Duration.ofMinutes(59)));
        assertThat(f.acceptNext()).isPresent();
        assertRefused(Reason.PHASE_NOT_OPEN, () -> f.uploaded(team));
        f.clock.set(Fixture.OPEN.minusMillis(1));
        assertRefused(Reason.PHASE_NOT_OPEN, () -> f.uploaded(team));
    }

    @Test
    void whoWaitsIsToldItsPlaceAndHowLongItTakes() {
        f.submitted(f.team("a"));
        f.clock.advance(Duration.ofSeconds(1));
        Submission first = f.submitted(f.team("b"));
        f.clock.advance(Duration.ofSeconds(1));
        Submission second = f.submitted(f.team("c"));
        assertThat(f.store.queue().turn(first.id())).isEqualTo(new Queue.Turn(2, Optional.empty()));
        Evaluation running = f.store.queue().claim("w").orElseThrow();
        f.clock.advance(Duration.ofSeconds(40));
        f.store.queue().publish(running.id(), running.fence(), List.of(), "ff");
        assertThat(f.store.queue().turn(first.id())).isEqualTo(new Queue.Turn(1, Optional.of(Duration.ofSeconds(40))));
        assertThat(f.store.queue().turn(second.id())).isEqualTo(new Queue.Turn(2, Optional.of(Duration.ofSeconds(80))));
        assertThat(f.store.queue().claim("w")).isPresent();
        assertThat(f.store.queue().turn(second.id()))
                .as("after the one that runs")
                .isEqualTo(new Queue.Turn(2, Optional.of(Duration.ofSeconds(80))));
    }

    @Test
    void aWindowMovedWhileAnUploadIsOpenHoldsForIt() {
        String team = f.team("a");
        f.clock.set(Fixture.CLOSE.minusSeconds(1));
        f.uploaded(team);
        f.store
                .phases()
                .setWindow(
                        "test",
                        Window.Kind.SUBMISSION,
                        Fixture.OPEN,
                        Fixture.CLOSE.plus(Duration.ofDays(16)),
                        "extended",
                        f.organizer);
        f.clock.set(Fixture.CLOSE.plus(Duration.ofDays(1)));
        assertThat(f.acceptNext()).isPresent();
    }

    @Test
    void thirtyTwoAtOnceAtTheLastAttemptAreExactlyOne() throws Exception {
        String team = f.team("a");
        f.submitted(team);
        List<Upload> claimed = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(32);
        try {
            // Five uploads may be open at once: each round checks those.
            for (int i = 0; i < 5; i++) {
                f.uploaded(team);
                claimed.add(f.store.uploads().claim().orElseThrow());
            }
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                Upload upload = claimed.get(i % claimed.size());
                calls.add(() -> {
                    try {
                        return f.store
                                .submissions()
                                .accept(upload.id(), upload.fence(), "[]")
                                .isPresent();
                    } catch (RefusedException e) {
                        return false;
                    }
                });
            }
            for (Future<Boolean> done : pool.invokeAll(calls)) {
                done.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(f.used(team)).isEqualTo(2);
        assertThat(f.store.submissions().ofTeam(team)).hasSize(2);
        assertThat(claimed)
                .filteredOn(u -> f.store.uploads().find(u.id()).orElseThrow().state() == Upload.State.REFUSED)
                .hasSize(4);
        assertThat(f.store.audit().fault()).isEmpty();
    }

    @Test
    void aWorkerThatLostItsLeaseCannotPublish() {
        Submission submission = f.submitted(f.team("a"));
        Evaluation slow = f.store.queue().claim("slow").orElseThrow();
        assertThat(f.store.queue().claim("other")).isEmpty();
        f.clock.advance(Duration.ofSeconds(61));
        Evaluation fast = f.store.queue().claim("fast").orElseThrow();
        assertThat(fast.id()).isEqualTo(slow.id());
        assertThat(f.store.queue().heartbeat(slow.id(), slow.fence())).isFalse();
        assertThat(f.store.queue().publish(fast.id(), fast.fence(), Fixture.scores(9, 0.8), "ff"))
                .isTrue();
        assertThat(f.store.queue().publish(slow.id(), slow.fence(), Fixture.scores(1, 0.1), "ee"))
                .isFalse();
        assertThat(f.store.queue().scores(fast.id()).get("segmentation")).containsEntry("total", 9.0);
        assertThat(f.state(submission)).isEqualTo(Submission.State.SCORED);
    }

    @Test
    void ourFaultIsTriedAgainThenHeldAndGivenBack() {
        String team = f.team("a");
        Submission submission = f.submitted(team);
        assertThat(f.store.queue().length()).isEqualTo(new Queue.Length(1, 0));
        for (int i = 0; i < 6; i++) {
            assertThat(f.used(team)).isEqualTo(1);
            f.clock.advance(Duration.ofHours(1));
            Evaluation claimed = f.store.queue().claim("w").orElseThrow();
            f.store.queue().fail(claimed.id(), claimed.fence(), "exit 137");
            assertThat(f.state(submission)).isIn(Submission.State.DELAYED, Submission.State.HELD);
        }
        assertThat(f.state(submission)).isEqualTo(Submission.State.HELD);
        assertThat(f.store.queue().length()).isEqualTo(new Queue.Length(0, 1));
        assertThat(f.used(team)).isZero();
        assertThat(f.store.messages().inbox(f.organizer)).extracting("kind").contains("alarm-held");
        f.store
                .queue()
                .retry(f.store.queue().ofSubmission(submission.id()).get(0).id(), f.organizer);
        f.scoreNext(5, 0.5);
        assertThat(f.state(submission)).isEqualTo(Submission.State.SCORED);
        assertThat(f.used(team)).isZero();
    }

    @Test
    void whatIsDelayedDoesNotBlockTheLastAttempt() {
        String team = f.team("a");
        f.submitted(team);
        Evaluation claimed = f.store.queue().claim("w").orElseThrow();
        f.store.queue().fail(claimed.id(), claimed.fence(), "no disk");
        f.submitted(team);
        f.submitted(team);
        assertThat(f.used(team)).isEqualTo(3);
        assertRefused(Reason.ATTEMPTS_USED_UP, () -> f.uploaded(team));
    }

    @Test
    void aFileThatIsTooCostlyThreeTimesEndsWithoutAnAttempt() {
        String team = f.team("a");
        Submission submission = f.submitted(team);
        for (int i = 0; i < 3; i++) {
            Evaluation claimed = f.store.queue().claim("w").orElseThrow();
            f.store.queue().exceeded(claimed.id(), claimed.fence(), "600 s");
        }
        assertThat(f.state(submission)).isEqualTo(Submission.State.VOID);
        assertThat(f.used(team)).isZero();
    }

    @Test
    void whatIsVoidedBeforeItIsScoredStaysVoidUntilItIsRestored() {
        String team = f.team("a");
        Submission submission = f.submitted(team);
        f.store.submissions().voidSubmission(submission.id(), "two accounts", true, f.organizer);
        Evaluation failing = f.store.queue().claim("w").orElseThrow();
        f.store.queue().fail(failing.id(), failing.fence(), "no disk");
        assertThat(f.state(submission)).isEqualTo(Submission.State.VOID);
        f.clock.advance(Duration.ofHours(1));
        f.scoreNext(9, 0.9);
        assertThat(f.state(submission)).isEqualTo(Submission.State.VOID);
        assertThat(f.store.boards().current(f.phase(), f.track("segmentation"))).isEmpty();
        assertThat(f.store.messages().inbox(f.leader(team))).isEmpty();
        f.store.submissions().restore(submission.id(), "one person after all", f.organizer);
        assertThat(f.state(submission)).isEqualTo(Submission.State.SCORED);
        assertThat(f.store.boards().current(f.phase(), f.track("segmentation"))).hasSize(1);
    }

    @Test
    void anAttemptThatAVoidGaveBackCountsAgainOnceItIsRestored() {
        String team = f.team("a");
        Submission submission = f.submitted(team);
        f.scoreNext(6, 0.5);
        for (int i = 0; i < 2; i++) {
            f.store.submissions().voidSubmission(submission.id(), "two accounts", true, f.organizer);
            assertThat(f.used(team)).isZero();
            f.store.submissions().restore(submission.id(), "one person after all", f.organizer);
            assertThat(f.used(team)).isEqualTo(1);
        }
    }

    @Test
    void whatIsPutBackBeforeItIsScoredKeepsItsAttempt() {
        String team = f.team("a");
        for (boolean giveBack : new boolean[] {false, true}) {
            Submission submission = f.submitted(team);
            f.store.submissions().voidSubmission(submission.id(), "two accounts", giveBack, f.organizer);
            f.store.submissions().restore(submission.id(), "one person after all", f.organizer);
            assertThat(f.state(submission)).isEqualTo(Submission.State.HELD);
            assertThat(f.store.submissions().released(submission.id())).isFalse();
        }
        assertThat(f.used(team)).isEqualTo(2);
    }

    @Test
    void anAttemptThatOurFaultGaveBackStaysFreeWhenItIsVoidedAndRestored() {
        String team = f.team("a");
        Submission submission = f.submitted(team);
        for (int i = 0; i < 6; i++) {
            f.clock.advance(Duration.ofHours(1));
            Evaluation claimed = f.store.queue().claim("w").orElseThrow();
            f.store.queue().fail(claimed.id(), claimed.fence(), "exit 137");
        }
        f.store.submissions().voidSubmission(submission.id(), "two accounts", true, f.organizer);
        f.store.submissions().restore(submission.id(), "one person after all", f.organizer);
        assertThat(f.used(team)).isZero();
        assertThat(f.store.submissions().released(submission.id())).isTrue();
    }

    @Test
    void whatIsRestoredWhileItsScoreIsPublishedIsScored() throws Exception {
        Submission submission = f.submitted(f.team("a"));
        Evaluation running = f.store.queue().claim("w").orElseThrow();
        f.store.submissions().voidSubmission(submission.id(), "two accounts", false, f.organizer);
        during(
                handle -> handle.execute("update evaluation set state = 'DONE' where id = ?", running.id()),
                handle -> handle.execute("update submission set scored_at = 1 where id = ?", submission.id()),
                () -> {
                    f.store.submissions().restore(submission.id(), "one person after all", f.organizer);
                    return true;
                });
        assertThat(f.state(submission)).isEqualTo(Submission.State.SCORED);
        assertThat(f.store.queue().find(running.id()).orElseThrow().state()).isEqualTo(Evaluation.State.DONE);
    }

    @Test
    void aReleaseThatIsCanceledAfterItWasFoundDueIsNotCarriedOut() throws Exception {
        String release =
                f.store.releases().propose("test", Fixture.CLOSE, f.organizer).id();
        f.store.releases().confirm(release, f.second);
        f.clock.set(Fixture.CLOSE.plus(Duration.ofHours(2)));
        List<String> released = during(
                handle -> Phases.lock(handle, "test"),
                handle -> handle.execute("delete from label_release where id = ?", release),
                () -> f.store.releases().carryOut());
        assertThat(released).isEmpty();
        assertThat(f.phase().frozenAt()).isEmpty();
    }

    /** Does an act that finds another transaction under way; that one ends while the act waits for it. */
    private <T> T during(Consumer<Handle> begin, Consumer<Handle> end, Callable<T> act) throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<T> done = f.database.write(handle -> {
                begin.accept(handle);
                Future<T> acting = other.submit(act);
                try {
                    acting.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    // It waits.
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
                end.accept(handle);
                return acting;
            });
            return done.get();
        } finally {
            other.shutdown();
        }
    }

    @Test
    void ourFaultsMakeNothingOfAVoidSubmission() {
        Submission submission = f.submitted(f.team("a"));
        f.store.submissions().voidSubmission(submission.id(), "two accounts", false, f.organizer);
        for (int i = 0; i < 6; i++) {
            f.clock.advance(Duration.ofHours(1));
            Evaluation claimed = f.store.queue().claim("w").orElseThrow();
            f.store.queue().fail(claimed.id(), claimed.fence(), "exit 137");
        }
        assertThat(f.state(submission)).isEqualTo(Submission.State.VOID);
    }

    @Test
    void aFileThatWasTooCostlyIsTriedAgainOnlyOnceItIsRestored() {
        Submission submission = f.submitted(f.team("a"));
        for (int i = 0; i < 3; i++) {
            Evaluation claimed = f.store.queue().claim("w").orElseThrow();
            f.store.queue().exceeded(claimed.id(), claimed.fence(), "600 s");
        }
        String held = f.store.queue().ofSubmission(submission.id()).get(0).id();
        assertRefused(Reason.WRONG_STATE, () -> f.store.queue().retry(held, f.organizer));
        f.store.submissions().restore(submission.id(), "a larger machine", f.organizer);
        assertThat(f.state(submission)).isEqualTo(Submission.State.HELD);
        f.store.queue().retry(held, f.organizer);
        f.scoreNext(5, 0.5);
        assertThat(f.state(submission)).isEqualTo(Submission.State.SCORED);
    }

    @Test
    void whatIsBeingScoredAtTheSwitchOfARescoreIsScoredAnew() {
        Submission first = f.submitted(f.team("a"));
        f.scoreNext(6, 0.5);
        Submission late = f.submitted(f.team("b"));
        Evaluation old = f.store.queue().claim("slow").orElseThrow();
        String engine = f.store.phases().engine("0.1.1", "{}", f.organizer).id();
        Rescore rescore = f.store.rescores().request("test", engine, f.truth, "a new metric", f.organizer);
        f.scoreNext(7, 0.5);
        f.store.rescores().publish(rescore.id(), f.organizer);
        assertThat(f.store.queue().publish(old.id(), old.fence(), Fixture.scores(1, 0.1), "ee"))
                .isFalse();
        Evaluation anew = f.store.queue().claim("w").orElseThrow();
        assertThat(anew.id()).isEqualTo(old.id());
        assertThat(anew.engine()).isEqualTo(engine);
        f.store.queue().publish(anew.id(), anew.fence(), Fixture.scores(8, 0.5), "ff");
        assertThat(f.store.boards().current(f.phase(), f.track("segmentation")))
                .extracting(row -> row.entry().submission())
                .containsExactly(late.id(), first.id());
    }

    @Test
    void aSubmissionThatWasVoidDuringARescoreIsScoredWithTheNewEngineOnceItIsRestored() {
        Submission submission = f.submitted(f.team("a"));
        f.scoreNext(6, 0.5);
        f.store.submissions().voidSubmission(submission.id(), "two accounts", false, f.organizer);
        String engine = f.store.phases().engine("0.1.1", "{}", f.organizer).id();
        Rescore rescore = f.store.rescores().request("test", engine, f.truth, "a new metric", f.organizer);
        f.store.rescores().publish(rescore.id(), f.organizer);
        f.store.submissions().restore(submission.id(), "one person after all", f.organizer);
        assertThat(f.state(submission)).isEqualTo(Submission.State.HELD);
        assertThat(f.store.queue().turn(submission.id()).place()).isEqualTo(1);
        f.scoreNext(7, 0.5);
        assertThat(f.state(submission)).isEqualTo(Submission.State.SCORED);
        assertThat(f.store.queue().current(submission.id()).orElseThrow().engine())
                .isEqualTo(engine);
    }

    @Test
    void anAttemptIsOneOfTheDayOnWhichTheUploadWasOpened() {
        limitToOneADay();
        String team = f.team("a");
        f.uploaded(team);
        // Our checks were down until the next morning.
        f.clock.advance(Duration.ofDays(1));
        assertThat(f.acceptNext()).isPresent();
        assertThat(f.submitted(team).ordinal()).isEqualTo(2);
        assertRefused(Reason.ATTEMPTS_USED_TODAY, () -> f.uploaded(team));
    }

    @Test
    void aLateCheckDoesNotMakeTwoAttemptsOfOneDay() {
        limitToOneADay();
        String team = f.team("a");
        f.uploaded(team);
        f.uploaded(team);
        f.clock.advance(Duration.ofDays(1));
        assertThat(f.acceptNext()).isPresent();
        assertRefused(Reason.ATTEMPTS_USED_TODAY, f::acceptNext);
    }

    private void limitToOneADay() {
        f.database.write(handle -> handle.execute("update phase set limit_total = 0, limit_day = 1"));
    }

    @Test
    void aRejectedFileCountsOnTheDayOnWhichItWasSent() {
        String team = f.team("a");
        f.uploaded(team);
        f.clock.advance(Duration.ofDays(1));
        Upload claimed = f.store.uploads().claim().orElseThrow();
        f.store.uploads().reject(claimed.id(), claimed.fence(), "[\"a mask is missing\"]");
        assertThat(f.store.uploads().rejectedToday(team, "test")).isZero();
    }

    @Test
    void anUploadFindsRoomBesideWhatOpenOnesStillBring() {
        String a = f.team("a");
        String b = f.team("b");
        Upload open = opened(a, 60, 100);
        assertRefused(Reason.DISK_FULL, () -> opened(b, 41, 100));
        f.store.uploads().advance(open.id(), 0, 50);
        assertThat(f.store.uploads().expected()).isEqualTo(10);
        // What has come already has taken its room.
        assertRefused(Reason.DISK_FULL, () -> opened(b, 41, 50));
        assertThat(opened(b, 40, 50).state()).isEqualTo(Upload.State.OPEN);
        f.store.uploads().expire(open.id());
        assertThat(f.store.uploads().expected()).isEqualTo(40);
    }

    @Test
    void teamsThatOpenAtOnceAreNotPromisedTheSameRoom() throws Exception {
        String a = f.team("a");
        String b = f.team("b");
        assertThatThrownBy(() -> during(
                        handle -> Uploads.requireRoom(handle, 60, 100),
                        handle -> handle.execute(
                                "insert into upload (id, team, account, phase, opened_at, length, received, "
                                        + "file_name, state, next_at) values ('first', ?, ?, 'test', 0, 60, 0, "
                                        + "'a.zip', 'OPEN', 0)",
                                a,
                                f.leader(a)),
                        () -> opened(b, 60, 100)))
                .hasRootCauseInstanceOf(RefusedException.class)
                .hasMessageContaining("DISK_FULL");
        assertThat(f.store.uploads().expected()).isEqualTo(60);
    }

    private Upload opened(String team, long length, long room) {
        return f.store
                .uploads()
                .open(team, f.leader(team), "test", length, "a.zip", Optional.empty(), Optional.empty(), room);
    }

    @Test
    void withdrawingBeforeScoringGivesTheAttemptBack() {
        String team = f.team("a");
        Submission submission = f.submitted(team);
        f.store.submissions().withdraw(submission.id(), f.leader(team));
        assertThat(f.used(team)).isZero();
        assertThat(f.store.queue().claim("w")).isEmpty();
        assertRefused(Reason.WRONG_STATE, () -> f.store.submissions().withdraw(submission.id(), f.leader(team)));
    }

    @Test
    void anOrganizerGrantsAnAttemptWithAReason() {
        String team = f.team("a");
        f.submitted(team);
        f.submitted(team);
        assertRefused(Reason.ATTEMPTS_USED_UP, () -> f.uploaded(team));
        assertRefused(Reason.REASON_MISSING, () -> f.store.submissions().grant(team, "test", " ", f.organizer));
        f.store.submissions().grant(team, "test", "an outage", f.organizer);
        assertThat(f.submitted(team).ordinal()).isEqualTo(3);
    }

    @Test
    void onlyAnApprovedTeamSubmits() {
        String team = f.team("a");
        f.store
                .teams()
                .decide(team, org.substantia.challenge.model.Team.State.DISQUALIFIED, "two accounts", f.organizer);
        assertRefused(Reason.TEAM_NOT_APPROVED, () -> f.uploaded(team));
    }

    @Test
    void aChangedRowIsFoundInTheAuditChain() {
        f.team("a");
        assertThat(f.store.audit().fault()).isEmpty();
        f.database.write(handle -> handle.execute("update audit set reason = 'nothing' where seq = 3"));
        assertThat(f.store.audit().fault())
                .hasValueSatisfying(text -> assertThat(text).contains("entry 3"));
    }

    @Test
    void anAuditEntryThatWasTakenOutIsFound() {
        f.team("a");
        f.database.write(handle -> handle.execute("delete from audit where seq = (select max(seq) from audit)"));
        assertThat(f.store.audit().fault()).isPresent();
    }
}
