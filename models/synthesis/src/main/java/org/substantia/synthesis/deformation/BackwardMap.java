package org.substantia.synthesis.deformation;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/**
 * For every voxel of a grid the point of the composite that it shows: exact at nodes about 2 mm apart, trilinear
 * between them, which on smooth deformations errs by less than 0.1 mm. Immutable and thread-safe.
 */
public final class BackwardMap {
    private static final double NODE_SPACING_MM = 2;

    private final Geometry grid;
    private final int stepX;
    private final int stepY;
    private final int stepZ;
    private final int nodesX;
    private final int nodesY;
    /** Points of the composite: x, y, z of the first node, then of the next along x. */
    private final float[] nodes;

    BackwardMap(Deformation deformation, Geometry grid, Workers workers) {
        this.grid = grid;
        this.stepX = step(grid, 0);
        this.stepY = step(grid, 1);
        this.stepZ = step(grid, 2);
        this.nodesX = (grid.nx() - 1) / stepX + 2;
        this.nodesY = (grid.ny() - 1) / stepY + 2;
        int nodesZ = (grid.nz() - 1) / stepZ + 2;
        this.nodes = new float[3 * nodesX * nodesY * nodesZ];
        Affine affine = grid.affine();
        workers.forEach(nodesZ, z -> {
            double[] point = new double[3];
            int i = 3 * nodesX * nodesY * z;
            for (int y = 0; y < nodesY; y++) {
                for (int x = 0; x < nodesX; x++) {
                    double vx = x * stepX;
                    double vy = y * stepY;
                    double vz = z * stepZ;
                    point[0] = affine.applyX(vx, vy, vz);
                    point[1] = affine.applyY(vx, vy, vz);
                    point[2] = affine.applyZ(vx, vy, vz);
                    deformation.toComposite(point);
                    nodes[i++] = (float) point[0];
                    nodes[i++] = (float) point[1];
                    nodes[i++] = (float) point[2];
                }
            }
        });
    }

    private static int step(Geometry grid, int axis) {
        return (int) Math.max(1, Math.round(NODE_SPACING_MM / grid.spacing(axis)));
    }

    public Geometry grid() {
        return grid;
    }

    /**
     * The points that one row of voxels shows.
     *
     * @param y row, 0 to {@code grid().ny() - 1}
     * @param z slice, 0 to {@code grid().nz() - 1}
     * @param toOutput from composite millimeters to the coordinates wanted: the identity, or the inverse of an image's
     *     affine for its voxel coordinates
     * @param outX receives the first coordinate of each voxel; at least {@code grid().nx()} long
     * @param outY as {@code outX}
     * @param outZ as {@code outX}
     */
    public void row(int y, int z, Affine toOutput, float[] outX, float[] outY, float[] outZ) {
        int iy = y / stepY;
        int iz = z / stepZ;
        float ty = (y - iy * stepY) / (float) stepY;
        float tz = (z - iz * stepZ) / (float) stepZ;
        int row = 3 * nodesX;
        int slice = row * nodesY;
        int at = row * iy + slice * iz;
        float previousX = 0;
        float previousY = 0;
        float previousZ = 0;
        for (int node = 0; node < nodesX; node++, at += 3) {
            float px = between(at, row, slice, ty, tz);
            float py = between(at + 1, row, slice, ty, tz);
            float pz = between(at + 2, row, slice, ty, tz);
            float qx = (float) toOutput.applyX(px, py, pz);
            float qy = (float) toOutput.applyY(px, py, pz);
            float qz = (float) toOutput.applyZ(px, py, pz);
            if (node > 0) {
                int first = (node - 1) * stepX;
                int last = Math.min(first + stepX, grid.nx());
                for (int x = first; x < last; x++) {
                    float t = (x - first) / (float) stepX;
                    outX[x] = previousX + t * (qx - previousX);
                    outY[x] = previousY + t * (qy - previousY);
                    outZ[x] = previousZ + t * (qz - previousZ);
                }
            }
            previousX = qx;
            previousY = qy;
            previousZ = qz;
        }
    }

    private float between(int i, int row, int slice, float ty, float tz) {
        float v0 = nodes[i] + ty * (nodes[i + row] - nodes[i]);
        float v1 = nodes[i + slice] + ty * (nodes[i + slice + row] - nodes[i + slice]);
        return v0 + tz * (v1 - v0);
    }
}
