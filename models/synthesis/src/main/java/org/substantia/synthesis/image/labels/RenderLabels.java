package org.substantia.synthesis.image.labels;

import java.util.Objects;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * A subject's anatomy, ready to be rendered: three label maps on one fine grid, which has the voxels of the target grid
 * in plane and {@code oversampling} slices for each of its slices. Safe to share between threads that only read.
 *
 * @param target the grid of the images to be made
 * @param oversampling fine slices per target slice, at least 1
 * @param tissue labels of {@link org.substantia.synthesis.anatomy.Tissue}
 * @param nuclei QSM labels 1 to 16, 0 elsewhere
 * @param nigra NM labels of the substantia nigra, right 1 and left 2, 0 elsewhere
 */
public record RenderLabels(Geometry target, int oversampling, LabelMap tissue, LabelMap nuclei, LabelMap nigra) {
    private static final double TOLERANCE_MM = 1e-3;

    /** @throws IllegalArgumentException if a map does not lie on {@link #fineGrid} */
    public RenderLabels {
        Objects.requireNonNull(target, "target");
        Geometry fine = fineGrid(target, oversampling);
        requireGrid("tissue", tissue, fine);
        requireGrid("nuclei", nuclei, fine);
        requireGrid("nigra", nigra, fine);
    }

    private static void requireGrid(String name, LabelMap map, Geometry fine) {
        if (!map.geometry().sameGrid(fine, TOLERANCE_MM)) {
            throw new IllegalArgumentException("the " + name + " labels lie on "
                    + map.geometry().describe() + ", not on the fine grid " + fine.describe());
        }
    }

    /**
     * The grid the labels must lie on: every slice of {@code target} cut into {@code oversampling} slices.
     *
     * @throws IllegalArgumentException if {@code oversampling} is below 1
     */
    public static Geometry fineGrid(Geometry target, int oversampling) {
        if (oversampling < 1) {
            throw new IllegalArgumentException("at least one fine slice per slice is needed, not " + oversampling);
        }
        double shift = -(oversampling - 1) / (2.0 * oversampling);
        Affine toTarget = Affine.scaling(1, 1, 1.0 / oversampling, 0, 0, shift);
        return new Geometry(
                target.nx(),
                target.ny(),
                target.nz() * oversampling,
                target.affine().compose(toTarget));
    }

    /** The grid of the three label maps. */
    public Geometry fineGrid() {
        return fineGrid(target, oversampling);
    }
}
