package org.substantia.synthesis.anatomy.build.shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

/** Subcortical label maps of people as small as dolls, made of ellipsoids; every structure of HOA-2 is there. */
public final class PersonPhantom {
    /** Numbers of a structure of the right and of the left; center of the right one and half axes, mm. */
    private record Blob(int right, int left, double cx, double cy, double cz, double ax, double ay, double az) {}

    private static final List<Blob> BLOBS = List.of(
            new Blob(10, 9, 6, 9, 8, 3, 6, 4),
            new Blob(12, 11, 14, 4, 1, 3, 7, 5),
            new Blob(14, 13, 9.5, 1, 0, 2, 4, 3.5),
            new Blob(17, 16, 5, -9, 4, 4, 5, 4),
            new Blob(8, 7, 5, 12, -2, 2, 2, 2),
            new Blob(2, 1, 2.5, 10, 14, 2, 6, 2.5),
            new Blob(26, 25, 4, 0, -5, 2, 2, 2),
            new Blob(28, 27, 4, -5, -5, 2, 2, 2),
            new Blob(32, 31, 6, -20, -12, 4, 4, 3),
            new Blob(19, 18, 16, -16, -2, 2, 2, 2),
            new Blob(21, 20, 15, -10, -8, 2, 3, 2),
            new Blob(23, 22, 13, -2, -9, 2, 2, 2),
            new Blob(30, 29, 13, -20, -12, 2, 3, 3),
            new Blob(4, 4, 0, -6, 0, 1.2, 3, 3),
            new Blob(5, 5, 0, -16, -9, 1.5, 1.5, 1.5),
            new Blob(6, 6, 0, 6, 12, 1.2, 2, 1.5),
            new Blob(15, 15, 0, -12, -13, 3, 3, 3),
            new Blob(3, 3, 0, 14, -8, 1.5, 1.5, 1.5),
            new Blob(24, 24, 0, 8, -8, 1.5, 1.5, 1.5));

    private PersonPhantom() {}

    /**
     * Writes a person.
     *
     * @param putamen how much the right putamen is larger along its axes
     * @param fifth whether the fifth ventricle has its number; without, later numbers are one too low
     */
    public static void write(Path file, double putamen, boolean fifth) throws IOException {
        Geometry grid = new Geometry(44, 52, 44, Affine.of(-1, 0, 0, 22.3, 0, 1, 0, -29, 0, 0, 1, -20));
        byte[] labels = new byte[grid.voxelCount()];
        for (int i = 0; i < labels.length; i++) {
            double[] p = grid.affine().apply(grid.x(i), grid.y(i), grid.z(i));
            for (Blob blob : BLOBS) {
                double grown = blob.right() == 12 && p[0] > 0 ? putamen : 1;
                double dx = (Math.abs(p[0]) - blob.cx()) / (blob.ax() * grown);
                double dy = (p[1] - blob.cy()) / (blob.ay() * grown);
                double dz = (p[2] - blob.cz()) / (blob.az() * grown);
                if (dx * dx + dy * dy + dz * dz < 1) {
                    labels[i] = (byte) number(p[0] > 0 ? blob.right() : blob.left(), fifth);
                }
            }
        }
        Files.createDirectories(file.getParent());
        Nifti.write(file, LabelMap.ofBytes(grid, labels));
    }

    private static int number(int label, boolean fifth) {
        if (fifth || label < 6) {
            return label;
        }
        return label == 6 ? 0 : label - 1;
    }
}
