package org.substantia.synthesis.deformation;

import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.CompositeAnatomy;
import org.substantia.synthesis.anatomy.Tissue;

/** A head of ellipsoids: sixteen nuclei of about the published volumes and places in a brain in a scalp. */
final class CompositePhantom {
    private CompositePhantom() {}

    static CompositeAnatomy composite() {
        Geometry head = new Geometry(100, 116, 100, Affine.scaling(2, 2, 2, -99, -130, -95));
        byte[] tissue = new byte[head.voxelCount()];
        fill(tissue, head, Tissue.SKIN.label(), 0, -15, 0, 85, 100, 80);
        fill(tissue, head, Tissue.WHITE_MATTER.label(), 0, -15, 5, 65, 80, 60);
        fill(tissue, head, Tissue.CEREBELLAR_WHITE_MATTER.label(), 0, -60, -36, 45, 26, 22);
        fill(tissue, head, Tissue.VENTRAL_DIENCEPHALON.label(), 0, -20, -13, 20, 18, 16);

        Geometry fine = new Geometry(131, 165, 86, Affine.scaling(2.0 / 3, 2.0 / 3, 1, -43.5, -74, -50));
        byte[] nuclei = new byte[fine.voxelCount()];
        byte[] nigra = new byte[fine.voxelCount()];
        for (Nucleus nucleus : Nucleus.values()) {
            double[] e = ellipsoid(nucleus.structure());
            double sign = nucleus.side() == Side.RIGHT ? 1 : -1;
            fill(nuclei, fine, nucleus.qsmLabel(), sign * e[0], e[1], e[2], e[3], e[4], e[5]);
        }
        fill(nigra, fine, 1, 10, -17, -15.5, 4, 4.5, 4.5);
        fill(nigra, fine, 2, -10, -17, -15.5, 4, 4.5, 4.5);
        return new CompositeAnatomy(
                "toy",
                "ellipsoids",
                "ellipsoids",
                false,
                new Geometry(300, 300, 70, Affine.scaling(-2.0 / 3, 2.0 / 3, 2, 100, -115, -75)),
                LabelMap.ofBytes(head, tissue),
                LabelMap.ofBytes(fine, nuclei),
                LabelMap.ofBytes(fine, nigra));
    }

    /** Center on the right and semi-axes, mm. */
    private static double[] ellipsoid(Structure structure) {
        return switch (structure) {
            case CN -> new double[] {12, 12, 16, 5, 14, 10};
            case PUT -> new double[] {28, 2, 0, 6, 14, 10};
            case GP -> new double[] {17, -2, -1, 4.5, 11, 9};
            case TH -> new double[] {10, -24, 7, 7.5, 13, 11};
            case STN -> new double[] {11, -14, -8, 2.2, 3, 3};
            case SN -> new double[] {9, -17, -16, 3.5, 5.5, 5.5};
            case RN -> new double[] {4.5, -27, -12, 3.4, 3.4, 3.4};
            case DN -> new double[] {14, -60, -37, 6, 6, 4.3};
        };
    }

    private static void fill(
            byte[] labels, Geometry g, int label, double cx, double cy, double cz, double rx, double ry, double rz) {
        Affine a = g.affine();
        for (int z = 0; z < g.nz(); z++) {
            for (int y = 0; y < g.ny(); y++) {
                for (int x = 0; x < g.nx(); x++) {
                    double dx = (a.applyX(x, y, z) - cx) / rx;
                    double dy = (a.applyY(x, y, z) - cy) / ry;
                    double dz = (a.applyZ(x, y, z) - cz) / rz;
                    if (dx * dx + dy * dy + dz * dz <= 1) {
                        labels[g.index(x, y, z)] = (byte) label;
                    }
                }
            }
        }
    }
}
