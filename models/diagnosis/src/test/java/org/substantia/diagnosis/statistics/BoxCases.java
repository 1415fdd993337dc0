package org.substantia.diagnosis.statistics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

/** Small cases on disk: boxes for nuclei in an ellipsoid for a head. */
final class BoxCases {
    /** A voxel is 1.5 x 1.5 x 2 mm; x runs from the patient's right to the left. */
    static final Geometry GRID = new Geometry(48, 60, 24, Affine.scaling(-1.5, 1.5, 2, 36, -45, -24));

    private BoxCases() {}

    /** Every nucleus as a box of about its published volume. */
    static byte[] nuclei() {
        byte[] labels = new byte[GRID.voxelCount()];
        for (Nucleus nucleus : Nucleus.values()) {
            int row = (nucleus.qsmLabel() - 1) / 2;
            boolean large = row < 4;
            int n = large ? 8 : nucleus.structure() == Structure.STN ? 2 : 6;
            int depth = large ? 8 : nucleus.structure() == Structure.STN ? 5 : 3;
            int x = nucleus.side() == Side.RIGHT ? 10 : 28;
            fill(labels, x, 3 + 13 * (row % 4), large ? 3 : 14, n, n, depth, nucleus.qsmLabel());
        }
        return labels;
    }

    /** The substantia nigra of {@link #nuclei()}, one slice shifted. */
    static byte[] nigra() {
        byte[] labels = new byte[GRID.voxelCount()];
        fill(labels, 10, 16, 15, 6, 6, 3, 1);
        fill(labels, 28, 16, 15, 6, 6, 3, 2);
        return labels;
    }

    static void fill(byte[] labels, int x0, int y0, int z0, int nx, int ny, int nz, int label) {
        for (int z = z0; z < z0 + nz; z++) {
            for (int y = y0; y < y0 + ny; y++) {
                for (int x = x0; x < x0 + nx; x++) {
                    labels[GRID.index(x, y, z)] = (byte) label;
                }
            }
        }
    }

    /** A bright ellipsoid nearly filling the grid, its brightness waving by the seed. */
    static Volume head(long seed) {
        float[] data = new float[GRID.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            int x = i % GRID.nx();
            int y = i / GRID.nx() % GRID.ny();
            int z = i / (GRID.nx() * GRID.ny());
            double dx = (2.0 * x - GRID.nx() + 1) / (0.92 * GRID.nx());
            double dy = (2.0 * y - GRID.ny() + 1) / (0.92 * GRID.ny());
            double dz = (2.0 * z - GRID.nz() + 1) / (0.92 * GRID.nz());
            if (dx * dx + dy * dy + dz * dz < 1) {
                data[i] = (float) (500 + 100 * Math.sin(0.1 * x + 0.13 * y + 0.2 * z + seed));
            }
        }
        return new Volume(GRID, data);
    }

    /** Susceptibility 10 ppb times the label inside nuclei, 1 elsewhere in the head, 0 outside. */
    static Volume qsm(byte[] labels) {
        float[] data = head(0).data();
        for (int i = 0; i < data.length; i++) {
            data[i] = labels[i] != 0 ? 10 * labels[i] : data[i] > 0 ? 1 : 0;
        }
        return new Volume(GRID, data);
    }

    static Path writeCase(Path top, String id, long seed) throws IOException {
        Path folder = Files.createDirectories(top.resolve(id));
        Nifti.write(folder.resolve("T1.nii.gz"), head(seed));
        Nifti.write(folder.resolve("NM.nii.gz"), head(seed + 1000));
        Nifti.write(folder.resolve("QSM.nii.gz"), qsm(nuclei()));
        Nifti.write(folder.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, nuclei()));
        Nifti.write(folder.resolve("NM_mask.nii.gz"), LabelMap.ofBytes(GRID, nigra()));
        return folder;
    }
}
