package org.substantia.challenge.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.RefusedException;

/** What uploads leave on the disk, and what they say of themselves while they come. */
class IntakeTest {
    @TempDir
    Path folder;

    private SmallChallenge c;
    private String team;
    private Path uploads;

    @BeforeEach
    void open() throws IOException {
        c = new SmallChallenge(folder, "live");
        team = c.team("a");
        uploads = c.data.path().resolve("uploads");
    }

    @AfterEach
    void close() {
        c.close();
    }

    private Upload opened(long length, Optional<String> sha256) throws IOException {
        String account = c.store.teams().members(team).get(0).account();
        return c.intake.open(team, account, "test", length, "a.zip", sha256, Optional.empty());
    }

    @Test
    void aFileWhoseChecksumDiffersIsDeleted() throws IOException {
        Upload upload = opened(3, Optional.of("0".repeat(64)));
        assertThatThrownBy(() -> c.intake.append(upload, 0, new ByteArrayInputStream(new byte[3])))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("CHECKSUM_DIFFERS");
        assertThat(c.store.uploads().find(upload.id()).orElseThrow().state()).isEqualTo(Upload.State.EXPIRED);
        assertThat(uploads).isEmptyDirectory();
    }

    @Test
    void aFileWithAHoleIsDeleted() throws IOException {
        Upload upload = opened(10, Optional.empty());
        c.intake.append(upload, 0, new ByteArrayInputStream(new byte[5]));
        Files.write(uploads.resolve(upload.id() + ".part"), new byte[4]);
        assertThatThrownBy(() -> c.intake.append(upload, 5, new ByteArrayInputStream(new byte[5])))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("WRONG_STATE");
        assertThat(uploads).isEmptyDirectory();
    }

    /** What is on the disk counts there; it is expected no more, though its request still runs. */
    @Test
    void bytesOfARunningRequestAreAcknowledgedOnTheWay() throws IOException {
        int length = 40 << 20;
        Upload upload = opened(length, Optional.empty());
        List<Long> expected = new ArrayList<>();
        InputStream running = new InputStream() {
            private int sent;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int from, int wanted) {
                if (sent % (20 << 20) == 0) {
                    expected.add(c.store.uploads().expected());
                }
                int n = Math.min(wanted, 1 << 16);
                sent += n;
                return n;
            }
        };
        assertThat(c.intake.append(upload, 0, running).state()).isEqualTo(Upload.State.CHECKING);
        assertThat(expected).containsExactly((long) length, (long) (length - (16 << 20)));
    }

    @Test
    void filesThatNothingOwnsAreDeletedAfterADay() throws IOException {
        Upload open = opened(10, Optional.empty());
        c.intake.append(open, 0, new ByteArrayInputStream(new byte[5]));
        Upload over = opened(10, Optional.empty());
        c.intake.append(over, 0, new ByteArrayInputStream(new byte[5]));
        c.store.uploads().expire(over.id());
        Files.write(uploads.resolve("stopped.paper"), new byte[5]);
        Files.write(uploads.resolve("another.part"), new byte[5]);
        aged(Duration.ofHours(23));
        c.intake.sweep();
        assertThat(uploads).isDirectoryContaining("glob:**.paper");
        aged(Duration.ofHours(25));
        c.intake.sweep();
        try (Stream<Path> left = Files.list(uploads)) {
            assertThat(left).containsExactly(uploads.resolve(open.id() + ".part"));
        }
    }

    private void aged(Duration age) throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(c.clock.instant().minus(age)));
            }
        }
    }
}
