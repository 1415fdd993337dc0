package org.substantia.base.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFoldersTest {
    private static final int PARTS = 8;

    @TempDir
    Path top;

    @Test
    void leavesNothingBehind() throws IOException {
        OutputFolders.requireWritable(top.resolve("a/b/c"));

        assertThat(top).isEmptyDirectory();
    }

    @Test
    void namesTheFolderThatCannotBe() throws IOException {
        Path taken = Files.writeString(top.resolve("taken"), "");

        assertThatThrownBy(() -> OutputFolders.requireWritable(taken))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(taken + ": cannot be written to: ");
        assertThatThrownBy(() -> OutputFolders.requireWritable(taken.resolve("out")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(taken.resolve("out") + ": cannot be written to: ");
    }

    /** The parts of a run start together, and one may have begun to write while another still tries. */
    @Test
    void noPartTakesTheFolderFromAnother() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PARTS);
        try {
            for (int round = 0; round < 100; round++) {
                Path out = top.resolve("run" + round + "/out");
                CyclicBarrier start = new CyclicBarrier(PARTS);
                List<Future<Void>> parts = new ArrayList<>();
                for (int part = 0; part < PARTS; part++) {
                    Path result = out.resolve(part + ".txt");
                    parts.add(threads.submit(() -> {
                        start.await();
                        OutputFolders.requireWritable(out);
                        AtomicFiles.writeText(result, "done");
                        return null;
                    }));
                }
                for (Future<Void> part : parts) {
                    part.get();
                }
                assertThat(out.toFile().list()).hasSize(PARTS);
            }
        } finally {
            threads.shutdown();
        }
    }
}
