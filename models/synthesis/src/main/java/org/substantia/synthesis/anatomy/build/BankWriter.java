package org.substantia.synthesis.anatomy.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.provenance.Provenance;
import org.substantia.synthesis.anatomy.BankIndex;
import org.substantia.synthesis.anatomy.BankLayout;
import org.substantia.synthesis.anatomy.build.shape.ShapeVariationBuilder;
import org.substantia.synthesis.anatomy.build.shape.ShapeVariationBuilder.BuiltShapes;
import org.substantia.synthesis.anatomy.coding.LabelCode;

/** Collects what goes into a bank and writes it. */
final class BankWriter {
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final AnatomyBankOptions options;
    private final Collection<SourceMask> masks;
    private final SortedMap<String, byte[]> headCodes = new TreeMap<>();
    private final SortedMap<String, String> headHashes = new TreeMap<>();

    BankWriter(AnatomyBankOptions options, Collection<SourceMask> masks) {
        this.options = options;
        this.masks = masks;
    }

    /** May be called by several threads. */
    void addHead(SourceHead head) {
        byte[] code = LabelCode.encode(head.tissue());
        synchronized (this) {
            headCodes.put(head.id(), code);
            headHashes.put(head.id(), head.sha256());
        }
    }

    void write(Path file, List<BuiltComposite> results, Optional<BuiltShapes> shapes) throws IOException {
        AtomicFiles.write(file, out -> write(out, results, shapes));
    }

    private void write(OutputStream out, List<BuiltComposite> results, Optional<BuiltShapes> shapes)
            throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, BankLayout.INDEX, JsonFiles.text(index(results, shapes)).getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> head : headCodes.entrySet()) {
                put(zip, BankLayout.head(head.getKey()), head.getValue());
            }
            for (SourceMask mask : masks) {
                if (isUsed(mask, results)) {
                    put(zip, BankLayout.nuclei(mask.id()), LabelCode.encode(mask.nuclei()));
                    put(zip, BankLayout.nigra(mask.id()), LabelCode.encode(mask.nigra()));
                }
            }
            for (BuiltComposite built : results) {
                if (built.quality().passes()) {
                    put(zip, BankLayout.velocity(built.quality().pairing().id()), built.velocity());
                }
            }
            for (ShapeVariationBuilder.Person person :
                    shapes.map(BuiltShapes::persons).orElse(List.of())) {
                put(zip, BankLayout.shape(person.entry().id()), person.code());
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
                .anyMatch(quality ->
                        quality.passes() && quality.pairing().maskId().equals(mask.id()));
    }

    private BankIndex index(List<BuiltComposite> results, Optional<BuiltShapes> shapes) {
        Map<String, BankIndex.Mask> used = new LinkedHashMap<>();
        for (SourceMask mask : masks) {
            if (isUsed(mask, results)) {
                used.put(
                        mask.id(),
                        new BankIndex.Mask(BankIndex.Grid.of(mask.drawn().geometry())));
            }
        }
        Map<Boolean, List<BankIndex.Composite>> byPassing = results.stream()
                .map(BankWriter::entry)
                .collect(Collectors.partitioningBy(
                        composite -> composite.faults().isEmpty()));
        return new BankIndex(
                BankIndex.FORMAT,
                BankIndex.FORMAT_VERSION,
                provenance(results, shapes).toJson(),
                options.credits(),
                used,
                byPassing.get(true),
                byPassing.get(false),
                shapes.map(built -> new BankIndex.Shapes(
                        built.landmarks(),
                        built.persons().stream()
                                .map(ShapeVariationBuilder.Person::entry)
                                .toList())));
    }

    private static BankIndex.Composite entry(BuiltComposite built) {
        CompositeQuality quality = built.quality();
        CompositeQuality.Pairing pairing = quality.pairing();
        boolean passes = quality.passes();
        return new BankIndex.Composite(
                pairing.id(),
                pairing.headId(),
                pairing.maskId(),
                pairing.test(),
                passes ? Optional.of(BankIndex.numbers(built.affine())) : Optional.empty(),
                passes ? Optional.empty() : Optional.of(quality.faults()),
                quality.toJson());
    }

    private Provenance provenance(List<BuiltComposite> results, Optional<BuiltShapes> shapes) {
        Map<String, String> inputs = new LinkedHashMap<>();
        headHashes.forEach((id, hash) -> inputs.put("heads/" + id + ".nii.gz", hash));
        for (SourceMask mask : masks) {
            if (isUsed(mask, results)) {
                mask.sha256().forEach((file, hash) -> inputs.put("masks/" + mask.id() + "/" + file, hash));
            }
        }
        for (ShapeVariationBuilder.Person person :
                shapes.map(BuiltShapes::persons).orElse(List.of())) {
            inputs.put("shapes/" + person.file(), person.sha256());
        }
        Map<String, Object> chosen = new LinkedHashMap<>();
        chosen.put("testHeads", options.testHeads().stream().sorted().toList());
        chosen.put("testMasks", options.testMasks().stream().sorted().toList());
        return new Provenance(options.version(), "anatomy build", chosen, OptionalLong.empty(), inputs);
    }
}
