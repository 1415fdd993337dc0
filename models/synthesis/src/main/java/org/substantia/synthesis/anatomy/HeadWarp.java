package org.substantia.synthesis.anatomy;

import java.util.Arrays;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Bounds;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.registration.VoxelDisplacementField;

/**
 * Brings a head's labels to the grid of a composite: each voxel takes the label with the largest weight among its 64
 * neighbors in the head under a cubic B-spline kernel, which is the arg-max of one-hot maps smoothed by 0.58 voxels.
 */
public final class HeadWarp {
    /** How far tissue reaches beyond the field of view, in mm, so that a subject can be moved and turned in it. */
    private static final double MARGIN_MM = 20;

    private HeadWarp() {}

    /** The 1 mm grid over a field of view and its margin, with the world's axes. */
    static Geometry tissueGrid(Geometry scanGrid) {
        Bounds fieldOfView = BoundingBox.whole(scanGrid).edges().transformed(scanGrid.affine());
        int[] size = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            // Rounded a little short, so that noise in an affine does not add a voxel.
            size[axis] = (int) Math.ceil(fieldOfView.max(axis) - fieldOfView.min(axis) + 2 * MARGIN_MM - 1e-3);
        }
        return new Geometry(
                size[0],
                size[1],
                size[2],
                Affine.translation(
                        fieldOfView.minX() - MARGIN_MM + 0.5,
                        fieldOfView.minY() - MARGIN_MM + 0.5,
                        fieldOfView.minZ() - MARGIN_MM + 0.5));
    }

    /**
     * @param head labels below 64
     * @param target a grid of the mask's world
     */
    public static LabelMap warp(LabelMap head, HeadMap map, Geometry target) {
        VoxelDisplacementField displacement = map.displacement();
        Geometry field = displacement.geometry();
        Affine toField = field.affine().inverse().compose(target.affine());
        Affine fromField =
                head.geometry().affine().inverse().compose(map.affine()).compose(field.affine());
        byte[] source = new byte[head.geometry().voxelCount()];
        head.forEachLabeled((index, label) -> source[index] = (byte) label);
        byte[] out = new byte[target.voxelCount()];
        Sampler sampler = new Sampler(source, head.geometry());
        double[] shift = new double[3];
        int at = 0;
        for (int z = 0; z < target.nz(); z++) {
            for (int y = 0; y < target.ny(); y++) {
                for (int x = 0; x < target.nx(); x++) {
                    double fx = toField.applyX(x, y, z);
                    double fy = toField.applyY(x, y, z);
                    double fz = toField.applyZ(x, y, z);
                    if (displacement.at(fx, fy, fz, shift)) {
                        fx += shift[0];
                        fy += shift[1];
                        fz += shift[2];
                    }
                    out[at++] = sampler.at(
                            fromField.applyX(fx, fy, fz), fromField.applyY(fx, fy, fz), fromField.applyZ(fx, fy, fz));
                }
            }
        }
        return LabelMap.ofBytes(target, out);
    }

    /** Votes among 64 voxels; not thread-safe. */
    private static final class Sampler {
        private final byte[] labels;
        private final int nx;
        private final int ny;
        private final int nz;
        private final double[] votes = new double[64];
        private final double[] wx = new double[4];
        private final double[] wy = new double[4];
        private final double[] wz = new double[4];

        Sampler(byte[] labels, Geometry geometry) {
            this.labels = labels;
            this.nx = geometry.nx();
            this.ny = geometry.ny();
            this.nz = geometry.nz();
        }

        /** The label at a place in voxels; 0 within two voxels of the border and beyond it. */
        byte at(double x, double y, double z) {
            int x0 = (int) Math.floor(x);
            int y0 = (int) Math.floor(y);
            int z0 = (int) Math.floor(z);
            if (x0 < 1 || y0 < 1 || z0 < 1 || x0 + 2 >= nx || y0 + 2 >= ny || z0 + 2 >= nz) {
                return 0;
            }
            int corner = x0 + nx * (y0 + ny * z0);
            if (isUniform(corner)) {
                return labels[corner];
            }
            weights(x - x0, wx);
            weights(y - y0, wy);
            weights(z - z0, wz);
            Arrays.fill(votes, 0);
            for (int k = 0; k < 4; k++) {
                for (int j = 0; j < 4; j++) {
                    double w = wz[k] * wy[j];
                    int row = corner - 1 + nx * (j - 1 + ny * (k - 1));
                    for (int i = 0; i < 4; i++) {
                        votes[labels[row + i]] += w * wx[i];
                    }
                }
            }
            int best = 0;
            for (int label = 1; label < votes.length; label++) {
                if (votes[label] > votes[best]) {
                    best = label;
                }
            }
            return (byte) best;
        }

        /** Whether the eight voxels around the place agree: together they hold at least 0.578 of the weight. */
        private boolean isUniform(int corner) {
            byte label = labels[corner];
            for (int k = 0; k < 2; k++) {
                for (int j = 0; j < 2; j++) {
                    int row = corner + nx * (j + ny * k);
                    if (labels[row] != label || labels[row + 1] != label) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** Cubic B-spline. */
        private static void weights(double t, double[] w) {
            double s = 1 - t;
            w[0] = s * s * s / 6;
            w[3] = t * t * t / 6;
            w[1] = 2.0 / 3 - t * t * (2 - t) / 2;
            w[2] = 2.0 / 3 - s * s * (2 - s) / 2;
        }
    }
}
