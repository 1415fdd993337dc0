package org.substantia.imaging.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

class TrilinearTest {
    private static final float[] VALUES = {1, 7, -2, 5, 3, 0, 8, 4};

    @Test
    void isTheCornerItself() {
        for (int i = 0; i < 8; i++) {
            assertThat(Trilinear.at(VALUES, 0, 1, 2, 4, i & 1, i >> 1 & 1, i >> 2))
                    .isEqualTo(VALUES[i]);
        }
    }

    @Test
    void agreesWithTheSampler() {
        Volume cell = new Volume(Geometry.axisAligned(2, 2, 2, 1, 1, 1), VALUES);
        Sampler sampler = Sampler.of(cell, Interpolation.LINEAR, 0, Workers.caller());
        assertThat(Trilinear.at(VALUES, 0, 1, 2, 4, 0.25f, 0.5f, 0.125f))
                .isCloseTo(sampler.at(0.25, 0.5, 0.125), within(1e-6f));
    }

    @Test
    void repeatsTheValueWhereTheStepIsZero() {
        assertThat(Trilinear.at(VALUES, 7, 0, 0, 0, 0.3f, 0.6f, 0.9f)).isEqualTo(4);
    }
}
