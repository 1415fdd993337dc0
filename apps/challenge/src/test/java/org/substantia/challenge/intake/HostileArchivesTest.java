package org.substantia.challenge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.model.Upload;

/** Threats 1 and 2: what was made to hurt is sent back with a reason, and leaves nothing behind. */
@Tag("slow")
class HostileArchivesTest {
    /** The cases of the phase with the grids of their images. */
    private static final String CASES = "RJPD_005 300 300 70\nRJPD_006 300 300 70\nRJPD_010 300 300 70\n";

    @TempDir
    private Path folder;

    static Stream<String> names() {
        return HostileArchives.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void isSentBackWithAReasonAndLeavesNothing(String name) throws Exception {
        Map<String, byte[]> good = HostileArchives.entries(OracleChallenge.submission(folder.resolve("good.zip")));
        Path archive = folder.resolve("sub/blob");
        Files.createDirectories(archive.getParent());
        Files.write(archive, HostileArchives.all().get(name).make(good));
        CheckReport report = SubmissionCheck.check(archive, "team.zip", CaseList.parse(CASES), Workers.caller());
        assertThat(report.errors()).isNotEmpty().allSatisfy(line -> assertThat(line.message())
                .doesNotContain(folder.toString())
                .doesNotContain("blob")
                .doesNotContain("root:")
                .doesNotContain("give Java more"));
        assertThat(folder.resolve("outside.txt")).doesNotExist();
        assertThat(Path.of("/tmp/substantia-outside.txt")).doesNotExist();
        try (Stream<Path> files = Files.list(archive.getParent())) {
            assertThat(files).containsExactly(archive);
        }
    }

    @Test
    void theQueueGoesOnBehindTwoHundredMasksOfHugeSize() throws Exception {
        try (SmallChallenge c = new SmallChallenge(folder, "sealed")) {
            Path good = OracleChallenge.submission(folder.resolve("good.zip"));
            Path bad = folder.resolve("bad.zip");
            Files.write(
                    bad,
                    HostileArchives.all()
                            .get("two hundred large masks of nobody")
                            .make(HostileArchives.entries(good)));
            Upload hostile = c.upload(c.team("a"), bad);
            Upload honest = c.upload(c.team("b"), good, false);
            assertThat(c.pool.checkNext()).isTrue();
            assertThat(c.pool.checkNext()).isTrue();
            assertThat(c.store.uploads().find(hostile.id()).orElseThrow().state())
                    .isEqualTo(Upload.State.REJECTED);
            assertThat(c.store.uploads().find(honest.id()).orElseThrow().state())
                    .isEqualTo(Upload.State.CHECKED);
            assertThat(c.store
                            .submissions()
                            .attempts(c.store.phases().find("test").orElseThrow(), hostile.team())
                            .used())
                    .isZero();
            assertThat(List.of(folder.toFile().list())).doesNotContain("outside.txt");
        }
    }
}
