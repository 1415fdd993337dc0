package org.substantia.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

/** Small synthetic cases on disk: boxes for nuclei, noise for tissue. */
public final class TestImages {
    /** A voxel is 1.5 x 1.5 x 2 mm, stored as the challenge stores its images: x from right to left. */
    public static final Geometry GRID = new Geometry(48, 60, 24, Affine.scaling(-1.5, 1.5, 2, 36, -45, -24));

    private TestImages() {}

    /** Every nucleus as a box of about its published volume, right ones on the right. */
    public static byte[] nuclei() {
        byte[] labels = new byte[GRID.voxelCount()];
        for (Nucleus nucleus : Nucleus.values()) {
            int row = (nucleus.qsmLabel() - 1) / 2;
            boolean large = row < 4;
            boolean tiny = nucleus.structure() == Structure.STN;
            int n = large ? 8 : tiny ? 2 : 6;
            int depth = large ? 8 : tiny ? 5 : 3;
            // Small x is the patient's right on this grid.
            int x0 = nucleus.side() == Side.RIGHT ? 10 : 28;
            int y0 = 3 + 13 * (row % 4);
            fill(labels, x0, y0, large ? 3 : 14, n, n, depth, nucleus.qsmLabel());
        }
        return labels;
    }

    /** The substantia nigra of {@link #nuclei()}, one slice shifted. */
    public static byte[] nigra() {
        byte[] labels = new byte[GRID.voxelCount()];
        int row = (Nucleus.SN_R.qsmLabel() - 1) / 2;
        fill(labels, 10, 3 + 13 * (row % 4), 15, 6, 6, 3, 1);
        fill(labels, 28, 3 + 13 * (row % 4), 15, 6, 6, 3, 2);
        return labels;
    }

    public static void fill(byte[] labels, int x0, int y0, int z0, int nx, int ny, int nz, int label) {
        for (int z = z0; z < z0 + nz; z++) {
            for (int y = y0; y < y0 + ny; y++) {
                for (int x = x0; x < x0 + nx; x++) {
                    labels[GRID.index(x, y, z)] = (byte) label;
                }
            }
        }
    }

    /** A head on {@link #GRID}, smaller than life. */
    public static Volume head(long seed) {
        return head(seed, GRID);
    }

    /** A bright ellipsoid of smooth random tissue nearly filling the grid, the same for the same seed. */
    public static Volume head(long seed, Geometry grid) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] waves = new double[40][];
        for (int w = 0; w < waves.length; w++) {
            waves[w] = new double[] {
                random.nextDouble(-0.12, 0.12),
                random.nextDouble(-0.12, 0.12),
                random.nextDouble(-0.12, 0.12),
                random.nextDouble(0, 2 * Math.PI)
            };
        }
        float[] data = new float[grid.voxelCount()];
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                for (int x = 0; x < grid.nx(); x++) {
                    double dx = (2.0 * x - grid.nx() + 1) / (0.92 * grid.nx());
                    double dy = (2.0 * y - grid.ny() + 1) / (0.92 * grid.ny());
                    double dz = (2.0 * z - grid.nz() + 1) / (0.92 * grid.nz());
                    if (dx * dx + dy * dy + dz * dz < 1) {
                        double[] p = grid.affine().apply(x, y, z);
                        double value = 500;
                        for (double[] k : waves) {
                            value += 25 * Math.sin(k[0] * p[0] + k[1] * p[1] + k[2] * p[2] + k[3]);
                        }
                        data[grid.index(x, y, z)] = (float) value;
                    }
                }
            }
        }
        return new Volume(grid, data);
    }

    /** Susceptibility 10 ppb times the label inside nuclei, 1 elsewhere in the head, 0 outside. */
    public static Volume qsm(byte[] labels) {
        float[] data = head(0).data();
        for (int i = 0; i < data.length; i++) {
            data[i] = labels[i] != 0 ? 10 * labels[i] : data[i] > 0 ? i * 31 % 61 - 30 : 0;
        }
        return new Volume(GRID, data);
    }

    /** A training case without fault, its head told by the seed. */
    public static Path writeCase(Path top, String id, long seed) throws IOException {
        Path folder = Files.createDirectories(top.resolve(id));
        byte[] nuclei = nuclei();
        Nifti.write(folder.resolve("T1.nii.gz"), head(seed));
        Nifti.write(folder.resolve("NM.nii.gz"), head(seed + 1000));
        Volume qsm = qsm(nuclei);
        // Every susceptibility map is somebody's own.
        qsm.data()[GRID.index(24, 30, 12)] = 2 + seed;
        Nifti.write(folder.resolve("QSM.nii.gz"), qsm);
        Nifti.write(folder.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, nuclei));
        Nifti.write(folder.resolve("NM_mask.nii.gz"), LabelMap.ofBytes(GRID, nigra()));
        return folder;
    }
}
