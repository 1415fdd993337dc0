package org.substantia.synthesis.image.render;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.image.labels.RenderLabels;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;
import org.substantia.synthesis.population.SubjectSampler;
import org.substantia.synthesis.subject.ScannerEffects;
import org.substantia.synthesis.subject.SubjectParameters;

/** A head of ellipsoids with sixteen balls for nuclei. */
final class HeadPhantom {
    /** Places of the right nuclei: away from the midline, to the front, up, and radius; by structure. */
    private static final double[][] NUCLEI = {
        {13, 22, 12, 7},
        {26, 8, 4, 8},
        {19, 2, 0, 6},
        {10, -10, 6, 8},
        {12, -2, -9, 4.2},
        {10, -6, -18, 5},
        {4.5, -13, -14, 4.2},
        {14, -38, -36, 6}
    };

    private HeadPhantom() {}

    static Geometry target() {
        return new Geometry(112, 128, 40, Affine.scaling(-1.5, 1.5, 3.5, 84, -96, -70));
    }

    static RenderLabels labels(int oversampling) {
        return labels(target(), oversampling);
    }

    static RenderLabels labels(Geometry target, int oversampling) {
        Geometry fine = RenderLabels.fineGrid(target, oversampling);
        byte[] tissue = new byte[fine.voxelCount()];
        byte[] nuclei = new byte[tissue.length];
        byte[] nigra = new byte[tissue.length];
        int at = 0;
        for (int z = 0; z < fine.nz(); z++) {
            for (int y = 0; y < fine.ny(); y++) {
                for (int x = 0; x < fine.nx(); x++, at++) {
                    double[] p = fine.affine().apply(x, y, z);
                    tissue[at] = (byte) tissue(p).label();
                    for (int structure = 0; structure < 8; structure++) {
                        double[] n = NUCLEI[structure];
                        if (distance(p, n, 0) < n[3]) {
                            nuclei[at] = (byte) (2 * structure + (p[0] > 0 ? 1 : 2));
                        }
                    }
                    if (distance(p, NUCLEI[5], 1.5) < 4.5) {
                        nigra[at] = (byte) (p[0] > 0 ? 1 : 2);
                    }
                }
            }
        }
        return new RenderLabels(
                target,
                oversampling,
                LabelMap.ofBytes(fine, tissue),
                LabelMap.ofBytes(fine, nuclei),
                LabelMap.ofBytes(fine, nigra));
    }

    private static double distance(double[] p, double[] n, double shift) {
        double dx = Math.abs(p[0]) - n[0];
        double dy = p[1] - n[1] - shift;
        double dz = p[2] - n[2] - shift;
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    private static Tissue tissue(double[] p) {
        double r = Math.sqrt(square(p[0] / 70) + square(p[1] / 82) + square(p[2] / 66));
        if (r > 1.05) {
            return Tissue.AIR;
        }
        if (r > 1.01) {
            return Tissue.SKIN;
        }
        if (r > 0.96) {
            return Tissue.SOFT_TISSUE;
        }
        if (r > 0.90) {
            return Tissue.CORTICAL_BONE;
        }
        if (r > 0.87) {
            return Tissue.CSF;
        }
        if (r > 0.80) {
            return p[2] < -25 ? Tissue.CEREBELLAR_CORTEX : Tissue.CORTEX;
        }
        if (square(p[0] / 3) + square((p[1] - 5) / 25) + square((p[2] - 14) / 8) < 1) {
            return Tissue.VENTRICLE;
        }
        if (square(p[0] / 24) + square((p[1] + 8) / 20) + square((p[2] + 18) / 12) < 1) {
            return Tissue.VENTRAL_DIENCEPHALON;
        }
        return p[2] < -30 ? Tissue.CEREBELLAR_WHITE_MATTER : Tissue.WHITE_MATTER;
    }

    private static double square(double v) {
        return v * v;
    }

    /** A subject of the Ruijin model whose scanner adds nothing. */
    static SubjectParameters subject(int number) {
        SubjectParameters s = new SubjectSampler(PopulationModel.ruijin(), 11, 0.5, Confounding.NONE).sample(number);
        return new SubjectParameters(
                s.caseNumber(),
                s.age(),
                s.sex(),
                s.diagnosis(),
                s.moreAffected(),
                s.nuclei(),
                s.rightNigra(),
                s.leftNigra(),
                new ScannerEffects("none", 1, 1, 1, 0, 0, 0, 1));
    }
}
