package org.substantia.challenge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.model.AuditEntry;
import org.substantia.challenge.model.Member;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** Accounts, sessions, teams, invitations. */
class PeopleTest {
    @TempDir
    Path folder;

    private Fixture f;

    @BeforeEach
    void open() {
        f = new Fixture(Database.sqliteUrl(folder));
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
    void theSameAddressInOtherLettersIsTheSameAccount() {
        f.person("ada", false);
        assertThat(f.store
                        .accounts()
                        .register(
                                new Accounts.Registration("ADA@Example.org ", "x", "", "", "", "h", "en", "UTC"),
                                false))
                .isEmpty();
    }

    private Accounts.Confirmation afterTenWrongCodes() {
        var made = f.store
                .accounts()
                .register(new Accounts.Registration("b@example.org", "b", "", "", "", "h", "en", "UTC"), false)
                .orElseThrow();
        String wrong = made.code().equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 10; i++) {
            assertRefused(Reason.TOKEN_INVALID, () -> f.store.accounts().confirmByCode(made.account(), wrong));
        }
        return made;
    }

    @Test
    void aCodeHoldsOnceAndTenWrongOnesEndItAndThoseSentAfterIt() {
        var made = afterTenWrongCodes();
        assertRefused(Reason.TOKEN_INVALID, () -> f.store.accounts().confirmByCode(made.account(), made.code()));
        var guessed = f.store.accounts().newConfirmation(made.account());
        assertRefused(Reason.TOKEN_INVALID, () -> f.store.accounts().confirmByCode(made.account(), guessed.code()));
        f.clock.advance(Duration.ofDays(2));
        var again = f.store.accounts().newConfirmation(made.account());
        f.store.accounts().confirmByCode(made.account(), again.code());
        assertThat(f.store.accounts().find(made.account()).orElseThrow().confirmed())
                .isTrue();
        assertRefused(Reason.TOKEN_INVALID, () -> f.store.accounts().confirmByCode(made.account(), again.code()));
    }

    @Test
    void whoAsksForACodeAgainDoesNotWaitLongerForOneThatHolds() {
        var made = afterTenWrongCodes();
        f.clock.advance(Duration.ofDays(1));
        f.store.accounts().newConfirmation(made.account());
        f.clock.advance(Duration.ofDays(1));
        var again = f.store.accounts().newConfirmation(made.account());
        f.store.accounts().confirmByCode(made.account(), again.code());
        assertThat(f.store.accounts().find(made.account()).orElseThrow().confirmed())
                .isTrue();
    }

    @Test
    void sessionsEndByTimeSignOutAndANewPassword() {
        String account = f.person("ada", false);
        String first = f.store.accounts().openSession(account, "");
        String second = f.store.accounts().openSession(account, "");
        assertThat(f.store.accounts().session(first)).isPresent();
        f.store.accounts().closeSession(first);
        assertThat(f.store.accounts().session(first)).isEmpty();
        f.store.accounts().setPassword(account, "new");
        assertThat(f.store.accounts().session(second)).isEmpty();
        String third = f.store.accounts().openSession(account, "");
        f.clock.advance(Duration.ofDays(15));
        assertThat(f.store.accounts().session(third)).isEmpty();
    }

    @Test
    void aNewPasswordEndsTokensAndLinksOfTheAccountAlone() {
        String account = f.person("ada", false);
        String program = f.store.accounts().apiToken(account);
        String link = f.store.accounts().resetToken(account);
        String others = f.store.accounts().apiToken(f.person("bo", false));
        f.store.accounts().setPassword(account, "new");
        assertThat(f.store.accounts().accountOfApiToken(program)).isEmpty();
        assertRefused(Reason.TOKEN_INVALID, () -> f.store.accounts().resetPassword(link, "newer"));
        assertThat(f.store.accounts().accountOfApiToken(others)).isPresent();
    }

    @Test
    void aResetLinkHoldsOnceAndForTwoHours() {
        String account = f.person("ada", false);
        String token = f.store.accounts().resetToken(account);
        f.store.accounts().resetPassword(token, "new");
        assertRefused(Reason.TOKEN_INVALID, () -> f.store.accounts().resetPassword(token, "newer"));
        String late = f.store.accounts().resetToken(account);
        f.clock.advance(Duration.ofHours(2));
        assertRefused(Reason.TOKEN_INVALID, () -> f.store.accounts().resetPassword(late, "newer"));
    }

    @Test
    void noSecretIsStoredAsItIs() {
        String account = f.person("ada", false);
        String session = f.store.accounts().openSession(account, "");
        String api = f.store.accounts().apiToken(account);
        int stored = f.database.read(handle -> handle.createQuery("select (select count(*) from session where "
                        + "token_sha256 = :s) + (select count(*) from token where sha256 = :t)")
                .bind("s", session)
                .bind("t", api)
                .mapTo(Integer.class)
                .one());
        assertThat(stored).isZero();
        assertThat(f.store.accounts().accountOfApiToken(api)).isPresent();
    }

    @Test
    void aNameThatLooksLikeAnotherIsTaken() {
        f.team("PolyUAIM");
        String other = f.person("x", false);
        assertRefused(Reason.NAME_TAKEN, () -> f.store.teams().create(other, "P0ly-UAIM", "", "", true));
        assertRefused(Reason.NAME_EMPTY, () -> f.store.teams().create(other, "\u200b", "", "", true));
    }

    @Test
    void anInvitationHoldsForOneAddressOnce() {
        String team = f.team("a");
        String token = f.store.teams().invite(team, "bo@example.org", f.leader(team));
        String eve = f.person("eve", false);
        assertRefused(Reason.TOKEN_INVALID, () -> f.store.teams().accept(token, eve, "eve@example.org"));
        String bo = f.person("bo", false);
        f.store.teams().accept(token, bo, "bo@example.org");
        assertThat(f.store.teams().members(team)).hasSize(2);
        f.store.teams().remove(team, bo, f.leader(team));
        assertRefused(Reason.TOKEN_INVALID, () -> f.store.teams().accept(token, bo, "bo@example.org"));
    }

    @Test
    void whoHasCompetedGetsNoFreshAttemptsWithAnotherTeam() {
        String team = f.team("a");
        String leader = f.leader(team);
        f.submitted(team);
        f.store.teams().remove(team, leader, leader);
        assertRefused(Reason.ALREADY_COMPETED, () -> f.store.teams().create(leader, "again", "", "", true));
    }

    @Test
    void whoLeftBeforeTheFirstAttemptMayFoundATeam() {
        String team = f.team("a");
        String bo = joined(team, "bo");
        String leader = f.leader(team);
        f.clock.advance(Duration.ofMinutes(1));
        f.store.teams().remove(team, leader, leader);
        f.clock.advance(Duration.ofMinutes(1));
        f.submitted(team);
        f.store.teams().create(leader, "b", "", "", true);
        f.store.teams().remove(team, bo, bo);
        assertRefused(Reason.ALREADY_COMPETED, () -> f.store.teams().create(bo, "again", "", "", true));
    }

    @Test
    void anAttemptThatWasGivenBackBindsNobody() {
        String team = f.team("a");
        String leader = f.leader(team);
        Submission submission = f.submitted(team);
        f.store.submissions().withdraw(submission.id(), leader);
        f.store.teams().remove(team, leader, leader);
        assertThat(f.store.teams().create(leader, "b", "", "", true).name()).isEqualTo("b");
    }

    /** A minute later, so that it is clear who is in the team for longer. */
    private String joined(String team, String name) {
        f.clock.advance(Duration.ofMinutes(1));
        String account = f.person(name, false);
        String token = f.store.teams().invite(team, name + "@example.org", f.leader(team));
        f.store.teams().accept(token, account, name + "@example.org");
        return account;
    }

    private List<String> leaders(String team) {
        return f.store.teams().members(team).stream()
                .filter(member -> member.role() == Member.Role.LEADER)
                .map(Member::account)
                .toList();
    }

    @Test
    void whereTheLeaderGoesTheLongestMemberLeads() {
        String team = f.team("a");
        String ada = f.leader(team);
        String bo = joined(team, "bo");
        String cy = joined(team, "cy");
        f.store.teams().remove(team, ada, ada);
        assertThat(leaders(team)).containsExactly(bo);
        f.store.accounts().erase(bo, bo);
        assertThat(leaders(team)).containsExactly(cy);
        assertThat(f.store.audit().entries(100, Long.MAX_VALUE))
                .filteredOn(entry -> entry.act().equals("lead team"))
                .extracting(AuditEntry::after)
                .containsExactlyInAnyOrder("account " + bo, "account " + cy);
    }

    @Test
    void aMemberWhoGoesLeavesTheLeaderInPlace() {
        String team = f.team("a");
        String ada = f.leader(team);
        f.store.teams().remove(team, joined(team, "bo"), ada);
        joined(team, "cy");
        assertThat(leaders(team)).containsExactly(ada);
    }

    @Test
    void whoTakesAnInvitationAfterAllHaveLeftLeads() {
        String team = f.team("a");
        String ada = f.leader(team);
        String token = f.store.teams().invite(team, "bo@example.org", ada);
        f.store.teams().remove(team, ada, ada);
        String bo = f.person("bo", false);
        f.store.teams().accept(token, bo, "bo@example.org");
        assertThat(leaders(team)).containsExactly(bo);
    }

    @Test
    void membersAndNameStayAfterTheClose() {
        String team = f.team("a");
        String leader = f.leader(team);
        f.store.teams().rename(team, "b", leader);
        assertThat(f.store.teams().formerNames(team)).containsExactly("a", "b");
        f.clock.set(Fixture.CLOSE);
        assertRefused(Reason.NAME_FROZEN, () -> f.store.teams().rename(team, "c", leader));
        assertRefused(Reason.MEMBERS_FROZEN, () -> f.store.teams().invite(team, "c@example.org", leader));
    }

    @Test
    void anErasedPersonIsNowhereAndTheTeamStays() {
        String team = f.team("ada");
        String account = f.leader(team);
        f.store.accounts().erase(account, account);
        String dump = f.database.read(handle -> handle.createQuery(
                        "select group_concat(actor || object || before || after || reason) from audit")
                .mapTo(String.class)
                .one());
        assertThat(dump).doesNotContain("@example.org");
        assertThat(f.store.accounts().find(account).orElseThrow().email()).doesNotContain("example");
        assertThat(f.store.teams().find(team).orElseThrow().state()).isEqualTo(Team.State.APPROVED);
    }
}
