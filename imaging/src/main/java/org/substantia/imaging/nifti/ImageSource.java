package org.substantia.imaging.nifti;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something a NIfTI image can be read from: a file, an entry of an archive, an array. Whether the content is gzipped
 * is seen from its first bytes, not from its name.
 */
public interface ImageSource {
    /** What messages call it: a path, or an archive's path and the entry's name. */
    String name();

    /**
     * A new stream over the content as stored, gzipped or not. The reader closes it.
     *
     * @throws IOException if it cannot be opened; the reader reports it under {@link #name()}
     */
    InputStream open() throws IOException;

    /**
     * How many bytes {@link #open()} gives, as measured by whoever stores them. A number that an archive merely
     * claims must not be given here, since the reader allocates by it; without one the reader allocates as content
     * arrives.
     *
     * @throws IOException if the size cannot be found out
     */
    default OptionalLong size() throws IOException {
        return OptionalLong.empty();
    }

    /** Where the voxels lie when this source holds only a header ({@code .hdr}); empty when there is no such place. */
    default Optional<ImageSource> pixels() {
        return Optional.empty();
    }

    /**
     * A file. Either half of a {@code .hdr}/{@code .img} pair, gzipped or not, stands for both. Whether it exists is
     * found out on reading.
     */
    static ImageSource of(Path path) {
        return PathSource.of(path);
    }
}
