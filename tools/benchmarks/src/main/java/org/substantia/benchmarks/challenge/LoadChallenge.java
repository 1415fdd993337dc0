package org.substantia.benchmarks.challenge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.substantia.challenge.setup.ChallengeSetup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;

/** A challenge in a folder, with teams that have signed everything and tokens to act for them. */
final class LoadChallenge {
    /** An upload goes on with the next team where one has as many waiting as it may. */
    static final int TEAMS_OF_UPLOADER = 6;

    private final DataFolder data;
    private final List<String> tokens = new ArrayList<>();

    private LoadChallenge(DataFolder data) {
        this.data = data;
    }

    /** @param out where the challenge and its truth come to lie */
    static LoadChallenge create(LoadOptions options, MadeFiles files, Path out) throws IOException {
        files.writeTruth(Files.createDirectories(out.resolve("truth")));
        DataFolder data = new DataFolder(out.resolve("data"));
        Path yaml = out.resolve("challenge.yaml");
        Instant now = Instant.now();
        Files.writeString(
                yaml, """
                slug: load
                title: {en: Load}
                review: false
                agreement: Made-up data.
                organizers:
                  - {email: organizer@example.org, name: Organizer}
                pages:
                  home: {en: "Made-up data for measuring."}
                phases:
                  - slug: test
                    title: {en: Test}
                    attempts: {total: 100, rejected: 100000}
                    entry: best
                    visibility: live
                    truth: truth
                    windows:
                      submission: {from: "FROM", to: "TO"}
                """.replace("FROM", now.minus(Duration.ofDays(1)).toString())
                        .replace("TO", now.plus(Duration.ofDays(1)).toString()));
        ChallengeSetup.create(yaml, data, data.sqliteUrl(), "load", Clock.systemUTC());
        LoadChallenge challenge = new LoadChallenge(data);
        challenge.found(options.teams() + options.uploads() * TEAMS_OF_UPLOADER);
        return challenge;
    }

    private void found(int teams) {
        try (Store store = open()) {
            for (int i = 0; i < teams; i++) {
                Accounts.Confirmation made = store.accounts()
                        .register(
                                new Accounts.Registration(
                                        "leader" + i + "@example.org", "Leader " + i, "H", "", "", "-", "en", "UTC"),
                                false)
                        .orElseThrow();
                store.accounts().confirmByLink(made.token());
                store.datasets().sign(made.account(), 1, "");
                store.teams().create(made.account(), "Team " + i, "Hospital", "Leader " + i, true);
                tokens.add(store.accounts().apiToken(made.account()));
            }
        }
    }

    /** The books of the challenge, beside the server. */
    Store open() {
        return new Store(Database.open(data.sqliteUrl()), Clock.systemUTC());
    }

    Path folder() {
        return data.path();
    }

    /** Of the team with that number: first those who hand in, then those of each uploader. */
    String token(int team) {
        return tokens.get(team);
    }

    int teams() {
        return tokens.size();
    }
}
