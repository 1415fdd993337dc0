package org.substantia.synthesis.anatomy.build;

import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * A head's caudate is drawn farther back along the thalamus than a mask's, whose protocol leaves the tail out. Pressing
 * the one into the other would tear the ventricle's wall forwards by a centimetre; so what lies behind the mask's
 * caudate is separated first, and neither matched nor measured.
 */
final class CaudateTail {
    /**
     * How far behind the last voxel of the mask's caudate the tail begins: about what the affine map leaves uncertain.
     */
    private static final double SLACK_MM = 1;

    private CaudateTail() {}

    /**
     * A copy of a head in which the tails have labels of their own.
     *
     * @param codes {@link HeadLabel} codes
     * @param nuclei QSM labels with the world's axes
     * @param toHead from the mask's world to the head's, in mm
     */
    static LabelMap apart(LabelMap codes, LabelMap nuclei, Affine toHead) {
        double behindRight = lastY(nuclei, Nucleus.CN_R) - SLACK_MM;
        double behindLeft = lastY(nuclei, Nucleus.CN_L) - SLACK_MM;
        Geometry g = codes.geometry();
        Affine toMask = toHead.inverse().compose(g.affine());
        byte[] out = new byte[g.voxelCount()];
        int right = HeadLabel.CAUDATE_R.code();
        int left = HeadLabel.CAUDATE_L.code();
        codes.forEachLabeled((index, code) -> {
            out[index] = (byte) code;
            if (code == right || code == left) {
                int slice = index / g.nx() / g.ny();
                double y = toMask.applyY(index % g.nx(), index / g.nx() % g.ny(), slice);
                if (code == right && y < behindRight) {
                    out[index] = (byte) HeadLabel.CAUDATE_TAIL_R.code();
                } else if (code == left && y < behindLeft) {
                    out[index] = (byte) HeadLabel.CAUDATE_TAIL_L.code();
                }
            }
        });
        return LabelMap.ofBytes(g, out);
    }

    /** Of both caudates, the share that is tail. */
    static double share(LabelMap codesApart) {
        int[] count = new int[2];
        codesApart.forEachLabeled((index, code) -> {
            switch (HeadLabel.ofCode(code)) {
                case CAUDATE_L, CAUDATE_R -> count[0]++;
                case CAUDATE_TAIL_L, CAUDATE_TAIL_R -> count[1]++;
                default -> {
                    // Not caudate.
                }
            }
        });
        return count[1] / (double) (count[0] + count[1]);
    }

    private static double lastY(LabelMap nuclei, Nucleus nucleus) {
        int label = LabelScheme.QSM.labelOf(nucleus).getAsInt();
        BoundingBox box = nuclei.boundingBox(label).orElseThrow();
        return nuclei.geometry().affine().applyY(0, box.minY(), 0);
    }
}
