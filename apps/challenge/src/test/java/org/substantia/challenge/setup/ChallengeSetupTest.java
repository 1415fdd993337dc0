package org.substantia.challenge.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;

class ChallengeSetupTest {
    @TempDir
    Path folder;

    @Test
    void whatFailedHalfWayIsNotInTheWayOfASecondTry() throws IOException {
        DataFolder data = new DataFolder(folder.resolve("data"));
        Path yaml = OracleChallenge.yaml(folder, "live");
        String right = Files.readString(yaml);
        Files.writeString(folder.resolve("images.zip"), "x".repeat(1000));
        // It is noticed when the truth is taken in already.
        Files.writeString(yaml, right + "partBytes: 1\n");
        assertThatThrownBy(() -> create(yaml, data))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("makes more than 999 parts");
        assertThatThrownBy(() -> ExistingChallenge.open(data, Optional.empty(), Clock.systemUTC(), Store.DEFAULT_LEASE))
                .hasMessageContaining("holds no challenge");

        Files.writeString(yaml, right);
        create(yaml, data);
        try (Store store = ExistingChallenge.open(data, Optional.empty(), Clock.systemUTC(), Store.DEFAULT_LEASE)) {
            assertThat(Backup.verify(data, store)).isEmpty();
            assertThat(store.accounts().organizers()).hasSize(2);
        }
    }

    @Test
    void aChallengeThatIsThereIsNotTouched() throws IOException {
        DataFolder data = new DataFolder(folder.resolve("data"));
        Path yaml = OracleChallenge.yaml(folder, "live");
        create(yaml, data);
        assertThatThrownBy(() -> create(yaml, data)).hasMessageContaining("holds a challenge already");
    }

    @Test
    void changesThatBelongTogetherAreKeptOrUndoneTogether() {
        try (Store store = new Store(Database.open(Database.sqliteUrl(folder)), Clock.systemUTC())) {
            assertThatThrownBy(() -> store.together(() -> {
                        store.phases().addTrack(new Track("a", 1, "total", Track.Direction.HIGHER, ""));
                        store.datasets().setAgreement("research", "setup");
                        assertThat(store.phases().tracks()).hasSize(1);
                        throw new IllegalStateException("the disk is full");
                    }))
                    .hasMessage("the disk is full");
            assertThat(store.phases().tracks()).isEmpty();
            assertThat(store.datasets().agreement()).isEmpty();
            assertThat(store.audit().fault()).isEmpty();
        }
    }

    private static void create(Path yaml, DataFolder data) throws IOException {
        ChallengeSetup.create(yaml, data, data.sqliteUrl(), "0.1.0-test", Clock.systemUTC());
    }
}
