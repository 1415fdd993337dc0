package org.substantia.synthesis.anatomy.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.coding.FieldCode;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;

class ShapeVariationTest {
    private static final NucleiFrame FRAME = new NucleiFrame(List.of(
            List.of(12.0, 9.0, 7.0), List.of(24.0, 5.0, -1.0), List.of(18.0, 1.0, -4.0), List.of(10.0, -15.0, -2.0)));
    /** A quarter turn about z. */
    private static final Affine TURN = Affine.translation(5, 6, 7).compose(Affine.rotation(2, 0, 1));

    /** At x = 8 of the frame 4 mm to the right and 2 mm up; nothing on the left side. */
    private final ShapeVariation shapes = new ShapeVariation(FRAME, List.of(FieldCode.encode(oneSided())));

    @Test
    void turnsVelocitiesIntoTheWorldOfTheAnatomy() {
        double[] there = new double[3];
        double[] place = TURN.apply(8, 0, 0);

        shapes.velocity(0, false, ShapeVariationTest::turned).at(place[0], place[1], place[2], there);

        // To the frame's right is towards the anatomy's front.
        assertThat(there).containsExactly(new double[] {0, 4, 2}, within(1e-5));
    }

    @Test
    void theMirrorImageIsOnTheOtherSide() {
        double[] right = new double[3];
        double[] left = new double[3];
        ShapeVariation.Velocity mirrored = shapes.velocity(0, true, ShapeVariationTest::turned);
        double[] rightPlace = TURN.apply(8, 0, 0);
        double[] leftPlace = TURN.apply(-8, 0, 0);

        mirrored.at(rightPlace[0], rightPlace[1], rightPlace[2], right);
        mirrored.at(leftPlace[0], leftPlace[1], leftPlace[2], left);

        assertThat(right).containsExactly(new double[] {0, 0, 0}, within(1e-5));
        assertThat(left).containsExactly(new double[] {0, -4, 2}, within(1e-5));
    }

    @Test
    void isNothingFarFromTheNuclei() {
        double[] there = {1, 1, 1};
        shapes.velocity(0, false, ShapeVariationTest::turned).at(900, 0, 0, there);
        assertThat(there).containsExactly(0, 0, 0);
    }

    @Test
    void refusesAPersonWhoIsNotThere() {
        assertThatThrownBy(() -> shapes.velocity(1, false, ShapeVariationTest::turned))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static VoxelVelocityField oneSided() {
        Geometry grid = new Geometry(7, 7, 7, Affine.scaling(4, 4, 4, -12, -12, -12));
        float[][] components = new float[3][grid.voxelCount()];
        for (int i = 0; i < grid.voxelCount(); i++) {
            if (grid.x(i) > 3) {
                components[0][i] = 1;
                components[2][i] = 0.5f;
            }
        }
        return new VoxelVelocityField(grid, components);
    }

    private static double[] turned(Nucleus nucleus) {
        List<Double> landmark = FRAME.landmarks().get(NucleiFrame.STRUCTURES.indexOf(nucleus.structure()));
        return TURN.apply(
                nucleus.side() == Side.RIGHT ? landmark.get(0) : -landmark.get(0), landmark.get(1), landmark.get(2));
    }
}
