package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.model.Message;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.store.Accounts;

/** Questions before everybody, and letters about a submission between its team and the organizers. */
@Tag("slow")
class QuestionsTest {
    private static final String PASSWORD = "a long enough password";

    @TempDir
    private Path folder;

    private SmallChallenge c;
    private WebServer server;
    private String hash;
    private String team;

    @BeforeEach
    void start() throws Exception {
        c = new SmallChallenge(folder, "sealed");
        server = c.serve();
        hash = Passwords.hash(PASSWORD);
        c.organizerTokens.values().forEach(t -> c.store.accounts().resetPassword(t, hash));
        team = c.team("own", "Team Own", "", hash);
        c.team("other", "Team Other", "", hash);
    }

    @AfterEach
    void stop() {
        server.close();
        c.close();
    }

    private PlainBrowser browser(String name) throws Exception {
        PlainBrowser browser = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        if (!name.isEmpty()) {
            browser.signIn(name + "@example.org", PASSWORD);
        }
        return browser;
    }

    private List<String> inbox(String name) {
        return c
                .store
                .messages()
                .inbox(c.store
                        .accounts()
                        .findByEmail(name + "@example.org")
                        .orElseThrow()
                        .id())
                .stream()
                .map(Message::kind)
                .toList();
    }

    @Test
    void aQuestionIsAnsweredBeforeEverybodyUnderTheNameOfTheTeam() throws Exception {
        PlainBrowser own = browser("own");
        HttpResponse<String> asked = own.post("/questions", "title", "Which Docker?", "body", "Line one\nline two");
        assertThat(asked.statusCode()).isEqualTo(303);
        String path = asked.headers().firstValue("Location").orElseThrow();
        assertThat(inbox("ada")).contains("question");
        PlainBrowser organizer = browser("ada");
        organizer.get(path);
        organizer.post(path + "/posts", "body", "Version 24 or later.");
        assertThat(inbox("own")).contains("answered");
        PlainBrowser nobody = browser("");
        assertThat(nobody.get("/questions").body()).contains("Which Docker?");
        assertThat(nobody.get(path).body())
                .contains("Line one\nline two")
                .contains("Version 24 or later.")
                .contains("Team Own · ")
                .contains("Organizers · ")
                .doesNotContain("own@example.org")
                .doesNotContain("Ada");

        organizer.get(path);
        String id = path.substring(path.lastIndexOf('/') + 1);
        assertThat(organizer
                        .post("/admin/questions/" + id + "/visibility", "hidden", "1", "reason", "off topic")
                        .statusCode())
                .isEqualTo(303);
        assertThat(nobody.get(path).statusCode()).isEqualTo(404);
        assertThat(nobody.get("/questions").body()).doesNotContain("Which Docker?");
        assertThat(own.post(path + "/posts", "body", "Again?").statusCode()).isEqualTo(404);
        assertThat(organizer.get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void aSubmissionsLettersAreReadByItsTeamAndTheOrganizersAlone() throws Exception {
        Submission submission = c.accepted(c.upload(team, OracleChallenge.submission(folder.resolve("team.zip"))));
        String path = "/submissions/" + submission.id();
        PlainBrowser own = browser("own");
        own.get(path);
        assertThat(own.post(path + "/posts", "body", "Please look at SECRETCASE.")
                        .statusCode())
                .isEqualTo(303);
        assertThat(inbox("ada")).contains("written");
        PlainBrowser organizer = browser("ada");
        assertThat(organizer.get(path).body()).contains("SECRETCASE");
        organizer.post(path + "/posts", "body", "We did.");
        assertThat(inbox("own")).contains("written");
        assertThat(own.get(path).body()).contains("We did.").contains("SECRETCASE");
        PlainBrowser other = browser("other");
        other.get("/");
        assertThat(other.post(path + "/posts", "body", "Me, too.").statusCode()).isEqualTo(404);
        String thread = "/questions/"
                + c.store
                        .questions()
                        .ofSubmission(submission.id())
                        .orElseThrow()
                        .id();
        for (PlainBrowser as : List.of(other, browser(""), own, organizer)) {
            assertThat(as.get(thread).statusCode()).isEqualTo(404);
            assertThat(as.get("/questions").body()).doesNotContain("SECRETCASE");
        }
    }

    @Test
    void writingNeedsAConfirmedAddressAndHasALimit() throws Exception {
        c.store
                .accounts()
                .register(new Accounts.Registration("new@example.org", "n", "", "", "", hash, "en", "UTC"), false);
        assertThat(browser("new").post("/questions", "title", "a", "body", "b").statusCode())
                .isEqualTo(403);
        PlainBrowser own = browser("own");
        for (int i = 0; i < 20; i++) {
            assertThat(own.post("/questions", "title", "q" + i, "body", "b").statusCode())
                    .isEqualTo(303);
        }
        assertThat(own.post("/questions", "title", "one more", "body", "b").statusCode())
                .isEqualTo(429);
    }

    @Test
    void whatAnErasedPersonWroteIsGone() throws Exception {
        String account = c.store.teams().members(team).get(0).account();
        String id = c.store
                .questions()
                .ask(c.store.accounts().find(account).orElseThrow(), "My name is Eve", "and I live here")
                .id();
        assertThat(browser("own").get("/account/export").body()).contains("and I live here");
        c.store.accounts().erase(account, account);
        assertThat(browser("").get("/questions/" + id).body())
                .contains("(erased)")
                .doesNotContain("Eve")
                .doesNotContain("I live here");
    }
}
