package org.substantia.synthesis.deformation.field;

import org.substantia.imaging.Bounds;

/**
 * The nodes of a cubic grid along the world's axes, in RAS millimeters.
 *
 * @param originX x of the first node
 * @param originY y of the first node
 * @param originZ z of the first node
 * @param spacing distance of neighboring nodes, mm
 * @param nx nodes along x, at least 2
 * @param ny nodes along y, at least 2
 * @param nz nodes along z, at least 2
 */
public record NodeGrid(double originX, double originY, double originZ, double spacing, int nx, int ny, int nz) {
    public NodeGrid {
        if (nx < 2 || ny < 2 || nz < 2) {
            throw new IllegalArgumentException("a field needs at least two nodes along each axis");
        }
    }

    /** The grid over a box and a margin; the last nodes may lie beyond it. */
    public static NodeGrid around(Bounds box, double margin, double spacing) {
        int[] size = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            size[axis] = (int) Math.ceil((box.max(axis) - box.min(axis) + 2 * margin) / spacing) + 1;
        }
        return new NodeGrid(
                box.min(0) - margin, box.min(1) - margin, box.min(2) - margin, spacing, size[0], size[1], size[2]);
    }

    int count() {
        return nx * ny * nz;
    }
}
