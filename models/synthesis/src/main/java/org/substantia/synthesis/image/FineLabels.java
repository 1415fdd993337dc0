package org.substantia.synthesis.image;

import java.util.Optional;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * The label maps of {@link RenderLabels} as flat arrays for inner loops. Safe to share between threads that only read.
 */
final class FineLabels {
    private final Geometry target;
    private final Geometry grid;
    private final int oversampling;
    private final byte[] classes;
    private final byte[] nuclei;
    private final byte[] nigra;
    private final Optional<BoundingBox> nucleiBox;
    private final Optional<BoundingBox> nigraBox;

    FineLabels(RenderLabels labels) {
        this.target = labels.target();
        this.grid = labels.fineGrid();
        this.oversampling = labels.oversampling();
        this.classes = bytes(labels.tissue());
        this.nuclei = bytes(labels.nuclei());
        this.nigra = bytes(labels.nigra());
        for (int i = 0; i < nuclei.length; i++) {
            if (nuclei[i] != 0) {
                classes[i] = (byte) (RenderClass.BEFORE_NUCLEI + nuclei[i]);
            }
        }
        this.nucleiBox = labels.nuclei().boundingBox();
        this.nigraBox = labels.nigra().boundingBox();
    }

    private static byte[] bytes(LabelMap map) {
        byte[] out = new byte[map.geometry().voxelCount()];
        map.forEachLabelled((index, label) -> out[index] = (byte) label);
        return out;
    }

    Geometry target() {
        return target;
    }

    Geometry grid() {
        return grid;
    }

    int oversampling() {
        return oversampling;
    }

    /** Tissue, or nucleus where there is one. */
    int classAt(int index) {
        return classes[index];
    }

    /** {@link RenderClass} of every fine voxel: tissue, or nucleus where there is one. */
    byte[] classes() {
        return classes;
    }

    /** QSM labels. */
    byte[] nuclei() {
        return nuclei;
    }

    /** NM labels. */
    byte[] nigra() {
        return nigra;
    }

    /** Around all nuclei; empty when there are none. */
    Optional<BoundingBox> nucleiBox() {
        return nucleiBox;
    }

    Optional<BoundingBox> nigraBox() {
        return nigraBox;
    }

    /** The class at a place in target voxels, nearest neighbour; -1 outside. */
    int classNear(double x, double y, double z) {
        int ix = (int) Math.floor(x + 0.5);
        int iy = (int) Math.floor(y + 0.5);
        int iz = (int) Math.floor(z * oversampling + (oversampling - 1) / 2.0 + 0.5);
        return grid.contains(ix, iy, iz) ? classes[grid.index(ix, iy, iz)] : -1;
    }
}
