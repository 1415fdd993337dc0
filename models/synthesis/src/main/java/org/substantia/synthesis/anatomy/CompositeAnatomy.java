package org.substantia.synthesis.anatomy;

import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * One anatomy: the head of one person warped so that the nuclei of another fit in it. All grids lie in one world frame
 * (RAS millimeters, the frame of the mask), with axes along the world's: x grows to the patient's right, y to the
 * front, z upwards.
 *
 * <p>{@code tissue} holds no nuclei: below them it holds what lies around them, so that a nucleus may be moved, grown
 * or shrunk and nothing but real tissue comes to light. To render, take {@code nuclei} where it is not 0 and
 * {@code tissue} elsewhere. Safe to share between threads that only read.
 *
 * @param id name of the composite, {@code RJPD_002+training_seg_01}
 * @param headId name of the head's source
 * @param maskId name of the source of the nuclei
 * @param test whether it is made of test anatomy, on which nothing may be trained
 * @param scanGrid the grid on which the nuclei were drawn: a typical field of view and voxel size for this anatomy
 * @param tissue {@link Tissue} labels, 1 mm isotropic, {@code scanGrid} and a margin
 * @param nuclei QSM labels 1 to 16, 0.667 x 0.667 x 1 mm, cropped to the nuclei and a margin
 * @param nigra NM labels of the substantia nigra, right 1 and left 2, on the grid of {@code nuclei}
 */
public record CompositeAnatomy(
        String id,
        String headId,
        String maskId,
        boolean test,
        Geometry scanGrid,
        LabelMap tissue,
        LabelMap nuclei,
        LabelMap nigra) {
    /** @throws IllegalArgumentException if {@code nuclei} and {@code nigra} lie on different grids */
    public CompositeAnatomy {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(headId, "headId");
        Objects.requireNonNull(maskId, "maskId");
        Objects.requireNonNull(scanGrid, "scanGrid");
        Objects.requireNonNull(tissue, "tissue");
        if (!nuclei.geometry().equals(nigra.geometry())) {
            throw new IllegalArgumentException("nuclei and nigra of " + id + " lie on different grids: "
                    + nuclei.geometry().describe() + " and " + nigra.geometry().describe());
        }
    }

    /**
     * The mirror image: what lies on the right lies on the left, named as it lies. A few masks are lopsided, each in
     * its own way, and what learns from them takes that for the difference of the sides in everybody; half of them
     * mirrored, their lopsidedness cancels. The field of view stays.
     */
    public CompositeAnatomy mirrored() {
        double plane = scanGrid.center()[0];
        return new CompositeAnatomy(
                id + " mirrored",
                headId,
                maskId,
                test,
                scanGrid,
                mirrored(tissue, plane, label -> label),
                mirrored(nuclei, plane, label -> otherSide(LabelScheme.QSM, label)),
                mirrored(nigra, plane, label -> otherSide(LabelScheme.NM, label)));
    }

    private static int otherSide(LabelScheme scheme, int label) {
        return scheme.nucleusOf(label)
                .map(nucleus -> scheme.labelOf(nucleus.mirrored()).orElseThrow())
                .orElse(label);
    }

    /** Mirrored at a plane of this world x; on a grid whose axes go the same way as before. */
    private static LabelMap mirrored(LabelMap labels, double plane, IntUnaryOperator exchange) {
        Geometry grid = labels.geometry();
        int last = grid.nx() - 1;
        double[] affine = grid.affine().toArray();
        affine[3] = 2 * plane - affine[0] * last - affine[3];
        int[] mirrored = new int[grid.voxelCount()];
        labels.forEachLabeled((index, label) ->
                mirrored[grid.index(last - grid.x(index), grid.y(index), grid.z(index))] = exchange.applyAsInt(label));
        return LabelMap.of(new Geometry(grid.nx(), grid.ny(), grid.nz(), Affine.of(affine)), labels.width(), mirrored);
    }
}
