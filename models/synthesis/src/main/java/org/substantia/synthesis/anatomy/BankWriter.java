package org.substantia.synthesis.anatomy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.provenance.Provenance;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.coding.LabelCode;

/** Collects what goes into a bank and writes it. */
final class BankWriter {
    static final String INDEX = "bank.json";
    static final int FORMAT_VERSION = 1;
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final AnatomyBankOptions options;
    private final Collection<SourceMask> masks;
    private final SortedMap<String, byte[]> headCodes = new TreeMap<>();
    private final SortedMap<String, String> headHashes = new TreeMap<>();

    BankWriter(AnatomyBankOptions options, Collection<SourceMask> masks) {
        this.options = options;
        this.masks = masks;
    }

    static String headFile(String id) {
        return "heads/" + id + ".labels";
    }

    static String nucleiFile(String maskId) {
        return "masks/" + maskId + ".nuclei.labels";
    }

    static String nigraFile(String maskId) {
        return "masks/" + maskId + ".nigra.labels";
    }

    static String velocityFile(String compositeId) {
        return "composites/" + compositeId + ".velocity";
    }

    /** May be called by several threads. */
    void addHead(SourceHead head) {
        byte[] code = LabelCode.encode(head.tissue());
        synchronized (this) {
            headCodes.put(head.id(), code);
            headHashes.put(head.id(), head.sha256());
        }
    }

    void write(Path file, List<BuiltComposite> results) throws IOException {
        AtomicFiles.write(file, out -> write(out, results));
    }

    private void write(OutputStream out, List<BuiltComposite> results) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, INDEX, JsonFiles.text(index(results)).getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> head : headCodes.entrySet()) {
                put(zip, headFile(head.getKey()), head.getValue());
            }
            for (SourceMask mask : masks) {
                if (isUsed(mask, results)) {
                    put(zip, nucleiFile(mask.id()), LabelCode.encode(mask.nuclei()));
                    put(zip, nigraFile(mask.id()), LabelCode.encode(mask.nigra()));
                }
            }
            for (BuiltComposite built : results) {
                if (built.quality().passes()) {
                    put(zip, velocityFile(built.quality().id()), built.velocity());
                }
            }
        }
    }

    /** Stored as it is: a second compression gains nothing, and would differ between versions of its library. */
    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static boolean isUsed(SourceMask mask, List<BuiltComposite> results) {
        return results.stream()
                .map(BuiltComposite::quality)
                .anyMatch(quality -> quality.passes() && quality.maskId().equals(mask.id()));
    }

    private Map<String, Object> index(List<BuiltComposite> results) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("format", "substantia-anatomy-bank");
        index.put("formatVersion", FORMAT_VERSION);
        index.put("provenance", provenance(results).toJson());
        index.put("credits", options.credits());
        Map<String, Object> maskTree = new LinkedHashMap<>();
        for (SourceMask mask : masks) {
            if (isUsed(mask, results)) {
                maskTree.put(mask.id(), Map.of("scanGrid", tree(mask.drawn().geometry())));
            }
        }
        index.put("masks", maskTree);
        List<Object> composites = new ArrayList<>();
        List<Object> leftOut = new ArrayList<>();
        for (BuiltComposite built : results) {
            CompositeQuality quality = built.quality();
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("id", quality.id());
            tree.put("head", quality.headId());
            tree.put("mask", quality.maskId());
            tree.put("test", quality.test());
            if (quality.passes()) {
                tree.put("affine", built.affine().toArray());
                composites.add(tree);
            } else {
                tree.put("faults", quality.faults());
                leftOut.add(tree);
            }
            tree.put("quality", quality.toJson());
        }
        index.put("composites", composites);
        index.put("leftOut", leftOut);
        return index;
    }

    private Provenance provenance(List<BuiltComposite> results) {
        Map<String, String> inputs = new LinkedHashMap<>();
        headHashes.forEach((id, hash) -> inputs.put("heads/" + id + ".nii.gz", hash));
        for (SourceMask mask : masks) {
            if (isUsed(mask, results)) {
                mask.sha256().forEach((file, hash) -> inputs.put("masks/" + mask.id() + "/" + file, hash));
            }
        }
        Map<String, Object> chosen = new LinkedHashMap<>();
        chosen.put("testHeads", options.testHeads().stream().sorted().toList());
        chosen.put("testMasks", options.testMasks().stream().sorted().toList());
        return new Provenance(options.version(), "anatomy build", chosen, OptionalLong.empty(), inputs);
    }

    private static Map<String, Object> tree(Geometry geometry) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("size", List.of(geometry.nx(), geometry.ny(), geometry.nz()));
        tree.put("affine", geometry.affine().toArray());
        return tree;
    }
}
