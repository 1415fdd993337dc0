package org.substantia.synthesis.anatomy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.substantia.base.io.FileFaults;
import org.substantia.base.io.Sha256;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.coding.FieldCode;
import org.substantia.synthesis.anatomy.coding.LabelCode;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;
import org.substantia.synthesis.anatomy.shape.NucleiFrame;
import org.substantia.synthesis.anatomy.shape.ShapeVariation;

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
    private final BankIndex index;
    private final List<Entry> entries;

    private AnatomyBank(String name, Map<String, byte[]> files) throws IOException {
        this.name = name;
        this.files = files;
        this.index = BankIndex.parse(name, file(BankLayout.INDEX));
        this.entries = index.composites().stream()
                .map(composite -> new Entry(composite.id(), composite.head(), composite.mask(), composite.test()))
                .toList();
    }

    /** @throws IOException if the file cannot be read or is no anatomy bank; the message names it */
    public static AnatomyBank open(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        } catch (IOException e) {
            throw FileFaults.named(file, e);
        }
    }

    /**
     * The bundled bank.
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
        Sha256 digest = new Sha256();
        new TreeMap<>(files).forEach((entry, content) -> digest.update(entry).update(content));
        return digest.hex();
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
        BankIndex.Composite composite = index.composites().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + ": has no composite " + id));
        try {
            return load(composite);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": is damaged: " + e.getMessage(), e);
        }
    }

    private CompositeAnatomy load(BankIndex.Composite composite) throws IOException {
        LabelMap head = LabelCode.decode(file(BankLayout.head(composite.head())));
        VoxelVelocityField velocity = FieldCode.decode(file(BankLayout.velocity(composite.id())));
        Geometry scanGrid = index.scanGrid(composite.mask());
        HeadMap map = new HeadMap(composite.toHead(), velocity.exponential(HeadMap.SQUARINGS));
        return new CompositeAnatomy(
                composite.id(),
                composite.head(),
                composite.mask(),
                composite.test(),
                scanGrid,
                HeadWarp.warp(head, map, HeadWarp.tissueGrid(scanGrid)),
                LabelCode.decode(file(BankLayout.nuclei(composite.mask()))),
                LabelCode.decode(file(BankLayout.nigra(composite.mask()))));
    }

    /**
     * How people differ in shape; empty if the bank was built without.
     *
     * @throws IOException if the bank is damaged
     */
    public Optional<ShapeVariation> shapes() throws IOException {
        if (index.shapes().isEmpty()) {
            return Optional.empty();
        }
        BankIndex.Shapes shapes = index.shapes().get();
        List<byte[]> codes = new ArrayList<>();
        for (BankIndex.Person person : shapes.persons()) {
            codes.add(file(BankLayout.shape(person.id())));
        }
        try {
            return Optional.of(new ShapeVariation(new NucleiFrame(shapes.landmarks()), codes));
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": is damaged: " + e.getMessage(), e);
        }
    }

    /** What {@code bank.json} says. */
    public BankIndex index() {
        return index;
    }

    /**
     * The content of one entry, as {@link BankLayout} names it.
     *
     * @throws IOException if there is none
     */
    public byte[] file(String path) throws IOException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new IOException(name + ": is not an anatomy bank, or damaged: it holds no " + path);
        }
        return content;
    }
}
