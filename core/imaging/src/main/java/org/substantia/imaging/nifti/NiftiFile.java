package org.substantia.imaging.nifti;

import java.util.Optional;
import org.substantia.base.io.ByteSource;

/**
 * Finds the halves of an image by the names of its files: either half of a {@code .hdr}/{@code .img} pair stands for
 * both.
 */
final class NiftiFile {
    private NiftiFile() {}

    /**
     * Where to look for the header of the image that a source names.
     *
     * @throws NiftiException if the source holds only the voxels of a pair and their header cannot be found
     */
    static ByteSource header(ByteSource source) throws NiftiException {
        if (FileFormat.of(source.name()).role() != FileFormat.Role.PIXELS) {
            return source;
        }
        return otherHalf(source)
                .orElseThrow(() -> new NiftiException(
                        source.name(), "holds the voxels of a .hdr/.img pair, and its .hdr file cannot be found"));
    }

    /** Where the voxels lie when the source holds only a header ({@code .hdr}); empty when there is no such place. */
    static Optional<ByteSource> pixels(ByteSource header) {
        return FileFormat.of(header.name()).role() == FileFormat.Role.HEADER ? otherHalf(header) : Optional.empty();
    }

    private static Optional<ByteSource> otherHalf(ByteSource half) {
        return FileFormat.of(half.name()).siblings().stream()
                .flatMap(name -> half.sibling(name).stream())
                .findFirst();
    }
}
