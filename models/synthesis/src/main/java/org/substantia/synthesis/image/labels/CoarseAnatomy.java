package org.substantia.synthesis.image.labels;

import java.util.function.ToDoubleFunction;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.synthesis.image.texture.CoarseField;

/**
 * Where kinds of tissue lie, on cells of about 2.7 mm: the source of everything that depends on neighborhood - how near
 * the skin is, the eyes, air, the rim of the brain. Immutable and thread-safe.
 */
public final class CoarseAnatomy {
    private static final double CELL_MM = 2.7;

    private final Geometry grid;
    private final int stepX;
    private final int stepY;
    private final int fineStepZ;
    private final int oversampling;
    /** Share of each class (tissues, then nuclei) in each cell: class after class. */
    private final float[][] shares = new float[RenderClass.labels().size()][];

    public CoarseAnatomy(FineLabels labels, Workers workers) {
        Geometry fine = labels.grid();
        this.oversampling = labels.oversampling();
        this.stepX = steps(fine.spacing(0));
        this.stepY = steps(fine.spacing(1));
        this.fineStepZ = steps(fine.spacing(2));
        int mx = (fine.nx() + stepX - 1) / stepX;
        int my = (fine.ny() + stepY - 1) / stepY;
        int mz = (fine.nz() + fineStepZ - 1) / fineStepZ;
        this.grid = Geometry.axisAligned(
                mx, my, mz, stepX * fine.spacing(0), stepY * fine.spacing(1), fineStepZ * fine.spacing(2));
        int classes = shares.length;
        byte[] codes = labels.classes();
        short[] counts = new short[classes * mx * my * mz];
        workers.forEach(mz, cz -> {
            for (int z = cz * fineStepZ; z < Math.min(fine.nz(), (cz + 1) * fineStepZ); z++) {
                for (int y = 0; y < fine.ny(); y++) {
                    int cell = mx * (y / stepY + my * cz);
                    int at = fine.index(0, y, z);
                    for (int x = 0, cx = 0, left = stepX; x < fine.nx(); x++) {
                        counts[(cell + cx) * classes + codes[at + x]]++;
                        if (--left == 0) {
                            left = stepX;
                            cx++;
                        }
                    }
                }
            }
        });
        int cells = mx * my * mz;
        for (int c = 0; c < classes; c++) {
            shares[c] = new float[cells];
        }
        workers.forEach(mz, cz -> {
            int depth = Math.min(fineStepZ, fine.nz() - cz * fineStepZ);
            for (int cell = cz * mx * my; cell < (cz + 1) * mx * my; cell++) {
                for (int c = 0; c < classes; c++) {
                    // Cells at the far border are cut; counting them as full would darken the border.
                    shares[c][cell] = counts[cell * classes + c] / (float) (stepX * stepY * depth);
                }
            }
        });
    }

    private static int steps(double spacing) {
        return Math.max(1, (int) Math.round(CELL_MM / spacing));
    }

    public Geometry grid() {
        return grid;
    }

    /** A weighted sum of class shares, blurred. */
    public float[] blurred(ToDoubleFunction<RenderClass> weight, double sigmaMm, Workers workers) {
        return blurred(sum(weight), sigmaMm, workers);
    }

    public float[] blurred(float[] values, double sigmaMm, Workers workers) {
        return GaussianFilter.inMillimeters(new Volume(grid, values), sigmaMm, workers)
                .data();
    }

    float[] sum(ToDoubleFunction<RenderClass> weight) {
        float[] out = new float[grid.voxelCount()];
        for (int c = 0; c < shares.length; c++) {
            float w = (float) weight.applyAsDouble(RenderClass.ofCode(c));
            if (w != 0) {
                float[] share = shares[c];
                for (int i = 0; i < out.length; i++) {
                    out[i] += w * share[i];
                }
            }
        }
        return out;
    }

    /**
     * Share of air that is enclosed in the head - nose, sinuses, mastoid cells - and of the lining around it: there is
     * head on both sides and in front.
     */
    public float[] innerAir() {
        float[] air = shares[RenderClass.AIR.code()];
        int mx = grid.nx();
        int my = grid.ny();
        float[] out = new float[air.length];
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < my; y++) {
                int row = grid.index(0, y, z);
                int first = mx;
                int last = -1;
                for (int x = 0; x < mx; x++) {
                    if (air[row + x] < 0.5f) {
                        first = Math.min(first, x);
                        last = x;
                    }
                }
                for (int x = first + 1; x < last; x++) {
                    out[row + x] = air[row + x];
                }
            }
            for (int x = 0; x < mx; x++) {
                int first = my;
                int last = -1;
                for (int y = 0; y < my; y++) {
                    if (air[grid.index(x, y, z)] < 0.5f) {
                        first = Math.min(first, y);
                        last = y;
                    }
                }
                for (int y = 0; y < my; y++) {
                    if (y < first || y > last) {
                        out[grid.index(x, y, z)] = 0;
                    }
                }
            }
        }
        float[] lining = shares[RenderClass.MUCOSA.code()];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.min(1, out[i] + 0.5f * lining[i]);
        }
        return out;
    }

    /** A field over the target grid's voxels. */
    public CoarseField field(float[] values) {
        // Target slice z lies at fine slice z * k + (k - 1) / 2; CoarseField puts node i at the middle of its cell.
        return new CoarseField(
                values, grid.nx(), grid.ny(), grid.nz(), stepX, stepY, fineStepZ / (double) oversampling);
    }
}
