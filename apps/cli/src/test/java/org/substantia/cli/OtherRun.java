package org.substantia.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.substantia.base.io.Sha256;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;

/** Folders of training runs that were begun otherwise, and what they hold. */
public final class OtherRun {
    private OtherRun() {}

    /**
     * The folder of a run whose checkpoint notes something else than any run does.
     *
     * @param note that tells it
     */
    public static void write(Path folder, String record, String checkpoint, String note) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(record), "{}");
        SafeTensors.write(
                folder.resolve(checkpoint),
                new TensorFile(
                        Map.of("step", "1", note, "other"),
                        Map.of("x", NamedTensor.ofFloats("x", TensorType.F32, new long[] {1}, new float[1]))));
    }

    /** A case whose nuclei are blocks in a row. */
    public static void writeCase(Path folder) throws IOException {
        Geometry grid = new Geometry(60, 60, 40, Affine.scaling(2, 2, 3));
        float[] values = new float[grid.voxelCount()];
        byte[] labels = new byte[grid.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 90 - 40;
        }
        for (int label = 1; label <= 16; label++) {
            for (int z = 15; z < 20; z++) {
                labels[grid.index(label % 2 == 0 ? 20 : 35, 12 + 2 * label, z)] = (byte) label;
            }
        }
        Nifti.write(folder.resolve("QSM.nii.gz"), new Volume(grid, values));
        Nifti.write(folder.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(grid, labels));
    }

    /** Every file and folder below a folder, files with their digests. */
    public static Map<String, String> listing(Path folder) throws IOException {
        Map<String, String> listing = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.forEach(file -> listing.put(folder.relativize(file).toString(), digest(file)));
        }
        return listing;
    }

    private static String digest(Path file) {
        try {
            return Files.isDirectory(file) ? "" : Sha256.hex(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
