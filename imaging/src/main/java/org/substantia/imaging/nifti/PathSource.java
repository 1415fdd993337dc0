package org.substantia.imaging.nifti;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;

/** A file on disk, taken as it is; {@link #pixels()} finds the other half of a pair by name. */
final class PathSource implements ImageSource {
    private final Path path;

    private PathSource(Path path) {
        this.path = path;
    }

    /** The file in which to look for the header of the image that {@code path} names. */
    static PathSource of(Path path) {
        FileFormat format = FileFormat.of(path);
        return new PathSource(format.role() == FileFormat.Role.PIXELS ? format.existingSibling(path) : path);
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public OptionalLong size() throws IOException {
        // A pipe or device has no size that would mean anything.
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
    }

    @Override
    public Optional<ImageSource> pixels() {
        FileFormat format = FileFormat.of(path);
        return format.role() == FileFormat.Role.HEADER
                ? Optional.of(new PathSource(format.existingSibling(path)))
                : Optional.empty();
    }
}
