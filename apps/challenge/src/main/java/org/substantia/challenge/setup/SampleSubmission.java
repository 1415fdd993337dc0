package org.substantia.challenge.setup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.FileTrees;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

/**
 * A submission that says nothing but passes the check: every case of a phase by its id and on its grid, with one voxel
 * of every structure, always at the same place, label 0 and probability 0.5. Of the truth the headers of the masks are
 * read, which are those of the public images, and no voxel or label.
 */
final class SampleSubmission {
    private static final String PREDICTION = "0,0.5";
    private static final int AXES = 3;
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private SampleSubmission() {}

    /**
     * @param truth the folder it is made for
     * @param target zip file; the same bytes for the same cases
     */
    static void write(Cohort truth, Iterable<String> ids, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path scratch = Files.createTempDirectory(target.getParent(), "sample");
        Path zipFile = scratch.resolve("sample.zip");
        Path mask = scratch.resolve("mask.nii.gz");
        try (OutputStream out = Files.newOutputStream(zipFile);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (CaseFolder folder : truth.cases()) {
                for (LabelScheme scheme : LabelScheme.values()) {
                    Optional<Geometry> grid = grid(folder, scheme);
                    if (grid.isPresent()) {
                        Nifti.write(mask, mask(grid.get(), scheme));
                        next(zip, "outputs/" + folder.id() + "/" + scheme.predictionFileName());
                        Files.copy(mask, zip);
                    }
                }
            }
            if (truth.labels().isPresent()) {
                StringBuilder table = new StringBuilder("patient_id,prediction,probability\n");
                ids.forEach(
                        id -> table.append(id).append(',').append(PREDICTION).append('\n'));
                next(zip, Cohort.PREDICTIONS_FILE);
                zip.write(table.toString().getBytes(StandardCharsets.UTF_8));
            }
            zip.finish();
            Files.move(zipFile, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            FileTrees.delete(scratch);
        }
    }

    private static void next(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
    }

    /** That of its own kind of mask, else of the other; the check wants both. */
    private static Optional<Geometry> grid(CaseFolder folder, LabelScheme scheme) throws IOException {
        ByteSource own = folder.masks().get(scheme);
        Optional<ByteSource> mask =
                own == null ? folder.masks().values().stream().findFirst() : Optional.of(own);
        return mask.isEmpty()
                ? Optional.empty()
                : Optional.of(Nifti.readLabelHeader(mask.get()).geometry());
    }

    /** Right structures on the patient's right, all in a plane each; a mask without any would be told as an error. */
    private static LabelMap mask(Geometry grid, LabelScheme scheme) {
        int across = axisAcross(grid);
        int u = (across + 1) % AXES;
        int v = (across + 2) % AXES;
        int plane = grid.size(u) * grid.size(v);
        byte[] labels = new byte[grid.voxelCount()];
        int structures = scheme.nuclei().size() / 2;
        int k = 0;
        for (Nucleus right : scheme.nuclei()) {
            if (right.side() != Side.RIGHT) {
                continue;
            }
            k++;
            int cell = (int) ((long) k * plane / (structures + 1));
            int[] voxel = new int[AXES];
            voxel[u] = cell % grid.size(u);
            voxel[v] = cell / grid.size(u);
            int one = at(grid, voxel, across, grid.size(across) / 4);
            int other = at(grid, voxel, across, grid.size(across) * 3 / 4);
            boolean oneIsRight = worldX(grid, one) > worldX(grid, other);
            labels[oneIsRight ? one : other] = (byte) scheme.labelOf(right).orElseThrow();
            labels[oneIsRight ? other : one] =
                    (byte) scheme.labelOf(right.mirrored()).orElseThrow();
        }
        return LabelMap.ofBytes(grid, labels);
    }

    /** The axis of the grid that leads furthest from left to right. */
    private static int axisAcross(Geometry grid) {
        int across = 0;
        double widest = -1;
        for (int axis = 0; axis < AXES; axis++) {
            int end = at(grid, new int[AXES], axis, grid.size(axis) - 1);
            double width = Math.abs(worldX(grid, end) - worldX(grid, 0));
            if (width > widest) {
                widest = width;
                across = axis;
            }
        }
        return across;
    }

    private static int at(Geometry grid, int[] voxel, int axis, int position) {
        voxel[axis] = position;
        return grid.index(voxel[0], voxel[1], voxel[2]);
    }

    private static double worldX(Geometry grid, int index) {
        return grid.affine().applyX(grid.x(index), grid.y(index), grid.z(index));
    }
}
