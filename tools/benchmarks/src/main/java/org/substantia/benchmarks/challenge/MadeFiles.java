package org.substantia.benchmarks.challenge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

/** Masks of blocks with the label tables that go with them: a truth, and submissions of several qualities. */
final class MadeFiles {
    private static final int QUALITIES = 4;

    private final LoadOptions options;
    private final Path scratch;
    private final List<Map<String, byte[]>> predictions = new ArrayList<>();

    /** @param scratch a folder that exists */
    MadeFiles(LoadOptions options, Path scratch) throws IOException {
        this.options = options;
        this.scratch = scratch;
        for (int quality = 1; quality <= QUALITIES; quality++) {
            predictions.add(masks(0.1 * quality, false));
        }
    }

    void writeTruth(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> entry : masks(0, true).entrySet()) {
            Path file = folder.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
    }

    /** An archive that no other has the bytes of. */
    byte[] submission(int number) throws IOException {
        byte[] text = String.valueOf(number).getBytes(StandardCharsets.UTF_8);
        return zip(predictions.get(number % QUALITIES), "number.txt", text);
    }

    /** A submission with a part that no scorer reads. */
    byte[] large() throws IOException {
        byte[] filler = new byte[options.uploadMegabytes() << 20];
        RandomStream random = new RandomStream(1);
        for (int i = 0; i < filler.length; i += 8) {
            filler[i] = (byte) random.nextInt(256);
        }
        return zip(predictions.get(0), "notes/figures.bin", filler);
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "LOAD_%03d", number);
    }

    /** Masks of blocks and a table of labels by their names in a folder of the truth or a submission. */
    private Map<String, byte[]> masks(double error, boolean truth) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        StringBuilder labels = new StringBuilder(truth ? "patient_id,label\n" : "patient_id,prediction\n");
        Path mask = scratch.resolve("mask.nii.gz");
        RandomStream noise = new RandomStream(Double.hashCode(error));
        for (int c = 1; c <= options.cases(); c++) {
            for (LabelScheme scheme : LabelScheme.values()) {
                Nifti.write(mask, blocks(scheme, error, noise));
                String name = truth ? scheme.maskFileName() : scheme.predictionFileName();
                files.put((truth ? "" : "outputs/") + id(c) + "/" + name, Files.readAllBytes(mask));
            }
            boolean wrong = noise.nextDouble() < error;
            labels.append(id(c)).append(',').append((c + (wrong ? 1 : 0)) % 2).append('\n');
        }
        files.put(truth ? "labels.csv" : "label_predict.csv", labels.toString().getBytes(StandardCharsets.UTF_8));
        Files.delete(mask);
        return files;
    }

    private LabelMap blocks(LabelScheme scheme, double error, RandomStream noise) {
        int size = options.grid();
        int step = size / 4;
        Geometry geometry = Geometry.axisAligned(size, size, size / 2, 1, 1, 2);
        byte[] labels = new byte[geometry.voxelCount()];
        for (Nucleus nucleus : scheme.nuclei()) {
            int label = scheme.labelOf(nucleus).getAsInt();
            int x0 = 2 + step * (label % 4);
            int y0 = 2 + step * (label / 4 % 4);
            for (int z = size / 8; z < size / 4; z++) {
                for (int y = y0; y < y0 + step / 2; y++) {
                    for (int x = x0; x < x0 + step / 2; x++) {
                        boolean border = x == x0 || y == y0;
                        if (!border || noise.nextDouble() >= error) {
                            labels[geometry.index(x, y, z)] = (byte) label;
                        }
                    }
                }
            }
        }
        return LabelMap.ofBytes(geometry, labels);
    }

    /** What is packed already is stored as it is: thousands of archives cost little to make. */
    private static byte[] zip(Map<String, byte[]> files, String extraName, byte[] extra) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                store(zip, file.getKey(), file.getValue());
            }
            store(zip, extraName, extra);
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        entry.setSize(content.length);
        zip.putNextEntry(entry);
        zip.write(content);
    }
}
