package org.substantia.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.substantia.base.io.ByteSource;

/**
 * A file as it travels to an executor.
 *
 * @param address that every machine understands
 * @param name by which messages call the file, as the command line named it
 */
record FileRef(URI address, String name) implements Serializable {
    static FileRef of(ByteSource source) {
        return new FileRef(Storage.address(source), source.name());
    }

    ByteSource source() {
        ByteSource source = Storage.source(address);
        return source.name().equals(name) ? source : new Renamed(source, name);
    }

    private record Renamed(ByteSource source, String name) implements ByteSource {
        @Override
        public InputStream open() throws IOException {
            return source.open();
        }

        @Override
        public OptionalLong size() throws IOException {
            return source.size();
        }

        @Override
        public Optional<ByteSource> sibling(String fileName) {
            return source.sibling(fileName).map(other -> new Renamed(other, siblingName(fileName)));
        }

        private String siblingName(String fileName) {
            Path folder = Path.of(name).getParent();
            return folder == null ? fileName : folder.resolve(fileName).toString();
        }
    }
}
