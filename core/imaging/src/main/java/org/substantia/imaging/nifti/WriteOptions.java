package org.substantia.imaging.nifti;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an image is written. Immutable: each {@code with} method gives changed options.
 *
 * @param template the header whose grid, byte order and NIfTI version the file takes over byte for byte; without one
 *     the file is little-endian NIfTI-1 (NIfTI-2 where an axis is too long for it) with an sform and, if the axes are
 *     at right angles, a qform
 * @param datatype how voxels are stored; by default float32 for volumes, and for label maps the narrowest of uint8,
 *     int16 and int32 that holds every label. A volume stored as integers gets a scaling that fits its values
 * @param compression level of gzip, 1 (fast) to 9 (small), for names ending in {@code .gz}; by default 1 for volumes,
 *     whose noise does not shrink further, and 6 for label maps
 */
public record WriteOptions(Optional<NiftiHeader> template, Optional<Datatype> datatype, OptionalInt compression) {
    private static final WriteOptions DEFAULTS =
            new WriteOptions(Optional.empty(), Optional.empty(), OptionalInt.empty());

    /** @throws IllegalArgumentException if the compression is not 1 to 9 */
    public WriteOptions {
        if (compression.isPresent() && (compression.getAsInt() < 1 || compression.getAsInt() > 9)) {
            throw new IllegalArgumentException("gzip compresses at levels 1 to 9, not " + compression.getAsInt());
        }
    }

    public static WriteOptions defaults() {
        return DEFAULTS;
    }

    public WriteOptions withTemplate(NiftiHeader header) {
        return new WriteOptions(Optional.of(header), datatype, compression);
    }

    public WriteOptions withDatatype(Datatype type) {
        return new WriteOptions(template, Optional.of(type), compression);
    }

    public WriteOptions withCompression(int level) {
        return new WriteOptions(template, datatype, OptionalInt.of(level));
    }
}
