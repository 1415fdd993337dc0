package org.substantia.imaging.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.oracle.Oracle;

class ResamplerTest {
    private static final Workers CALLER = Workers.caller();
    private static final Affine SOURCE = Affine.scaling(-0.7, 0.8, 2.0, 3, -2, 5);
    private final Volume source = Oracle.read("resampling_source").volume(SOURCE);

    private static Geometry target(String name) {
        Affine affine = Affine.of(Oracle.read("resampling_" + name + "_affine").values());
        return Oracle.read("resampling_" + name + "_linear").geometry(affine);
    }

    @ParameterizedTest
    @CsvSource({
        "parallel,LINEAR",
        "parallel,CUBIC",
        "swapped,LINEAR",
        "swapped,CUBIC",
        "oblique,LINEAR",
        "oblique,CUBIC"
    })
    void agreesWithScipyWithinTheWholeExtent(String name, Interpolation interpolation) {
        String file = "resampling_" + name + (interpolation == Interpolation.CUBIC ? "_cubic" : "_linear");
        float[] expected = Oracle.read(file).floats();

        Volume out =
                Resampler.onto(target(name)).with(interpolation).outside(-7).apply(source, CALLER);

        assertThat(out.data()).containsExactly(expected, within(2e-3f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parallel", "oblique"})
    void labelsAreVotedForAsTheirInterpolatedMasksWould(String name) {
        LabelMap labels = LabelMap.ofBytes(
                source.geometry(), Oracle.read("resampling_labels_source").bytes());

        LabelMap out = Resampler.onto(target(name)).apply(labels, LabelInterpolation.LINEAR_VOTE, CALLER);

        assertThat(out.width()).isEqualTo(LabelMap.Width.UNSIGNED_8);
        assertThat(out.toIntArray())
                .containsExactly(Oracle.read("resampling_labels_" + name).ints());
    }

    @Test
    void equalVotesGoToTheSmallerLabel() {
        LabelMap pair = LabelMap.ofBytes(Geometry.axisAligned(2, 1, 1, 1, 1, 1), new byte[] {5, 3});
        LabelSampler sampler = LabelSampler.of(pair, LabelInterpolation.LINEAR_VOTE);
        assertThat(sampler.at(0.5, 0, 0)).isEqualTo(3);
        assertThat(sampler.at(0.49, 0, 0)).isEqualTo(5);
        assertThat(sampler.at(1.51, 0, 0)).isZero();
        assertThat(LabelSampler.of(pair, LabelInterpolation.NEAREST).at(0.5, 0.5, -0.5))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void ontoItsOwnGridAnImageStaysAsItIs(Interpolation interpolation) {
        Volume out = Resampler.onto(source.geometry()).with(interpolation).apply(source, CALLER);
        if (interpolation == Interpolation.CUBIC) {
            assertThat(out.data()).containsExactly(source.data(), within(1e-3f));
        } else {
            assertThat(out.data()).containsExactly(source.data());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEAREST", "LINEAR"})
    void nanSpreadsOnlyToVoxelsThatReadIt(Interpolation interpolation) {
        source.data()[source.geometry().index(4, 4, 4)] = Float.NaN;
        Volume out = Resampler.onto(source.geometry()).with(interpolation).apply(source, CALLER);
        assertThat(out.data()).containsExactly(source.data());
        assertThat(Sampler.of(source, interpolation, 0, CALLER).at(5, 4, 4)).isEqualTo(source.get(5, 4, 4));
    }

    /** A turn by nothing but rounding errors must not keep grids from being parallel. */
    @Test
    void roundingErrorsOfAffinesDoNotMatter() {
        double[] noisy = SOURCE.toArray();
        noisy[1] = 1e-8;
        noisy[4] = -1e-8;
        noisy[0] += 1e-8;
        Geometry grid = new Geometry(11, 10, 8, Affine.of(noisy));
        Volume out = Resampler.onto(grid).with(Interpolation.NEAREST).apply(source, CALLER);
        assertThat(out.data()).containsExactly(source.data());
    }

    /** Both ways through the code must give the same, so a parallel grid is resampled point by point as well. */
    @Property(tries = 60)
    void pointsAndGridsAgree(@ForAll long seed, @ForAll Interpolation interpolation) {
        if (interpolation == Interpolation.AVERAGE) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        Affine affine = Affine.scaling(
                signed(random, 0.3, 2),
                signed(random, 0.3, 2),
                signed(random, 0.5, 4),
                signed(random, 0, 4),
                signed(random, 0, 4),
                signed(random, 0, 9));
        Geometry grid = new Geometry(1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9), affine);
        Affine toVoxels = SOURCE.inverse().compose(affine);

        Volume out = Resampler.onto(grid).with(interpolation).outside(-3).apply(source, CALLER);

        Sampler sampler = Sampler.of(source, interpolation, -3, CALLER);
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                for (int x = 0; x < grid.nx(); x++) {
                    double[] voxel = toVoxels.apply(x, y, z);
                    assertThat(out.get(x, y, z)).isCloseTo(sampler.at(voxel[0], voxel[1], voxel[2]), within(2e-3f));
                }
            }
        }
    }

    private static double signed(SplittableRandom random, double low, double high) {
        return (low + (high - low) * random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
    }

    @Test
    void aTransformMovesTheWorld() {
        Affine shift = Affine.scaling(1, 1, 1, -0.7, 1.6, 0);
        Volume out = Resampler.onto(source.geometry()).through(shift).outside(9).apply(source, CALLER);
        assertThat(out.get(3, 4, 5)).isEqualTo(source.get(4, 6, 5));
        assertThat(out.get(3, 9, 5)).isEqualTo(9);

        LabelMap labels = LabelMap.ofBytes(
                source.geometry(), Oracle.read("resampling_labels_source").bytes());
        LabelMap moved =
                Resampler.onto(source.geometry()).through(shift).apply(labels, LabelInterpolation.NEAREST, CALLER);
        assertThat(moved.get(3, 4, 5)).isEqualTo(labels.get(4, 6, 5));
        assertThat(moved.get(3, 9, 5)).isZero();
    }

    @Test
    void averagesCoverEveryVoxelOnce() {
        float[] line = {1, 2, 3, 4, 5, 6};
        Volume fine = new Volume(Geometry.axisAligned(6, 1, 1, 1, 1, 1), line);
        // Voxels of 2 mm: pairs.
        Geometry pairs = new Geometry(3, 1, 1, Affine.scaling(2, 1, 1, 0.5, 0, 0));
        assertThat(Resampler.onto(pairs)
                        .with(Interpolation.AVERAGE)
                        .apply(fine, CALLER)
                        .data())
                .containsExactly(1.5f, 3.5f, 5.5f);
        // Voxels of 1.5 mm, backwards, the last one half outside: the covered part counts.
        Geometry thirds = new Geometry(4, 1, 1, Affine.scaling(-1.5, 1, 1, 4.75, 0, 0));
        assertThat(Resampler.onto(thirds)
                        .with(Interpolation.AVERAGE)
                        .apply(fine, CALLER)
                        .data())
                .containsExactly(
                        new float[] {
                            (6 + 0.5f * 5) / 1.5f, (4 + 0.5f * 5) / 1.5f, (3 + 0.5f * 2) / 1.5f, (1 + 0.5f * 2) / 1.5f
                        },
                        within(1e-5f));
        // Along a finer axis it is linear.
        Geometry halves = new Geometry(5, 1, 1, Affine.scaling(0.5, 1, 1, 1, 0, 0));
        assertThat(Resampler.onto(halves)
                        .with(Interpolation.AVERAGE)
                        .apply(fine, CALLER)
                        .data())
                .containsExactly(2, 2.5f, 3, 3.5f, 4);
    }

    @Test
    void averagesNeedParallelAxes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resampler.onto(target("oblique"))
                        .with(Interpolation.AVERAGE)
                        .apply(source, CALLER))
                .withMessageContaining("antiAliased");
        assertThatIllegalArgumentException().isThrownBy(() -> Sampler.of(source, Interpolation.AVERAGE, 0, CALLER));
    }

    /** A pattern finer than the target grid must vanish when it is smoothed away first, and alias when it is not. */
    @Test
    void antiAliasingRemovesWhatTheGridCannotHold() {
        Geometry fine = Geometry.axisAligned(64, 64, 3, 1, 1, 1);
        float[] stripes = new float[fine.voxelCount()];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = i % 2 == 0 ? 1 : -1;
        }
        Volume striped = new Volume(fine, stripes);
        Geometry coarse = Geometry.axisAligned(16, 16, 3, 4, 4, 1);

        assertThat(Resampler.onto(coarse).apply(striped, CALLER).get(8, 8, 1)).isEqualTo(1);
        assertThat(Resampler.onto(coarse).antiAliased().apply(striped, CALLER).get(8, 8, 1))
                .isCloseTo(0, within(1e-3f));
        assertThat(Resampler.onto(fine).antiAliased().apply(striped, CALLER).data())
                .containsExactly(stripes);
    }

    @ParameterizedTest
    @CsvSource({"parallel", "swapped", "oblique"})
    void threadsDoNotChangeABit(String name) {
        LabelMap labels = LabelMap.ofBytes(
                source.geometry(), Oracle.read("resampling_labels_source").bytes());
        try (Workers three = Workers.of(3)) {
            for (Interpolation interpolation :
                    new Interpolation[] {Interpolation.NEAREST, Interpolation.LINEAR, Interpolation.CUBIC}) {
                Resampler resampler =
                        Resampler.onto(target(name)).with(interpolation).antiAliased();
                assertThat(resampler.apply(source, three).data())
                        .containsExactly(resampler.apply(source, CALLER).data());
                assertThat(resampler
                                .apply(labels, LabelInterpolation.LINEAR_VOTE, three)
                                .toIntArray())
                        .containsExactly(resampler
                                .apply(labels, LabelInterpolation.LINEAR_VOTE, CALLER)
                                .toIntArray());
            }
        }
    }

    @Test
    void aSingleVoxelIsConstantWithinItsExtent() {
        Volume one = new Volume(Geometry.axisAligned(1, 1, 1, 2, 2, 2), new float[] {4});
        for (Interpolation interpolation :
                new Interpolation[] {Interpolation.NEAREST, Interpolation.LINEAR, Interpolation.CUBIC}) {
            Sampler sampler = Sampler.of(one, interpolation, -1, CALLER);
            assertThat(sampler.at(0.4, -0.4, 0.3)).isCloseTo(4, within(1e-6f));
            assertThat(sampler.at(0.6, 0, 0)).isEqualTo(-1);
            assertThat(sampler.at(Double.NaN, 0, 0)).isEqualTo(-1);
        }
    }
}
