package org.substantia.challenge.container;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs an image once as the challenge calls it, {@code bash /auto_run.sh}, with inputs that it can only read, without a
 * network, as a user without privileges, under limits.
 */
public interface ContainerEngine {
    /** As reports name it. */
    String name();

    /** Why it cannot be used on this machine; empty when it can. */
    Optional<String> unavailable();

    /**
     * What is run.
     *
     * @param image an archive that passed {@link ImageCheck}
     * @param inputs folder with a folder of each case
     * @param outputs an empty folder, which gets what the image wrote; its files may be hostile, links above all
     * @param work an own folder for what the engine needs; what is left in it may be deleted
     */
    record Run(Path image, Path inputs, Path outputs, Path work, RunLimits limits) {}

    /**
     * How it ended.
     *
     * @param status of the program; 137 when it was killed
     * @param exceeded the limit that ended it; empty when none did
     * @param wall from its start to its end, unpacking left out
     * @param peakMemory bytes at most; empty where it is not known
     * @param output the end of what it printed
     */
    record Ended(int status, Optional<String> exceeded, Duration wall, OptionalLong peakMemory, String output) {}

    /** @throws IOException if it could not be run at all, which is never the image's fault once it passed the check */
    Ended run(Run run) throws IOException, InterruptedException;
}
