package org.substantia.synthesis.image.calibration;

import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;

/** How much of each voxel of a box something fills; nothing elsewhere. */
public final class VoxelShares {
    private final BoundingBox box;
    private final float[] values;

    /** @param values x fastest; not copied */
    public VoxelShares(BoundingBox box, float[] values) {
        this.box = box;
        this.values = values;
    }

    public BoundingBox box() {
        return box;
    }

    public float[] values() {
        return values;
    }

    /** The share of a voxel of the whole grid. */
    float at(int voxel, Geometry grid) {
        int x = voxel % grid.nx() - box.minX();
        int y = voxel / grid.nx() % grid.ny() - box.minY();
        int z = voxel / (grid.nx() * grid.ny()) - box.minZ();
        if (x < 0 || y < 0 || z < 0 || x >= box.sizeX() || y >= box.sizeY() || z >= box.sizeZ()) {
            return 0;
        }
        return values[x + box.sizeX() * (y + box.sizeY() * z)];
    }
}
