package org.substantia.segmentation.preprocessing;

import java.util.List;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

/**
 * Grids for the networks, laid along the axes of an image: to the left, to the front, up. Where the image's own voxels
 * have the wanted size, the grid's voxels are the image's, so that nothing is interpolated.
 */
public final class WorkingGrid {
    private static final Orientation LAS = Orientation.parse("LAS");
    private static final Orientation RAS = Orientation.parse("RAS");
    /** Relative difference of spacings that counts as none. */
    private static final double SAME = 0.03;

    private WorkingGrid() {}

    /**
     * @param image whose axes are followed
     * @param spacing mm
     * @param size voxels
     * @param center of the grid, RAS mm
     */
    public static Geometry around(Geometry image, List<Double> spacing, List<Integer> size, double[] center) {
        double[] middle = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            middle[axis] = (size.get(axis) - 1) / 2.0;
        }
        return around(Reorient.to(LAS, image), spacing, size, middle, center);
    }

    /**
     * The grid of one half of a head. Its first axis runs away from the midline: to the left on the left side, to the
     * right on the right side, so that both grids of a head are each other's mirror image.
     *
     * @param image whose axes are followed
     * @param side of the half
     * @param size voxels
     * @param pastMidline how many of them, along the first axis, lie past the midline
     * @param center of the head's nuclei, on the midline, RAS mm
     */
    public static Geometry half(
            Geometry image, Side side, List<Double> spacing, List<Integer> size, int pastMidline, double[] center) {
        return around(
                Reorient.to(side == Side.LEFT ? LAS : RAS, image),
                spacing,
                size,
                new double[] {pastMidline - 0.5, (size.get(1) - 1) / 2.0, (size.get(2) - 1) / 2.0},
                center);
    }

    /** @param anchor the voxel of the grid that lies at {@code center}, or as near as whole voxels allow */
    private static Geometry around(
            Geometry las, List<Double> spacing, List<Integer> size, double[] anchor, double[] center) {
        boolean same = true;
        for (int axis = 0; axis < 3; axis++) {
            same &= Math.abs(las.spacing(axis) / spacing.get(axis) - 1) < SAME;
        }
        Affine scaled = las.affine();
        if (!same) {
            scaled = scaled.compose(Affine.scaling(
                    spacing.get(0) / las.spacing(0), spacing.get(1) / las.spacing(1), spacing.get(2) / las.spacing(2)));
        }
        double[] at = scaled.inverse().apply(center[0], center[1], center[2]);
        double[] corner = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            corner[axis] = at[axis] - anchor[axis];
            if (same) {
                corner[axis] = Math.round(corner[axis]);
            }
        }
        double[] origin = scaled.apply(corner[0], corner[1], corner[2]);
        double[] matrix = scaled.toArray();
        for (int row = 0; row < 3; row++) {
            matrix[row * 4 + 3] = origin[row];
        }
        return new Geometry(size.get(0), size.get(1), size.get(2), Affine.of(matrix));
    }

    /**
     * A grid along other axes than an image's.
     *
     * @param axes from millimeters along the grid's axes to RAS millimeters; the origin becomes the grid's middle
     * @param spacing mm
     * @param size voxels
     */
    public static Geometry along(Affine axes, List<Double> spacing, List<Integer> size) {
        double[] corner = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            corner[axis] = -spacing.get(axis) * (size.get(axis) - 1) / 2.0;
        }
        Affine voxels = Affine.scaling(spacing.get(0), spacing.get(1), spacing.get(2), corner[0], corner[1], corner[2]);
        return new Geometry(size.get(0), size.get(1), size.get(2), axes.compose(voxels));
    }

    /** As {@link #half}, along other axes than an image's, which run to the left, to the front and up. */
    public static Geometry halfAlong(
            Affine axes, Side side, List<Double> spacing, List<Integer> size, int pastMidline) {
        double outward = side == Side.LEFT ? 1 : -1;
        Affine voxels = Affine.scaling(
                outward * spacing.get(0),
                spacing.get(1),
                spacing.get(2),
                -outward * spacing.get(0) * (pastMidline - 0.5),
                -spacing.get(1) * (size.get(1) - 1) / 2.0,
                -spacing.get(2) * (size.get(2) - 1) / 2.0);
        return new Geometry(size.get(0), size.get(1), size.get(2), axes.compose(voxels));
    }

    /**
     * A grid over the whole of an image, its size a multiple of {@code multiple} along each axis and at most
     * {@code max}.
     */
    public static Geometry covering(Geometry image, List<Double> spacing, List<Integer> multiple, int max) {
        Geometry las = Reorient.to(LAS, image);
        Integer[] size = new Integer[3];
        for (int axis = 0; axis < 3; axis++) {
            int step = multiple.get(axis);
            int needed = (int) Math.ceil(las.size(axis) * las.spacing(axis) / spacing.get(axis) - 1e-6);
            size[axis] = Math.min(max / step, (needed + step - 1) / step) * step;
        }
        double[] center = las.affine().apply((las.nx() - 1) / 2.0, (las.ny() - 1) / 2.0, (las.nz() - 1) / 2.0);
        return around(image, spacing, List.of(size), center);
    }
}
