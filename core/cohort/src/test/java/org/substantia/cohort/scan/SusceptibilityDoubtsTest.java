package org.substantia.cohort.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

class SusceptibilityDoubtsTest {
    private static final Geometry GRID = Geometry.axisAligned(60, 60, 10, 1, 1, 2);

    /** Half of it negative, and veins in one voxel of a hundred, times a factor, plus an offset. */
    private static List<String> doubts(double factor, double offset) {
        RandomStream random = new RandomStream(3);
        Volume map = Volume.zeros(GRID);
        for (int i = 0; i < GRID.voxelCount(); i++) {
            double value = 35 * random.nextGaussian() + (i % 100 == 0 ? 180 : 0);
            map.data()[i] = (float) (factor * value + offset);
        }
        return SusceptibilityDoubts.of(map, SusceptibilityUnit.PPB);
    }

    @Test
    void aMapOfABrainLeavesNone() {
        assertThat(doubts(1, 0)).isEmpty();
    }

    @Test
    void otherUnitsAreToldInPlainNumbers() {
        assertThat(doubts(1000, 0))
                .singleElement()
                .asString()
                .containsPattern("within \\+-[0-9]+00 if they are in ppb");
        assertThat(doubts(1e-3, 0))
                .singleElement()
                .asString()
                .containsPattern("within \\+-0\\.[0-9]+ if they are in ppb");
    }

    @Test
    void aTurnedSignIsTold() {
        assertThat(doubts(-1, 0)).singleElement().asString().contains("the sign seems turned");
    }

    @Test
    void aMapWithoutNegativeValuesIsNone() {
        assertThat(doubts(1, 1000)).singleElement().asString().startsWith("0.0 % of the values are negative");
    }
}
