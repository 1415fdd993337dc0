package org.substantia.pipeline;

import java.util.Optional;
import org.substantia.imaging.nifti.ImageMemoryError;

/** Recognizes that the memory did not suffice, whoever asked for it, and says what to do. */
public final class MemoryFaults {
    private static final long MIB = 1 << 20;

    private MemoryFaults() {}

    /**
     * @param failure whatever was thrown
     * @return one line saying what to do; empty if memory was not the reason
     */
    public static Optional<String> explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return Optional.of((cause instanceof ImageMemoryError image ? image.file() + ": " : "")
                        + "not enough memory: Java may use "
                        + Runtime.getRuntime().maxMemory() / MIB
                        + " MiB; give it more, e.g. SUBSTANTIA_JAVA_OPTS=-Xmx3g, or use fewer --threads");
            }
            String message = String.valueOf(cause.getMessage());
            // libtorch's two ways to say it, outside of Java's memory.
            if (message.contains("can't allocate memory") || message.contains("std::bad_alloc")) {
                return Optional.of("not enough memory for the networks: close other programs, or leave Java less, "
                        + "e.g. SUBSTANTIA_JAVA_OPTS=-Xmx1g");
            }
        }
        return Optional.empty();
    }
}
