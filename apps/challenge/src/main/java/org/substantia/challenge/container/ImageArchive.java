package org.substantia.challenge.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.substantia.challenge.json.Json;

/**
 * An image as {@code docker save} and {@code podman save} write it ({@code manifest.json}), or in OCI's layout
 * ({@code index.json}). Only its table of contents is held; layers are read from the file. Thread-safe.
 *
 * @param layers the lowest first
 */
record ImageArchive(Path file, Config config, List<Layer> layers) {
    private static final int MAX_JSON = 4 << 20;
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_LAYERS = 512;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final String BLOBS = "blobs/";

    /**
     * What the image says of itself.
     *
     * @param user empty for root
     * @param environment {@code NAME=VALUE} each
     * @param diffIds {@code sha256:...} of every layer, unpacked
     */
    record Config(String os, String architecture, String user, List<String> environment, List<String> diffIds) {}

    /** Where a layer lies in the archive. */
    record Layer(long offset, long size) {}

    /**
     * @throws IOException if it is no tar archive of one image; the message says what is wrong and names no path of
     *     ours
     */
    static ImageArchive read(Path file) throws IOException {
        Map<String, Layer> files = new HashMap<>();
        Map<String, String> links = new HashMap<>();
        index(file, files, links);
        Reader reader = new Reader(file, files, links);
        Optional<Layer> manifest = reader.find("manifest.json");
        if (manifest.isPresent()) {
            return docker(reader, reader.json(manifest.get()));
        }
        Optional<Layer> index = reader.find("index.json");
        if (index.isPresent()) {
            return oci(reader, reader.json(index.get()));
        }
        throw new IOException("has neither manifest.json nor index.json; send what docker save or podman save writes");
    }

    private static void index(Path file, Map<String, Layer> files, Map<String, String> links) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            TarReader tar = new TarReader(in);
            for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                TarReader.Entry entry = next.get();
                String name = entry.name().startsWith("./") ? entry.name().substring(2) : entry.name();
                if (entry.type() == TarReader.Type.FILE) {
                    files.put(name, new Layer(tar.position(), entry.size()));
                } else if (entry.type() == TarReader.Type.SYMBOLIC_LINK || entry.type() == TarReader.Type.HARD_LINK) {
                    links.put(name, target(name, entry));
                }
                if (files.size() + links.size() > MAX_ENTRIES) {
                    throw new IOException("has more than " + MAX_ENTRIES + " entries; it is no image");
                }
            }
        }
    }

    /** Older versions of docker store a layer that occurs twice as a link to the first. */
    private static String target(String name, TarReader.Entry entry) {
        if (entry.type() == TarReader.Type.HARD_LINK) {
            return entry.link();
        }
        Path root = Path.of("/");
        // A name of slashes alone has no folder above it.
        Path folder = Optional.ofNullable(Path.of("/" + name).getParent()).orElse(root);
        return folder.resolve(entry.link()).normalize().toString().substring(1);
    }

    private record Reader(Path file, Map<String, Layer> files, Map<String, String> links) {
        Optional<Layer> find(String name) {
            Layer found = files.get(links.getOrDefault(name, name));
            return Optional.ofNullable(found);
        }

        Layer require(String name) throws IOException {
            return find(name).orElseThrow(() -> new IOException("names a part that it does not have"));
        }

        JsonNode json(Layer part) throws IOException {
            if (part.size() > MAX_JSON) {
                throw new IOException("has a description of " + part.size() + " bytes, more than any honest image");
            }
            try (InputStream in = open(file, part)) {
                return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), JsonNode.class);
            } catch (IllegalArgumentException e) {
                throw new IOException("has a description that is not JSON", e);
            }
        }

        Layer blob(JsonNode descriptor) throws IOException {
            String digest = descriptor.path("digest").asText();
            return require(BLOBS + digest.replace(':', '/'));
        }
    }

    private static ImageArchive docker(Reader reader, JsonNode manifest) throws IOException {
        if (!manifest.isArray() || manifest.size() != 1) {
            throw new IOException("holds " + manifest.size() + " images; save exactly one");
        }
        JsonNode image = manifest.get(0);
        List<Layer> layers = new ArrayList<>();
        for (JsonNode layer : image.path("Layers")) {
            layers.add(reader.require(layer.asText()));
        }
        JsonNode config = reader.json(reader.require(image.path("Config").asText()));
        return of(reader.file(), config, layers);
    }

    private static ImageArchive oci(Reader reader, JsonNode index) throws IOException {
        JsonNode manifests = index.path("manifests");
        if (manifests.size() != 1) {
            throw new IOException("holds " + manifests.size() + " images; save exactly one");
        }
        JsonNode manifest = reader.json(reader.blob(manifests.get(0)));
        List<Layer> layers = new ArrayList<>();
        for (JsonNode layer : manifest.path("layers")) {
            if (layer.path("mediaType").asText().endsWith("zstd")) {
                throw new IOException("has layers packed by zstd; save it with docker save");
            }
            layers.add(reader.blob(layer));
        }
        return of(reader.file(), reader.json(reader.blob(manifest.path("config"))), layers);
    }

    private static ImageArchive of(Path file, JsonNode config, List<Layer> layers) throws IOException {
        if (layers.isEmpty() || layers.size() > MAX_LAYERS) {
            throw new IOException("has " + layers.size() + " layers");
        }
        return new ImageArchive(
                file,
                new Config(
                        config.path("os").asText(),
                        config.path("architecture").asText(),
                        config.path("config").path("User").asText(),
                        texts(config.path("config").path("Env")),
                        texts(config.path("rootfs").path("diff_ids"))),
                List.copyOf(layers));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return List.copyOf(texts);
    }

    private static InputStream open(Path file, Layer part) throws IOException {
        FileChannel channel = FileChannel.open(file);
        channel.position(part.offset());
        return new BoundedStream(Channels.newInputStream(channel), part.size());
    }

    /** The content of a layer as a tar archive; unpacked where it is packed by gzip. */
    InputStream open(Layer layer) throws IOException {
        InputStream raw = new BufferedInputStream(open(file, layer), 1 << 16);
        raw.mark(2);
        boolean packed = (raw.read() << 8 | raw.read()) == GZIP_MAGIC;
        raw.reset();
        return packed ? new GZIPInputStream(raw, 1 << 16) : raw;
    }
}
