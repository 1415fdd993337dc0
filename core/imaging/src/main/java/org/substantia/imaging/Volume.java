package org.substantia.imaging;

import java.util.Objects;

/**
 * A three-dimensional image of float32 voxels on a {@link Geometry}. The array is the volume's own and may be written
 * by its holder; a volume is safe to share between threads as long as none of them writes.
 */
public final class Volume {
    private final Geometry geometry;
    private final float[] data;

    /** @throws IllegalArgumentException if the array's length is not the grid's voxel count */
    public Volume(Geometry geometry, float[] data) {
        this.geometry = Objects.requireNonNull(geometry, "geometry");
        this.data = Objects.requireNonNull(data, "data");
        if (data.length != geometry.voxelCount()) {
            throw new IllegalArgumentException(
                    data.length + " values for a grid of " + geometry.voxelCount() + " voxels");
        }
    }

    /** A volume of zeros. */
    public static Volume zeros(Geometry geometry) {
        return new Volume(geometry, new float[geometry.voxelCount()]);
    }

    public Geometry geometry() {
        return geometry;
    }

    /** The voxels, x fastest; not a copy. */
    public float[] data() {
        return data;
    }

    public float get(int x, int y, int z) {
        return data[geometry.index(x, y, z)];
    }

    public Volume copy() {
        return new Volume(geometry, data.clone());
    }

    /** The voxels inside {@code box}, copied, at the same place in the world. */
    public Volume crop(BoundingBox box) {
        Geometry part = geometry.crop(box);
        float[] out = new float[part.voxelCount()];
        int at = 0;
        for (int z = box.minZ(); z <= box.maxZ(); z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                System.arraycopy(data, geometry.index(box.minX(), y, z), out, at, box.sizeX());
                at += box.sizeX();
            }
        }
        return new Volume(part, out);
    }
}
