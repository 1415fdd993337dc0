package org.substantia.synthesis.image.calibration;

import org.substantia.imaging.Geometry;
import org.substantia.synthesis.subject.ScannerEffects;

/** The even rise of the NM signal across the head that a scanner's coil leaves. Immutable and thread-safe. */
public final class LinearShading {
    /** Radius of the head that the shading refers to. */
    private static final double HEAD_RADIUS_MM = 85;

    private static final double MIN_FACTOR = 0.2;

    private final double atOrigin;
    private final double perX;
    private final double perY;
    private final double perZ;

    private LinearShading(double atOrigin, double perX, double perY, double perZ) {
        this.atOrigin = atOrigin;
        this.perX = perX;
        this.perY = perY;
        this.perZ = perZ;
    }

    /**
     * @param middle of the head in the grid's world, where the factor is 1
     * @param share of the scanner's shading that is wanted: 0 for none, -1 for its opposite
     */
    public static LinearShading of(ScannerEffects scanner, Geometry grid, double[] middle, double share) {
        double perMm = share * scanner.coilShading() / HEAD_RADIUS_MM;
        double[] direction = {scanner.shadingX(), scanner.shadingY(), scanner.shadingZ()};
        double atOrigin = 1;
        double[] perVoxel = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            atOrigin += perMm * direction[axis] * (grid.affine().get(axis, 3) - middle[axis]);
            for (int voxelAxis = 0; voxelAxis < 3; voxelAxis++) {
                perVoxel[voxelAxis] += perMm * direction[axis] * grid.affine().get(axis, voxelAxis);
            }
        }
        return new LinearShading(atOrigin, perVoxel[0], perVoxel[1], perVoxel[2]);
    }

    /** The factor at a voxel. */
    public float at(int x, int y, int z) {
        return (float) Math.max(MIN_FACTOR, atOrigin + perX * x + perY * y + perZ * z);
    }
}
