package org.substantia.challenge.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Message;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.setup.Content;
import org.substantia.challenge.store.Messages;
import org.substantia.challenge.web.page.MessageText;
import org.substantia.challenge.web.page.Texts;

/** Letters reach a mail server, once, whatever it does in between. */
@Tag("slow")
class PostmanTest {
    private static final URI SITE = URI.create("https://challenge.example.org");

    @TempDir
    private Path folder;

    private SmallChallenge c;
    private LoopbackMailServer server;

    @BeforeEach
    void open() throws Exception {
        c = new SmallChallenge(folder, "sealed");
        server = new LoopbackMailServer(0, "gone@");
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        c.close();
    }

    private Postman postman() {
        return new Postman(
                c.store, MailServer.parse("smtp://127.0.0.1:" + server.port(), "no-reply@example.org", ""), SITE);
    }

    /** A submission with a score, as a worker leaves it. */
    private Submission scored(String team) throws Exception {
        return c.scored(
                c.upload(team, OracleChallenge.submission(folder.resolve("team.zip"))),
                List.of(Score.of(Track.SEGMENTATION, Metrics.TOTAL, 7.135792468)));
    }

    private static String decoded(String letter) {
        String body = letter.substring(letter.indexOf("\n\n") + 2);
        return letter.contains("Content-Transfer-Encoding: base64")
                ? new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8)
                : body.replace("=\n", "").replace("=3D", "=");
    }

    @Test
    void aConfirmationIsMailedOnceAndItsTextIsNotKept() {
        c.store.messages().mail("new@example.org", "Confirm your address", "Open https://x/confirm/t");
        try (Postman postman = postman()) {
            postman.round();
            postman.round();
        }
        assertThat(server.letters()).hasSize(1);
        assertThat(server.letters().get(0))
                .contains("MAIL FROM:<no-reply@example.org>")
                .contains("RCPT TO:<new@example.org>")
                .contains("Subject: Confirm your address")
                .contains("Auto-Submitted: auto-generated")
                .contains("Message-ID: <")
                .contains("https://x/confirm/t");
        Messages.Letter letter = c.store.messages().outbox(1).get(0);
        assertThat(letter.sentAt()).isPresent();
        assertThat(letter.body()).isEmpty();
    }

    @Test
    void aScoredAttemptIsToldInTheReadersLanguageWithoutTheScore() throws Exception {
        String team = c.team("li");
        String account = c.store.teams().members(team).get(0).account();
        c.store.accounts().setPreferences(account, "zh-CN", "Asia/Shanghai", true);
        Submission submission = scored(team);
        try (Postman postman = postman()) {
            postman.round();
            postman.round();
        }
        assertThat(server.letters()).hasSize(1);
        assertThat(server.letters().get(0)).contains("RCPT TO:<li@example.org>").doesNotContain("7.1");
        assertThat(decoded(server.letters().get(0)))
                .contains("测试第 1 次提交已评分")
                .contains(SITE + "/submissions/" + submission.id());
    }

    @Test
    void newsAndMovedDatesAreMailedToEverybodyButNewsToNobodyWhoDeclined() throws Exception {
        c.account("reader");
        c.store.accounts().setPreferences(c.account("quiet"), "en", "UTC", false);
        Account author = c.store.accounts().organizers().get(0);
        c.store.messages().publishNews("Docker guideline", "Read it.\n\nSoon.", author);
        try (Postman postman = postman()) {
            postman.round();
        }
        assertThat(receivers()).containsExactlyInAnyOrder("ada", "bo", "reader");
        assertThat(decoded(letterTo("reader")))
                .contains("Docker guideline")
                .contains("Read it.\n\nSoon.")
                .contains(SITE + "/news")
                .contains(SITE + "/account");
        Instant closes = Instant.parse("2031-01-15T16:00:00Z");
        c.store
                .phases()
                .setWindow(
                        "test",
                        Window.Kind.SUBMISSION,
                        SmallChallenge.DURING,
                        closes,
                        "The servers were full",
                        author.id());
        server.letters().clear();
        try (Postman postman = postman()) {
            postman.round();
        }
        assertThat(receivers()).containsExactlyInAnyOrder("ada", "bo", "reader", "quiet");
        assertThat(decoded(letterTo("quiet")))
                .contains(
                        "Test, Submission: now from 2030-06-01 12:00 UTC to 2031-01-15 16:00 UTC. Reason: The servers "
                                + "were full")
                .contains(SITE + "/schedule");
        assertThat(c.store
                        .messages()
                        .inbox(c.store
                                .accounts()
                                .findByEmail("quiet@example.org")
                                .orElseThrow()
                                .id()))
                .extracting(Message::kind)
                .containsExactlyInAnyOrder("news", "window-moved");
    }

    private List<String> receivers() {
        return server.letters().stream()
                .map(letter -> letter.replaceFirst("(?s).*RCPT TO:<([^@>]+)@.*", "$1"))
                .toList();
    }

    private String letterTo(String name) {
        return server.letters().stream()
                .filter(letter -> letter.contains("RCPT TO:<" + name + "@"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void organizersAreToldOnceADayWhatWaitsForThem() {
        assertThat(c.store.digest().write()).as("two organizers registered").isTrue();
        c.clock.advance(Duration.ofDays(2));
        assertThat(c.store.digest().write()).as("nothing happened").isFalse();
        c.clock.advance(Duration.ofDays(1));
        String leader = c.account("leader");
        c.store.teams().create(leader, "new team", "Hospital", "", false);
        assertThat(c.store.digest().write()).isTrue();
        assertThat(c.store.digest().write()).as("once a day").isFalse();
        Message told = c.store.messages().inbox(c.organizer()).get(0);
        assertThat(told.kind()).isEqualTo("digest");
        Texts texts = Texts.of("en");
        Content content = Json.read(c.store.content(), Content.class);
        assertThat(MessageText.text(
                        texts,
                        told.kind(),
                        MessageText.details(texts, content, c.store.submissions()::find, told.body())))
                .isEqualTo("In the last day: new people 1, new teams 1, submissions 0. Waiting for you: teams 1, held "
                        + "scorings 0.");
    }

    @Test
    void aServerThatIsAwayDelaysLettersAndNothingElse() throws Exception {
        int port = server.port();
        server.close();
        String team = c.team("own");
        Submission submission;
        try (Postman postman = postman()) {
            postman.round();
            submission = scored(team);
            postman.round();
        }
        assertThat(c.store.submissions().find(submission.id()).orElseThrow().state())
                .isEqualTo(Submission.State.SCORED);
        Messages.Letter waiting = c.store.messages().outbox(1).get(0);
        assertThat(waiting.tries()).isEqualTo(1);
        assertThat(waiting.sentAt()).isEmpty();
        server = new LoopbackMailServer(port, "gone@");
        try (Postman postman = postman()) {
            postman.round();
            assertThat(server.letters()).as("not before its time").isEmpty();
            c.clock.advance(Duration.ofMinutes(2));
            postman.round();
        }
        assertThat(server.letters()).hasSize(1);
    }

    @Test
    void oneRefusedAddressHoldsUpNobodyAndIsGivenUpAfterTenTries() {
        c.store.messages().mail("gone@example.org", "a", "a");
        c.store.messages().mail("not an address", "b", "b");
        c.clock.advance(Duration.ofSeconds(1));
        c.store.messages().mail("there@example.org", "c", "c");
        try (Postman postman = postman()) {
            for (int i = 0; i < 14; i++) {
                postman.round();
                c.clock.advance(Duration.ofDays(2));
            }
        }
        assertThat(server.letters()).hasSize(1);
        assertThat(server.letters().get(0)).contains("there@example.org");
        assertThat(c.store.messages().outbox(10))
                .filteredOn(letter -> letter.sentAt().isEmpty())
                .hasSize(2)
                .allMatch(letter -> letter.tries() == 10);
    }

    @Test
    void messagesFromBeforeThereWasAMailServerAreNotMailedLate() throws Exception {
        scored(c.team("own"));
        c.clock.advance(Duration.ofDays(3));
        try (Postman postman = postman()) {
            postman.round();
        }
        assertThat(server.letters()).isEmpty();
    }

    @Test
    void anErasedAddressIsInNoLetterAndNoInvitation() {
        String team = c.team("own");
        String account = c.account("eve");
        c.store.messages().mail("Eve@example.org", "a", "a");
        String token = c.store.teams().invite(team, "eve@example.org", account);
        c.store.accounts().erase(account, account);
        assertThat(c.store.messages().outbox(10)).noneMatch(l -> l.receiver().equalsIgnoreCase("eve@example.org"));
        String again = c.account("eve");
        assertThatThrownBy(() -> c.store.teams().accept(token, again, "eve@example.org"))
                .hasMessageContaining("TOKEN_INVALID");
    }

    @Test
    void theAddressOfAServerSaysHowItIsSpokenTo() {
        MailServer mail = MailServer.parse("smtps://user@mail.example.org", "a@example.org", "secret");
        assertThat(mail.port()).isEqualTo(465);
        assertThat(mail.user()).hasValue("user");
        assertThat(mail.toString()).doesNotContain("secret").doesNotContain("user");
        assertThat(MailServer.parse("smtp://mail.example.org", "a@example.org", "")
                        .properties())
                .containsEntry("mail.smtp.starttls.required", "true")
                .containsEntry("mail.smtp.port", "587");
        assertThat(MailServer.parse("smtp://localhost:25", "a@example.org", "").properties())
                .containsEntry("mail.smtp.starttls.required", "false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.example.org", "http://mail.example.org", "smtp://", "smtp://a b"})
    void whatIsNoMailServerIsToldInOneLine(String address) {
        assertThatThrownBy(() -> MailServer.parse(address, "a@example.org", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(address + ": is no address of a mail server");
    }
}
