package org.substantia.base.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Something bytes can be read from: a file, an entry of an archive, an array. */
public interface ByteSource {
    /** What messages call it: a path, or an archive's path and the entry's name. */
    String name();

    /**
     * A new stream over the content as stored. The reader closes it.
     *
     * @throws IOException if it cannot be opened; the reader reports it under {@link #name()}
     */
    InputStream open() throws IOException;

    /**
     * How many bytes {@link #open()} gives, as measured by whoever stores them. A number that an archive merely claims
     * must not be given here, since the reader allocates by it; without one the reader allocates as content arrives.
     *
     * @throws IOException if the size cannot be found out
     */
    default OptionalLong size() throws IOException {
        return OptionalLong.empty();
    }

    /**
     * What lies beside this under another file name, for formats that keep one image in two files; empty if nothing
     * does.
     */
    default Optional<ByteSource> sibling(String fileName) {
        return Optional.empty();
    }

    /** The file that this is, for those who must not write over it; empty for what is no file of its own. */
    default Optional<Path> onDisk() {
        return Optional.empty();
    }

    /** A file. Whether it exists is found out on reading. */
    static ByteSource of(Path path) {
        return new FileSource(path);
    }
}
