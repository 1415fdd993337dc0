package org.substantia.benchmarks;

import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/** Single planes of volumes; the planes' grids have voxels of 1 along the third axis and in-plane spacings in mm. */
final class Slices {
    private Slices() {}

    static Geometry plane(Geometry grid) {
        return Geometry.axisAligned(grid.nx(), grid.ny(), 1, grid.spacing(0), grid.spacing(1), 1);
    }

    static Volume image(Volume volume, int z) {
        Geometry grid = volume.geometry();
        Volume part = volume.crop(new BoundingBox(0, 0, z, grid.nx() - 1, grid.ny() - 1, z));
        return new Volume(plane(grid), part.data());
    }

    /** The pixels of one label. */
    static Mask mask(LabelMap labels, int label, int z) {
        return pixels(labels, z, label, true);
    }

    /** The pixels of all other labels. */
    static Mask others(LabelMap labels, int label, int z) {
        return pixels(labels, z, label, false);
    }

    private static Mask pixels(LabelMap labels, int z, int label, boolean same) {
        Geometry grid = labels.geometry();
        byte[] out = new byte[grid.nx() * grid.ny()];
        for (int i = 0; i < out.length; i++) {
            int value = labels.get(z * out.length + i);
            out[i] = (byte) (value != 0 && (value == label) == same ? 1 : 0);
        }
        return new Mask(plane(grid), out);
    }
}
