package org.substantia.synthesis.anatomy.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

/** A small head of ellipsoids, and masks of nuclei that fit it after some turning and bending. */
final class SourceFilePhantom {
    /** Center (right side), half axes; in the head's millimeters. */
    private record Blob(
            int rightLabel, int leftLabel, double cx, double cy, double cz, double ax, double ay, double az) {
        boolean holds(double x, double y, double z) {
            double dx = (x - cx) / ax;
            double dy = (y - cy) / ay;
            double dz = (z - cz) / az;
            return dx * dx + dy * dy + dz * dz < 1;
        }

        Blob grown(double factor) {
            return new Blob(rightLabel, leftLabel, cx, cy, cz, ax * factor, ay * factor, az * factor);
        }
    }

    private static final List<Blob> NUCLEI = List.of(
            blob(1, 2, 9, 14, 9, 4, 9, 7),
            blob(3, 4, 20, 6, 3, 4, 10, 7),
            blob(5, 6, 13.5, 2, 2, 3, 6, 5),
            blob(7, 8, 7, -10, 6, 5.5, 8, 6),
            blob(9, 10, 8, -6, -5, 3, 3, 2),
            blob(11, 12, 8, -8, -10, 3, 5, 2.5),
            blob(13, 14, 4, -11, -7, 2.5, 2.5, 2.5),
            blob(15, 16, 9, -34, -26, 4, 6, 4));

    private SourceFilePhantom() {}

    private static Blob blob(int right, int left, double x, double y, double z, double ax, double ay, double az) {
        return new Blob(right, left, x, y, z, ax, ay, az);
    }

    /** Writes a head whose nuclei are a little larger or smaller than those of the masks. */
    static void writeHead(Path file, double growth) throws IOException {
        // LIA as real heads are: the second axis runs downwards, the third forwards.
        Geometry grid = new Geometry(90, 100, 110, Affine.of(-1, 0, 0, 45, 0, 0, 1, -65, 0, -1, 0, 45));
        int[] numbers = new int[grid.voxelCount()];
        int[] right = {50, 51, 52, 49};
        int[] left = {11, 12, 13, 10};
        for (int i = 0; i < numbers.length; i++) {
            int slice = i / 90 / 100;
            double[] p = grid.affine().apply(i % 90, i / 90 % 100, slice);
            numbers[i] = headNumber(p[0], p[1], p[2]);
            for (int n = 0; n < 4; n++) {
                if (NUCLEI.get(n).grown(growth).holds(Math.abs(p[0]), p[1], p[2])) {
                    numbers[i] = p[0] > 0 ? right[n] : left[n];
                }
            }
        }
        Files.createDirectories(file.getParent());
        Nifti.write(file, LabelMap.of(grid, LabelMap.Width.SIGNED_16, numbers));
    }

    private static int headNumber(double x, double y, double z) {
        boolean right = x > 0;
        double r = Math.sqrt(x * x / (38.0 * 38) + (y + 10) * (y + 10) / (50.0 * 50) + z * z / (42.0 * 42));
        if (r > 1) {
            return 0;
        }
        if (r > 0.95) {
            return 511;
        }
        if (r > 0.9) {
            return 515;
        }
        if (Math.abs(x) < 1 && z > 2 && y > -20) {
            return 14;
        }
        if (z < -14 && y < -22) {
            return Math.abs(x) < 24 && y > -46 ? (right ? 46 : 7) : right ? 47 : 8;
        }
        if (Math.abs(x) < 4 && z < -3 && y < -10 && y > -22) {
            return 16;
        }
        if (Math.abs(x) < 15 && z < -1 && z > -16 && y > -22 && y < 4) {
            return right ? 60 : 28;
        }
        if (r > 0.8) {
            return right ? 42 : 3;
        }
        return right ? 41 : 2;
    }

    /** Writes the masks of a patient into a folder: nuclei turned, shifted and bent against the heads'. */
    static void writeMasks(Path folder, double bend) throws IOException {
        Geometry grid = new Geometry(76, 84, 34, Affine.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0));
        double c = Math.cos(0.15);
        double s = Math.sin(0.15);
        Affine toHead = Affine.of(1, 0, 0, 38, 0, c, -s, -44, 0, s, c, -46);
        byte[] qsm = new byte[grid.voxelCount()];
        byte[] nm = new byte[grid.voxelCount()];
        for (int i = 0; i < qsm.length; i++) {
            int slice = i / 76 / 84;
            double[] w = grid.affine().apply(i % 76, i / 76 % 84, slice);
            double[] p = toHead.apply(w[0], w[1], w[2]);
            double y = p[1] + bend * Math.sin(p[0] / 9);
            double z = p[2] + bend * Math.cos(p[1] / 11);
            for (Blob b : NUCLEI) {
                if (b.holds(Math.abs(p[0]), y, z)) {
                    qsm[i] = (byte) (p[0] > 0 ? b.rightLabel : b.leftLabel);
                }
            }
            if (NUCLEI.get(5).holds(Math.abs(p[0]), y + 0.8, z - 0.5)) {
                nm[i] = (byte) (p[0] > 0 ? 1 : 2);
            }
        }
        Files.createDirectories(folder);
        Nifti.write(folder.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(grid, qsm));
        Nifti.write(folder.resolve("NM_mask.nii.gz"), LabelMap.ofBytes(grid, nm));
    }

    /** Names of the nuclei's labels, all of them. */
    static List<Integer> labels() {
        List<Integer> labels = new ArrayList<>();
        NUCLEI.forEach(b -> labels.addAll(List.of(b.rightLabel, b.leftLabel)));
        return labels;
    }
}
