package org.substantia.cohort.validation.duplicates;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.resampling.Sampler;

/** A small grid around the origin, its axes those of the world, on which heads are compared. */
final class CenteredGrid {
    private final Geometry geometry;

    CenteredGrid(int nx, int ny, int nz, double spacingMm) {
        this.geometry = new Geometry(
                nx,
                ny,
                nz,
                Affine.scaling(
                        spacingMm,
                        spacingMm,
                        spacingMm,
                        -spacingMm * (nx - 1) / 2,
                        -spacingMm * (ny - 1) / 2,
                        -spacingMm * (nz - 1) / 2));
    }

    Geometry geometry() {
        return geometry;
    }

    int size() {
        return geometry.voxelCount();
    }

    /**
     * The values of an image at the grid's points.
     *
     * @param toVoxels from the grid's millimeters to the image's voxels
     */
    float[] sample(Sampler image, Affine toVoxels) {
        Affine map = toVoxels.compose(geometry.affine());
        float[] out = new float[size()];
        int at = 0;
        for (int z = 0; z < geometry.nz(); z++) {
            for (int y = 0; y < geometry.ny(); y++) {
                for (int x = 0; x < geometry.nx(); x++) {
                    out[at++] = image.at(map.applyX(x, y, z), map.applyY(x, y, z), map.applyZ(x, y, z));
                }
            }
        }
        return out;
    }
}
