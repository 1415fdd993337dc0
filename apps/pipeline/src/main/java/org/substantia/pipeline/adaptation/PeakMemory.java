package org.substantia.pipeline.adaptation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The largest resident memory of the process since it was last asked to forget, where Linux tells it. */
final class PeakMemory {
    private static final Path FORGET = Path.of("/proc/self/clear_refs");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";
    /** What makes the kernel reset the peak to the present size. */
    private static final String RESET = "5";

    private PeakMemory() {}

    /** @return whether the system can forget, so that {@link #mebibytes} tells of what comes from now on */
    static boolean forget() {
        try {
            Files.write(FORGET, RESET.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            // Another system, or one that does not allow it: the peak stays unknown.
            return false;
        }
    }

    static OptionalLong mebibytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
