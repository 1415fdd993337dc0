package org.substantia.synthesis.deformation;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * A label map that is sampled between its voxels: the label with the largest sum of trilinear weights. Most cells have
 * one label at all corners; they are marked beforehand.
 */
final class LabelSource {
    private static final byte MIXED = (byte) 0xff;

    final Geometry geometry;
    final Affine toVoxel;
    private final byte[] labels;
    /** Label of the cell whose lowest corner has this index, or MIXED. */
    private final byte[] cells;

    /** @throws IllegalArgumentException if a label is not 0 to 254 or the map is thinner than two voxels */
    LabelSource(LabelMap map) {
        geometry = map.geometry();
        toVoxel = geometry.affine().inverse();
        int nx = geometry.nx();
        int ny = geometry.ny();
        int nz = geometry.nz();
        if (nx < 2 || ny < 2 || nz < 2) {
            throw new IllegalArgumentException("a label map needs two voxels along each axis: " + geometry.describe());
        }
        labels = new byte[geometry.voxelCount()];
        map.forEachLabeled((index, label) -> {
            if (label < 0 || label > 254) {
                throw new IllegalArgumentException("labels are 0 to 254, not " + label);
            }
            labels[index] = (byte) label;
        });
        cells = new byte[labels.length];
        for (int z = 0; z < nz - 1; z++) {
            for (int y = 0; y < ny - 1; y++) {
                int i = geometry.index(0, y, z);
                for (int x = 0; x < nx - 1; x++, i++) {
                    cells[i] = isUniform(i) ? labels[i] : MIXED;
                }
            }
        }
    }

    private boolean isUniform(int i) {
        int row = geometry.nx();
        int slice = row * geometry.ny();
        byte label = labels[i];
        return labels[i + 1] == label
                && labels[i + row] == label
                && labels[i + row + 1] == label
                && labels[i + slice] == label
                && labels[i + slice + 1] == label
                && labels[i + slice + row] == label
                && labels[i + slice + row + 1] == label;
    }

    /** The label at a point in voxel coordinates, which is moved to the border when it lies outside. */
    byte nearest(float fx, float fy, float fz) {
        return vote(
                Math.max(0, Math.min(geometry.nx() - 1, fx)),
                Math.max(0, Math.min(geometry.ny() - 1, fy)),
                Math.max(0, Math.min(geometry.nz() - 1, fz)));
    }

    /** The label at a point in voxel coordinates; 0 outside. */
    byte inside(float fx, float fy, float fz) {
        if (fx >= 0
                && fy >= 0
                && fz >= 0
                && fx <= geometry.nx() - 1
                && fy <= geometry.ny() - 1
                && fz <= geometry.nz() - 1) {
            return vote(fx, fy, fz);
        }
        return 0;
    }

    private byte vote(float fx, float fy, float fz) {
        int row = geometry.nx();
        int slice = row * geometry.ny();
        int ix = Math.min(row - 2, (int) fx);
        int iy = Math.min(geometry.ny() - 2, (int) fy);
        int iz = Math.min(geometry.nz() - 2, (int) fz);
        int at = ix + row * iy + slice * iz;
        byte cell = cells[at];
        if (cell != MIXED) {
            return cell;
        }
        float tx = fx - ix;
        float ty = fy - iy;
        float tz = fz - iz;
        // The nearest corner's label wins nearly always; it is tried first.
        byte label = labels[at + offset((tx > 0.5f ? 1 : 0) | (ty > 0.5f ? 2 : 0) | (tz > 0.5f ? 4 : 0), row, slice)];
        float weight = weight(label, at, tx, ty, tz);
        if (weight >= 0.5f) {
            return label;
        }
        byte best = label;
        float bestWeight = weight;
        for (int corner = 0; corner < 8; corner++) {
            byte other = labels[at + offset(corner, row, slice)];
            if (other != best) {
                weight = weight(other, at, tx, ty, tz);
                if (weight > bestWeight) {
                    bestWeight = weight;
                    best = other;
                }
            }
        }
        return best;
    }

    /** Sum of the trilinear weights of the corners that have a label. */
    private float weight(byte label, int at, float tx, float ty, float tz) {
        int row = geometry.nx();
        int slice = row * geometry.ny();
        return (1 - tz) * ((1 - ty) * edge(label, at, tx) + ty * edge(label, at + row, tx))
                + tz * ((1 - ty) * edge(label, at + slice, tx) + ty * edge(label, at + slice + row, tx));
    }

    private float edge(byte label, int at, float tx) {
        return (labels[at] == label ? 1 - tx : 0) + (labels[at + 1] == label ? tx : 0);
    }

    private static int offset(int corner, int row, int slice) {
        return (corner & 1) + ((corner & 2) == 0 ? 0 : row) + ((corner & 4) == 0 ? 0 : slice);
    }
}
