package org.substantia.synthesis.anatomy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.coding.FieldCode;
import org.substantia.synthesis.anatomy.coding.LabelCode;
import org.substantia.synthesis.anatomy.registration.VectorField;

/**
 * A collection of {@link CompositeAnatomy composite anatomies} in one file: a zip archive of every head and mask once
 * and, for each composite, the map that brings its head to its mask; a composite is put together when it is loaded,
 * always to the same bytes. Immutable and thread-safe; nothing is cached.
 *
 * <pre>{@code
 * AnatomyBank bank = AnatomyBank.builtIn();
 * for (AnatomyBank.Entry entry : bank.entries()) {
 *     if (!entry.test()) {
 *         CompositeAnatomy anatomy = bank.load(entry.id());
 *     }
 * }
 * }</pre>
 */
public final class AnatomyBank {
    /**
     * What is known of a composite before it is loaded.
     *
     * @param id name of the composite
     * @param headId name of the head's source
     * @param maskId name of the source of the nuclei
     * @param test whether it is made of test anatomy, on which nothing may be trained
     */
    public record Entry(String id, String headId, String maskId, boolean test) {}

    private static final String BUILT_IN = "/org/substantia/weights/anatomy.bank";

    private final String name;
    private final Map<String, byte[]> files;
    private final JsonNode index;
    private final List<Entry> entries;

    private AnatomyBank(String name, Map<String, byte[]> files) throws IOException {
        this.name = name;
        this.files = files;
        this.index = JsonMapper.builder().build().readTree(file(BankWriter.INDEX));
        int version = index.path("formatVersion").asInt(-1);
        if (version != BankWriter.FORMAT_VERSION) {
            throw new IOException(name + ": is an anatomy bank of format " + version + "; this program reads format "
                    + BankWriter.FORMAT_VERSION + ", so build the bank again");
        }
        List<Entry> list = new ArrayList<>();
        for (JsonNode node : index.path("composites")) {
            list.add(new Entry(
                    node.path("id").asText(),
                    node.path("head").asText(),
                    node.path("mask").asText(),
                    node.path("test").asBoolean()));
        }
        this.entries = List.copyOf(list);
    }

    /** @throws IOException if the file cannot be read or is no anatomy bank; the message names it */
    public static AnatomyBank open(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        }
    }

    /**
     * The bank that comes with the program.
     *
     * @throws IOException if the program's own file is damaged or missing
     */
    public static AnatomyBank builtIn() throws IOException {
        try (InputStream in = AnatomyBank.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new FileNotFoundException("the anatomy bank is missing from the program's files");
            }
            return read("built-in anatomy bank", in);
        }
    }

    private static AnatomyBank read(String name, InputStream in) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return new AnatomyBank(name, files);
    }

    /** SHA-256 of everything the bank holds, however it is packed; part of the provenance of what is made from it. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(files).forEach((entry, content) -> {
                digest.update(entry.getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The composites, in the order of the file. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * Puts a composite together; takes a second or two and some 100 MB.
     *
     * @throws IllegalArgumentException if the bank has no composite of that name
     * @throws IOException if the bank is damaged
     */
    public CompositeAnatomy load(String id) throws IOException {
        for (JsonNode node : index.path("composites")) {
            if (node.path("id").asText().equals(id)) {
                return load(node);
            }
        }
        throw new IllegalArgumentException(name + ": has no composite " + id);
    }

    private CompositeAnatomy load(JsonNode node) throws IOException {
        String id = node.path("id").asText();
        String headId = node.path("head").asText();
        String maskId = node.path("mask").asText();
        try {
            LabelMap head = LabelCode.decode(file(BankWriter.headFile(headId)));
            VectorField velocity = FieldCode.decode(file(BankWriter.velocityFile(id)));
            Geometry scanGrid = geometry(index.path("masks").path(maskId).path("scanGrid"));
            HeadMap map = new HeadMap(affine(node.path("affine")), velocity.exponential(HeadMap.SQUARINGS));
            return new CompositeAnatomy(
                    id,
                    headId,
                    maskId,
                    node.path("test").asBoolean(),
                    scanGrid,
                    HeadWarp.warp(head, map, HeadWarp.tissueGrid(scanGrid)),
                    LabelCode.decode(file(BankWriter.nucleiFile(maskId))),
                    LabelCode.decode(file(BankWriter.nigraFile(maskId))));
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": is damaged: " + e.getMessage(), e);
        }
    }

    /** What {@code bank.json} says. */
    JsonNode index() {
        return index;
    }

    byte[] file(String path) throws IOException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new IOException(name + ": is not an anatomy bank, or damaged: it holds no " + path);
        }
        return content;
    }

    private static Geometry geometry(JsonNode node) {
        JsonNode size = node.path("size");
        return new Geometry(
                size.path(0).asInt(), size.path(1).asInt(), size.path(2).asInt(), affine(node.path("affine")));
    }

    private static Affine affine(JsonNode node) {
        double[] numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = node.path(i).asDouble();
        }
        return Affine.of(numbers);
    }
}
