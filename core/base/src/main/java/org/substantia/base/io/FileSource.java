package org.substantia.base.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;

/** A file on disk. */
record FileSource(Path file) implements ByteSource {
    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public OptionalLong size() throws IOException {
        // A pipe or device has no size that would mean anything.
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
    }

    @Override
    public Optional<ByteSource> sibling(String fileName) {
        Path sibling = file.resolveSibling(fileName);
        return Files.exists(sibling) ? Optional.of(new FileSource(sibling)) : Optional.empty();
    }

    @Override
    public Optional<Path> onDisk() {
        return Optional.of(file);
    }
}
