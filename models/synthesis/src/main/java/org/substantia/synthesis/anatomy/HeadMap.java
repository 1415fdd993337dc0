package org.substantia.synthesis.anatomy;

import java.util.Objects;
import org.substantia.imaging.Affine;
import org.substantia.synthesis.anatomy.registration.VoxelDisplacementField;

/**
 * Where a place of the mask's world lies in the head: moved by a displacement near the nuclei, then by an affine map.
 *
 * @param affine from the mask's world to the head's, in mm
 * @param displacement on an isotropic grid of the mask's world, in voxels of that grid
 */
public record HeadMap(Affine affine, VoxelDisplacementField displacement) {
    /** The settings with which every velocity of a bank is followed. */
    public static final int SQUARINGS = 6;

    public HeadMap {
        Objects.requireNonNull(affine, "affine");
        Objects.requireNonNull(displacement, "displacement");
    }
}
