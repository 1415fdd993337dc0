package org.substantia.synthesis.anatomy.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;

class NucleiFrameTest {
    /** Of the right side; the left is its mirror image. */
    private static final double[][] RIGHT = {{12, 9, 7}, {24, 5, -1}, {18, 1, -4}, {10, -15, -2}};

    @Test
    void landmarksOfBothSidesAreMirrorImagesHoweverThePersonLies() {
        Affine pose = Affine.translation(30, -7, 12).compose(Affine.rotation(2, Math.cos(0.2), Math.sin(0.2)));

        NucleiFrame frame = NucleiFrame.around(centers(pose));

        Affine toFrame = frame.from(centers(pose));
        for (int s = 0; s < RIGHT.length; s++) {
            double[] right = at(toFrame, centers(pose).of(Nucleus.of(NucleiFrame.STRUCTURES.get(s), Side.RIGHT)));
            double[] left = at(toFrame, centers(pose).of(Nucleus.of(NucleiFrame.STRUCTURES.get(s), Side.LEFT)));
            assertThat(right[0]).isCloseTo(RIGHT[s][0], within(1e-9));
            assertThat(left).containsExactly(new double[] {-right[0], right[1], right[2]}, within(1e-9));
            for (int i = 0; i < 3; i++) {
                assertThat(right[i]).isCloseTo(frame.landmarks().get(s).get(i), within(1e-9));
            }
        }
    }

    @Test
    void bringsALargerTurnedPersonToTheLandmarks() {
        NucleiFrame frame = NucleiFrame.around(centers(Affine.identity()));
        Affine other = Affine.translation(-100, 40, 3)
                .compose(Affine.rotation(0, Math.cos(0.3), Math.sin(0.3)))
                .compose(Affine.scaling(1.1, 1.1, 1.1));

        Affine back = frame.from(centers(other)).compose(other);

        double[] moved = back.apply(20, -30, 10);
        double[] alike = frame.from(centers(Affine.identity())).apply(20, -30, 10);
        assertThat(moved).containsExactly(alike, within(1e-9));
    }

    @Test
    void refusesLandmarksThatAreNone() {
        assertThatThrownBy(() -> new NucleiFrame(List.of(List.of(1.0, 2.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 landmarks");
    }

    private static NucleiFrame.Centers centers(Affine pose) {
        return nucleus -> {
            double[] right = RIGHT[NucleiFrame.STRUCTURES.indexOf(nucleus.structure())];
            return pose.apply(nucleus.side() == Side.RIGHT ? right[0] : -right[0], right[1], right[2]);
        };
    }

    private static double[] at(Affine map, double[] point) {
        return map.apply(point[0], point[1], point[2]);
    }
}
