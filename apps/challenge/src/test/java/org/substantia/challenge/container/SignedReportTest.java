package org.substantia.challenge.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedReportTest {
    @TempDir
    Path folder;

    private static ContainerReport report() {
        return new ContainerReport(
                "test",
                Instant.EPOCH,
                new ContainerReport.Image("team.tar", "ab", 1),
                0,
                0,
                "none",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    @Test
    void theKeyIsMadeOnceAndLeavesNothingElse() throws IOException {
        Path key = folder.resolve("report.key");
        SignedReport first = SignedReport.sign(report(), key);
        assertThat(first.isGenuine()).isTrue();
        assertThat(SignedReport.sign(report(), key).publicKey()).isEqualTo(first.publicKey());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(key);
        }
    }

    @Test
    void onlyItsOwnerReadsTheKey() throws IOException {
        Assumptions.assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "skipped: no owners");
        Path key = folder.resolve("report.key");
        SignedReport.sign(report(), key);
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
