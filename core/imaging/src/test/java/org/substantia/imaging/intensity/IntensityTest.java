package org.substantia.imaging.intensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.oracle.Oracle;

class IntensityTest {
    private final Volume volume = line(Oracle.read("intensity_values").floats());

    private static Volume line(float... values) {
        return new Volume(Geometry.axisAligned(values.length, 1, 1, 1, 1, 1), values);
    }

    @Test
    void percentilesAgreeWithNumpy() {
        double[] percents = Oracle.read("intensity_percents").values();
        double[] expected = Oracle.read("intensity_percentiles").values();
        Percentiles percentiles = Percentiles.of(volume);
        for (int i = 0; i < percents.length; i++) {
            assertThat(percentiles.get(percents[i])).isCloseTo(expected[i], within(1e-9));
        }
    }

    /** Numbers of values beyond the one up to which they are sorted, with many equal ones among them. */
    @Property(tries = 25)
    void countingFindsWhatSortingFinds(
            @ForAll long seed,
            @ForAll @IntRange(min = 16000, max = 40000) int count,
            @ForAll @DoubleRange(min = 0, max = 100) double percent) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> -random.nextInt(5);
                case 2 -> (float) (random.nextDouble() * 1e-3);
                default -> (float) ((random.nextDouble() - 0.5) * 1e6);
            };
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = percent / 100 * (count - 1);
        int rank = (int) Math.floor(place);
        int next = Math.min(count - 1, rank + 1);
        double expected = sorted[rank] + (place - rank) * ((double) sorted[next] - sorted[rank]);

        Percentiles percentiles = Percentiles.of(line(values));
        assertThat(percentiles.get(percent)).isEqualTo(expected);
        assertThat(percentiles.ranked(rank)).isEqualTo(sorted[rank]);
        assertThatThrownBy(() -> percentiles.ranked(count)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(Percentiles.of(line(values)).get(0)).isEqualTo(sorted[0]);
        assertThat(Percentiles.of(line(values)).get(100)).isEqualTo(sorted[count - 1]);
    }

    @Test
    void percentilesOfNothingAreNotNumbers() {
        assertThat(Percentiles.of(line(Float.NaN)).median()).isNaN();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Percentiles.of(volume).get(101));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Percentiles.of(volume).get(Double.NaN));
    }

    @Test
    void summaryAgreesWithNumpy() {
        double[] moments = Oracle.read("intensity_moments").values();

        IntensitySummary summary = IntensitySummary.of(volume);

        assertThat(summary.count()).isEqualTo(1100);
        assertThat(summary.mean()).isCloseTo(moments[0], within(1e-9));
        assertThat(summary.standardDeviation()).isCloseTo(moments[1], within(1e-9));
        assertThat(summary.min()).isEqualTo(moments[2]);
        assertThat(summary.max()).isEqualTo(moments[3]);
        assertThat(summary.isConstant()).isFalse();
    }

    @Test
    void summaryLeavesNonFiniteVoxelsOutAndCountsThem() {
        float[] values = {1, Float.NaN, 3, Float.POSITIVE_INFINITY, 100, 5};
        Volume with = line(values);
        LabelMap labels = LabelMap.ofBytes(with.geometry(), new byte[] {2, 2, 2, 2, 1, 2});

        IntensitySummary summary = IntensitySummary.of(with, labels, 2);

        assertThat(summary.count()).isEqualTo(3);
        assertThat(summary.nonFinite()).isEqualTo(2);
        assertThat(summary.mean()).isEqualTo(3);
        assertThat(summary.median()).isEqualTo(3);
        assertThat(summary.p10()).isCloseTo(1.4, within(1e-12));
        assertThat(summary.p90()).isCloseTo(4.6, within(1e-12));
        assertThat(values).containsExactly(1, Float.NaN, 3, Float.POSITIVE_INFINITY, 100, 5);
        assertThat(IntensitySummary.of(with, labels, 1).isConstant()).isTrue();
        assertThat(IntensitySummary.of(with, labels, 9).mean()).isNaN();
        assertThat(IntensitySummary.of(with, labels, 9).isConstant()).isFalse();
    }

    @Test
    void masksOfAnotherSizeAreRefused() {
        Mask mask = new Mask(Geometry.axisAligned(2, 1, 1, 1, 1, 1), new byte[2]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Percentiles.of(volume, mask))
                .withMessageContaining("2 x 1 x 1");
    }

    @Test
    void otsuSplitsWhereTheVarianceWithinClassesIsLeast() {
        assertThat(Otsu.threshold(volume))
                .isCloseTo(Oracle.read("intensity_otsu").values()[0], within(1e-4));
    }

    @Test
    void otsuOfDegenerateImages() {
        assertThat(Otsu.threshold(line(3, 3, 3))).isEqualTo(3);
        assertThat(Otsu.threshold(line(Float.NaN))).isNaN();
        assertThat(Mask.above(line(1, 9, 1, 9), Otsu.threshold(line(1, 9, 1, 9)))
                        .voxels())
                .containsExactly(0, 1, 0, 1);
        Mask right = new Mask(Geometry.axisAligned(4, 1, 1, 1, 1, 1), new byte[] {0, 1, 0, 1});
        assertThat(Otsu.threshold(line(1, 9, 1, 9), right)).isEqualTo(9);
    }

    @Test
    void foregroundIsTheLargestBrightPartWithoutHoles() {
        Geometry grid = Geometry.axisAligned(20, 20, 20, 1, 1, 1);
        SplittableRandom random = new SplittableRandom(5);
        float[] data = new float[grid.voxelCount()];
        for (int z = 0; z < 20; z++) {
            for (int y = 0; y < 20; y++) {
                for (int x = 0; x < 20; x++) {
                    double r = Math.sqrt((x - 9) * (x - 9) + (y - 9) * (y - 9) + (z - 9) * (z - 9));
                    boolean bright = (r < 7 && r > 2.5) || (x > 17 && y > 17);
                    data[grid.index(x, y, z)] = (float) ((bright ? 100 : 5) + 3 * random.nextDouble());
                }
            }
        }
        data[grid.index(9, 9, 4)] = 1e6f;

        Mask mask = ForegroundMask.of(new Volume(grid, data));

        for (int z = 0; z < 20; z++) {
            for (int y = 0; y < 20; y++) {
                for (int x = 0; x < 20; x++) {
                    double r = Math.sqrt((x - 9) * (x - 9) + (y - 9) * (y - 9) + (z - 9) * (z - 9));
                    assertThat(mask.contains(x, y, z)).isEqualTo(r < 7);
                }
            }
        }
    }

    @Test
    void constantAndNanImagesHaveNoForeground() {
        assertThat(ForegroundMask.of(line(2, 2, 2)).count()).isZero();
        assertThat(ForegroundMask.of(line(Float.NaN, Float.NaN)).count()).isZero();
    }
}
