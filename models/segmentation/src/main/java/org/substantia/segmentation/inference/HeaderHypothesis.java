package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.List;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.orientation.Orientation;

/**
 * One way in which the header of an image may be wrong.
 *
 * @param kind what it takes to be wrong
 * @param mended the image's grid if that is so
 */
record HeaderHypothesis(Kind kind, Geometry mended) {
    /** What may be wrong with a header. */
    enum Kind {
        /** Where the axes of the image run to. */
        AXES,
        /** How far apart the voxels are along one axis. */
        SPACING
    }

    /**
     * The other 23 ways in which the axes may run, each turned about the middle of the image. Mirror images of them
     * show the same anatomy, so that no network tells them apart.
     */
    static List<HeaderHypothesis> axes(Geometry image) {
        List<HeaderHypothesis> all = new ArrayList<>();
        int[][] orders = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {1, 0, 2}, {2, 1, 0}};
        for (int order = 0; order < orders.length; order++) {
            for (int signs = 0; signs < 8; signs++) {
                boolean odd = Integer.bitCount(signs) % 2 == 1;
                boolean identity = order == 0 && signs == 0;
                // The last three orders are reflections, which an odd number of signs makes rotations.
                if (odd == order >= 3 && !identity) {
                    all.add(new HeaderHypothesis(Kind.AXES, turned(image, orders[order], signs)));
                }
            }
        }
        return all;
    }

    private static Geometry turned(Geometry image, int[] order, int signs) {
        double[] linear = new double[9];
        for (int row = 0; row < 3; row++) {
            linear[3 * row + order[row]] = (signs >> row & 1) == 0 ? 1 : -1;
        }
        Affine turn = Affine.of(linear, new double[3]).about(image.center(), new double[3]);
        return new Geometry(image.nx(), image.ny(), image.nz(), turn.compose(image.affine()));
    }

    /**
     * Another spacing along one axis, the middle of the image staying where it is.
     *
     * @param axis of the voxels, 0 to 2
     * @param spacingMm that is tried
     */
    static HeaderHypothesis spacing(Geometry image, int axis, double spacingMm) {
        double[] factor = {1, 1, 1};
        factor[axis] = spacingMm / image.spacing(axis);
        double middle = (image.size(axis) - 1) / 2.0;
        double[] shift = new double[3];
        shift[axis] = middle * (1 - factor[axis]);
        Affine stretch = Affine.scaling(factor[0], factor[1], factor[2], shift[0], shift[1], shift[2]);
        return new HeaderHypothesis(
                Kind.SPACING,
                new Geometry(image.nx(), image.ny(), image.nz(), image.affine().compose(stretch)));
    }

    /** The three letters of the mended axes. */
    Orientation orientation() {
        return Orientation.of(mended);
    }
}
