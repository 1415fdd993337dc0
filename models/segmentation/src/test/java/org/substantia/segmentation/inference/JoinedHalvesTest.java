package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;

class JoinedHalvesTest {
    private static final LabelSet NUCLEI = new LabelSet(
            "QSM",
            List.of(
                    new LabelSet.Structure("CN_r", 1, "CN_l", 1),
                    new LabelSet.Structure("CN_l", 2, "CN_r", 1),
                    new LabelSet.Structure("GP_r", 3, "GP_l", 1),
                    new LabelSet.Structure("GP_l", 4, "GP_r", 1)));
    /** Six voxels from side to side, two of them past the midline, which lies between voxels 1 and 2. */
    private static final Geometry LEFT = new Geometry(6, 2, 3, Affine.scaling(-1, 1, 1, 1.5, 0, 0));

    private static final Geometry RIGHT = new Geometry(6, 2, 3, Affine.scaling(1, 1, 1, -1.5, 0, 0));

    private static Probabilities answer(long seed) {
        RandomStream random = new RandomStream(seed);
        int voxels = LEFT.voxelCount();
        float[] values = new float[3 * voxels];
        for (int v = 0; v < voxels; v++) {
            double[] weight = {Math.exp(random.nextGaussian()), Math.exp(random.nextGaussian()), 0.5};
            for (int c = 0; c < 3; c++) {
                values[c * voxels + v] = (float) (weight[c] / (weight[0] + weight[1] + weight[2]));
            }
        }
        return new Probabilities(3, voxels, values);
    }

    /** Of one half at a place of the head, in RAS millimeters; background where it does not reach. */
    private static double at(Probabilities answer, Geometry grid, int k, double[] place) {
        double[] voxel = grid.affine().inverse().apply(place[0], place[1], place[2]);
        int x = (int) Math.round(voxel[0]);
        boolean inside = x >= 0 && x < grid.nx();
        int index = inside ? grid.index(x, (int) Math.round(voxel[1]), (int) Math.round(voxel[2])) : 0;
        return inside ? answer.at(k, index) : k == 0 ? 1 : 0;
    }

    @Test
    void eachSideIsItsOwnHalfsWhereTheOtherSeesBackground() {
        Probabilities left = answer(1);
        Probabilities right = answer(2);
        JoinedHalves joined = new JoinedHalves(LEFT, RIGHT);
        Geometry whole = joined.whole();
        assertThat(whole.nx()).isEqualTo(8);

        Probabilities both =
                joined.join(List.of(NUCLEI), List.of(left), List.of(right)).get(0);

        for (int v = 0; v < whole.voxelCount(); v++) {
            double[] place = whole.affine().apply(whole.x(v), whole.y(v), whole.z(v));
            double[] expected = new double[5];
            double leftBackground = at(left, LEFT, 0, place);
            double rightBackground = at(right, RIGHT, 0, place);
            expected[0] = leftBackground * rightBackground;
            for (int k = 1; k < 3; k++) {
                expected[2 * k - 1] = at(right, RIGHT, k, place) * leftBackground;
                expected[2 * k] = at(left, LEFT, k, place) * rightBackground;
            }
            double sum = 0;
            for (double value : expected) {
                sum += value;
            }
            for (int c = 0; c < 5; c++) {
                assertThat((double) both.at(c, v))
                        .as("voxel %d, class %d", v, c)
                        .isCloseTo(expected[c] / sum, within(1e-6));
            }
        }
    }

    /** Where each half is certain of its own structure, the voxel is as much the one's as the other's. */
    @Test
    void whatBothHalvesClaimStaysAQuestion() {
        float[] certain = new float[3 * LEFT.voxelCount()];
        Arrays.fill(certain, LEFT.voxelCount(), 2 * LEFT.voxelCount(), 1);
        Probabilities claimed = new Probabilities(3, LEFT.voxelCount(), certain);
        JoinedHalves joined = new JoinedHalves(LEFT, RIGHT);

        Probabilities both =
                joined.join(List.of(NUCLEI), List.of(claimed), List.of(claimed)).get(0);

        int middle = joined.whole().index(4, 0, 0);
        assertThat(both.at(1, middle)).isEqualTo(both.at(2, middle)).isCloseTo(0.5f, within(1e-4f));
        assertThat(both.at(1, joined.whole().index(0, 0, 0))).isEqualTo(1);
        assertThat(both.at(2, joined.whole().index(7, 0, 0))).isEqualTo(1);
    }

    @Test
    void refusesHalvesThatDoNotCoincide() {
        Geometry shifted = new Geometry(6, 2, 3, Affine.scaling(1, 1, 1, -1.5, 0.5, 0));
        assertThatThrownBy(() -> new JoinedHalves(LEFT, shifted)).hasMessageContaining("do not coincide");
    }
}
