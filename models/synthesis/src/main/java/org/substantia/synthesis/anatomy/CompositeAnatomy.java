package org.substantia.synthesis.anatomy;

import java.util.Objects;
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
}
