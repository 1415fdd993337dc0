package org.substantia.challenge.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.Sha256;

/** A result file with the hash of its content in the first line: one that was cut short is none. */
final class JobResult {
    private JobResult() {}

    static void write(Path file, String content) throws IOException {
        AtomicFiles.writeText(file, new Sha256().update(content).hex() + "\n" + content);
    }

    /** Empty when there is no file, or it is not whole. */
    static Optional<String> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file);
        int end = text.indexOf('\n');
        if (end < 0) {
            return Optional.empty();
        }
        String content = text.substring(end + 1);
        String sha256 = new Sha256().update(content).hex();
        return sha256.equals(text.substring(0, end)) ? Optional.of(content) : Optional.empty();
    }
}
