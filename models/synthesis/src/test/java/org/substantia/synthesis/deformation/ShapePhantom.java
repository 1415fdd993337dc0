package org.substantia.synthesis.deformation;

import java.util.List;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.coding.FieldCode;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;
import org.substantia.synthesis.anatomy.shape.NucleiFrame;
import org.substantia.synthesis.anatomy.shape.ShapeVariation;

/** Shapes of one person with a simple difference from the mean. */
final class ShapePhantom {
    private ShapePhantom() {}

    /** Everything near the nuclei lies up to 3 mm higher, on both sides, so that a mirror image is the same. */
    static ShapeVariation upward() {
        NucleiFrame frame = NucleiFrame.around(
                LabelPositions.of(CompositePhantom.composite().nuclei())::center);
        Geometry grid = new Geometry(31, 31, 31, Affine.scaling(4, 4, 4, -60, -60, -60));
        float[][] components = new float[3][grid.voxelCount()];
        for (int i = 0; i < grid.voxelCount(); i++) {
            double[] p = grid.affine().apply(grid.x(i), grid.y(i), grid.z(i));
            double square = (p[0] * p[0] + p[1] * p[1] + p[2] * p[2]) / (30.0 * 30);
            components[2][i] = (float) (0.75 * Math.exp(-square));
        }
        return new ShapeVariation(frame, List.of(FieldCode.encode(new VoxelVelocityField(grid, components))));
    }
}
