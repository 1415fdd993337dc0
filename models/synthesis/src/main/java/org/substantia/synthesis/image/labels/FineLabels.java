package org.substantia.synthesis.image.labels;

import java.util.Optional;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * The label maps of {@link RenderLabels} as flat arrays for inner loops. Safe to share between threads that only read.
 */
public final class FineLabels {
    private final Geometry target;
    private final Geometry grid;
    private final int oversampling;
    private final byte[] classes;
    private final byte[] nuclei;
    private final byte[] nigra;
    private final Optional<BoundingBox> nucleiBox;
    private final Optional<BoundingBox> nigraBox;

    public FineLabels(RenderLabels labels) {
        this.target = labels.target();
        this.grid = labels.fineGrid();
        this.oversampling = labels.oversampling();
        this.classes = bytes(labels.tissue());
        this.nuclei = bytes(labels.nuclei());
        this.nigra = bytes(labels.nigra());
        byte[] codes = new byte[Nucleus.values().length + 1];
        for (Nucleus nucleus : Nucleus.values()) {
            codes[nucleus.qsmLabel()] = (byte) RenderClass.of(nucleus).code();
        }
        for (int i = 0; i < nuclei.length; i++) {
            if (nuclei[i] != 0) {
                classes[i] = codes[nuclei[i]];
            }
        }
        this.nucleiBox = labels.nuclei().boundingBox();
        this.nigraBox = labels.nigra().boundingBox();
    }

    private static byte[] bytes(LabelMap map) {
        byte[] out = new byte[map.geometry().voxelCount()];
        map.forEachLabeled((index, label) -> out[index] = (byte) label);
        return out;
    }

    public Geometry target() {
        return target;
    }

    public Geometry grid() {
        return grid;
    }

    public int oversampling() {
        return oversampling;
    }

    /** Code of the {@link RenderClass} of every fine voxel: tissue, or nucleus where there is one. Not a copy. */
    public byte[] classes() {
        return classes;
    }

    /** QSM labels; not a copy. */
    public byte[] nuclei() {
        return nuclei;
    }

    /** NM labels; not a copy. */
    public byte[] nigra() {
        return nigra;
    }

    /** Around all nuclei; empty when there are none. */
    public Optional<BoundingBox> nucleiBox() {
        return nucleiBox;
    }

    public Optional<BoundingBox> nigraBox() {
        return nigraBox;
    }

    /** The class at a place in target voxels, nearest neighbor; empty outside. */
    public Optional<RenderClass> classNear(double x, double y, double z) {
        int ix = (int) Math.floor(x + 0.5);
        int iy = (int) Math.floor(y + 0.5);
        int iz = (int) Math.floor(z * oversampling + (oversampling - 1) / 2.0 + 0.5);
        return grid.contains(ix, iy, iz)
                ? Optional.of(RenderClass.ofCode(classes[grid.index(ix, iy, iz)]))
                : Optional.empty();
    }

    /** Place of a fine slice on the target's slice axis. */
    public double targetSlice(int fineZ) {
        return (fineZ - (oversampling - 1) / 2.0) / oversampling;
    }

    /**
     * The middle of a nucleus in millimeters: the mean of its voxels; the world's origin when there are none.
     *
     * @return x, y and z
     */
    public double[] center(Nucleus nucleus) {
        double[] sum = new double[4];
        int label = nucleus.qsmLabel();
        nucleiBox.ifPresent(box -> {
            for (int z = box.minZ(); z <= box.maxZ(); z++) {
                for (int y = box.minY(); y <= box.maxY(); y++) {
                    for (int x = box.minX(); x <= box.maxX(); x++) {
                        if (nuclei[grid.index(x, y, z)] == label) {
                            sum[0] += grid.affine().applyX(x, y, z);
                            sum[1] += grid.affine().applyY(x, y, z);
                            sum[2] += grid.affine().applyZ(x, y, z);
                            sum[3]++;
                        }
                    }
                }
            }
        });
        double n = Math.max(1, sum[3]);
        return new double[] {sum[0] / n, sum[1] / n, sum[2] / n};
    }
}
