package org.substantia.challenge.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.SmallChallenge;

class BackupTest {
    @TempDir
    Path folder;

    private SmallChallenge c;
    private Path backup;
    private Path restored;

    @BeforeEach
    void open() throws IOException {
        c = new SmallChallenge(folder, "live");
        backup = folder.resolve("backup");
        restored = folder.resolve("restored");
    }

    @AfterEach
    void close() {
        c.close();
    }

    @Test
    void aRestoredTruthIsForItsOwnerAlone() throws IOException {
        Assumptions.assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "skipped: no owners");
        Files.writeString(c.data.path().resolve("report.key"), "private\npublic\n");
        Backup.backup(c.data, c.store, backup);
        Backup.restore(backup, restored);
        for (Path each : List.of(c.data.path(), backup, restored)) {
            assertThat(permissions(each)).as("%s", each).isEqualTo("rwx------");
            assertThat(permissions(each.resolve("truth")))
                    .as("truth of %s", each)
                    .isEqualTo("rwx------");
            assertThat(permissions(each.resolve("challenge.db")))
                    .as("database of %s", each)
                    .isEqualTo("rw-------");
        }
        // The one in the data folder is made by the signing, which has a test of its own.
        assertThat(permissions(backup.resolve("report.key"))).isEqualTo("rw-------");
        assertThat(permissions(restored.resolve("report.key"))).isEqualTo("rw-------");
        assertThat(permissions(c.data.path().resolve("challenge.db-wal"))).isEqualTo("rw-------");
    }

    /** An administrator has made them for a group that works together, or as a mounted disk. */
    @Test
    void foldersThatAreThereKeepTheirPermissionsAndWhatIsSecretIsClosedInThem() throws IOException {
        Assumptions.assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "skipped: no owners");
        for (Path each : List.of(backup, restored)) {
            Files.createDirectory(each);
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Backup.backup(c.data, c.store, backup);
        Backup.restore(backup, restored);
        for (Path each : List.of(backup, restored)) {
            assertThat(permissions(each)).isEqualTo("rwxr-xr-x");
            assertThat(permissions(each.resolve("truth"))).isEqualTo("rwx------");
            assertThat(permissions(each.resolve("challenge.db"))).isEqualTo("rw-------");
        }
    }

    @Test
    void theKeyThatSignsReportsComesBack() throws IOException {
        Files.writeString(c.data.path().resolve("report.key"), "private\npublic\n");
        Backup.backup(c.data, c.store, backup);
        Backup.restore(backup, restored);
        assertThat(restored.resolve("report.key")).hasContent("private\npublic\n");
    }

    @Test
    void aLineOfTheListThatIsNoFileOfTheBackupIsNamed() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "");
        String hash = Sha256.hex(outside);
        Backup.backup(c.data, c.store, backup);
        String whole = Files.readString(backup.resolve("manifest.sha256"));
        for (String line : List.of(
                "", "0123", "challenge.db", hash + " challenge.db", hash + "  ../outside", hash + "  " + outside)) {
            int lines = edit(list -> whole + line + "\n");
            refused("manifest.sha256: line " + lines + " is not the SHA-256 and the name of a file of the backup");
        }
    }

    @Test
    void aListThatWasCutShortIsNotRestoredInPart() throws IOException {
        Backup.backup(c.data, c.store, backup);
        edit(list -> list.substring(0, list.lastIndexOf("  truth/") - 64));
        refused("manifest.sha256: does not name truth/test/");
    }

    @Test
    void aBackupWithoutADatabaseIsRefused() throws IOException {
        Backup.backup(c.data, c.store, backup);
        edit(list -> list.replaceAll(".*challenge\\.db\n", ""));
        refused("manifest.sha256: names no challenge.db");
    }

    @Test
    void anUnfinishedBackupIsRefused() throws IOException {
        Backup.backup(c.data, c.store, backup);
        Files.delete(backup.resolve("manifest.sha256"));
        refused("backup: is no backup of a challenge, or an unfinished one");
    }

    @Test
    void aBackupMayBeNamedInAnyWay() throws IOException {
        Backup.backup(c.data, c.store, backup);
        Path relative = Path.of("").toAbsolutePath().relativize(backup).resolve(".");
        Backup.restore(relative, restored);
        assertThat(restored.resolve("challenge.db")).exists();
    }

    @Test
    void whatSomebodyElseKeepsBesideABackupDoesNotMatter() throws IOException {
        Backup.backup(c.data, c.store, backup);
        Files.writeString(backup.resolve("notes.txt"), "taken on Monday");
        Backup.restore(backup, restored);
        assertThat(restored.resolve("challenge.db")).hasSameBinaryContentAs(backup.resolve("challenge.db"));
    }

    @Test
    void aTruthThatWasCopiedInPartIsCopiedAnew() throws IOException {
        Path truth = folder.resolve("truth");
        Path taken = c.data.truth().resolve("test").resolve(TruthFolder.sha256(truth));
        Files.writeString(taken.resolve("labels.csv"), "");
        TruthFolder.take(truth, "test", c.data);
        assertThat(TruthFolder.sha256(taken)).isEqualTo(TruthFolder.sha256(truth));
        try (Stream<Path> versions = Files.list(taken.getParent())) {
            assertThat(versions).containsExactly(taken);
        }
    }

    /** @return the number of lines afterwards */
    private int edit(UnaryOperator<String> edit) throws IOException {
        Path list = backup.resolve("manifest.sha256");
        Files.writeString(list, edit.apply(Files.readString(list)));
        return Files.readAllLines(list).size();
    }

    private void refused(String message) throws IOException {
        assertThatThrownBy(() -> Backup.restore(backup, restored))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
        assertThat(restored).doesNotExist();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
