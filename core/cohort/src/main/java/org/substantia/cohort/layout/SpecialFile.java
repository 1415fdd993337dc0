package org.substantia.cohort.layout;

import java.io.InputStream;
import java.nio.file.Path;
import org.substantia.base.io.ByteSource;

/** A named pipe, socket or device where an image is expected: reading it might wait for ever, so it is refused. */
record SpecialFile(Path path) implements ByteSource {
    static final String FAULT = "is a pipe, a socket or a device; it must be an ordinary file";

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public InputStream open() throws CohortException {
        throw new CohortException(name(), FAULT);
    }
}
