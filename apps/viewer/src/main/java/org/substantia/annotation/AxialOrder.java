package org.substantia.annotation;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

/**
 * An image's voxels seen in axial planes, whatever order they are stored in: columns run to the patient's right, rows
 * to the front, planes up. Voxels are only counted otherwise, never interpolated. Immutable.
 */
public final class AxialOrder {
    private final Geometry stored;
    private final Geometry axial;
    private final int start;
    private final int[] strides;

    public AxialOrder(Geometry stored) {
        this.stored = stored;
        this.axial = Reorient.to(Orientation.RAS, stored);
        Affine toStored = stored.affine().inverse().compose(axial.affine());
        this.start = flat(toStored, 0, 0, 0);
        this.strides = new int[] {
            flat(toStored, 1, 0, 0) - start, flat(toStored, 0, 1, 0) - start, flat(toStored, 0, 0, 1) - start
        };
    }

    /** The two grids differ by the order and direction of axes alone, so that indices are whole but for rounding. */
    private int flat(Affine toStored, int x, int y, int z) {
        int column = (int) Math.round(toStored.applyX(x, y, z));
        int row = (int) Math.round(toStored.applyY(x, y, z));
        int plane = (int) Math.round(toStored.applyZ(x, y, z));
        return column + stored.nx() * (row + stored.ny() * plane);
    }

    public Geometry stored() {
        return stored;
    }

    /** The grid after reordering: right, front, up. */
    public Geometry axial() {
        return axial;
    }

    /** Pixels in a plane. */
    public int planeSize() {
        return axial.nx() * axial.ny();
    }

    /** The stored flat index of a pixel of a plane. */
    public int storedIndex(int plane, int pixel) {
        return start + pixel % axial.nx() * strides[0] + pixel / axial.nx() * strides[1] + plane * strides[2];
    }
}
