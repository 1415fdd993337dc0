package org.substantia.challenge.view;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.substantia.base.io.ByteSource;

/**
 * A source under another name, since messages that people read must not tell where the server keeps its files.
 *
 * @param source of the bytes
 * @param name what messages call it
 */
record NamedSource(ByteSource source, String name) implements ByteSource {
    /** The same sources, each called as the key has it and by no path. */
    static <K extends Enum<K>> Map<K, ByteSource> all(Class<K> type, String id, Map<K, ByteSource> sources) {
        Map<K, ByteSource> named = new EnumMap<>(type);
        sources.forEach((key, source) -> named.put(key, new NamedSource(source, id + "/" + key)));
        return named;
    }

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
        return source.sibling(fileName).map(beside -> new NamedSource(beside, fileName));
    }
}
