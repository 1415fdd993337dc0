package org.substantia.cohort.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NucleusTest {
    @Test
    void labelsCountFromOneWithTheRightSideOdd() {
        assertThat(Arrays.stream(Nucleus.values()).map(Nucleus::qsmLabel))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        assertThat(Nucleus.values()).allSatisfy(nucleus -> assertThat(nucleus.side())
                .isEqualTo(nucleus.qsmLabel() % 2 == 1 ? Side.RIGHT : Side.LEFT));
    }

    @Test
    void onlyTheSubstantiaNigraIsTracedOnNeuromelaninImages() {
        assertThat(Nucleus.SN_R.nmLabel()).hasValue(1);
        assertThat(Nucleus.SN_L.nmLabel()).hasValue(2);
        assertThat(Arrays.stream(Nucleus.values())
                        .filter(nucleus -> nucleus.nmLabel().isPresent()))
                .hasSize(2);
    }

    @Test
    void mirroringTwiceGivesTheSameNucleus() {
        assertThat(Nucleus.values()).allSatisfy(nucleus -> {
            assertThat(nucleus.mirrored().structure()).isEqualTo(nucleus.structure());
            assertThat(nucleus.mirrored().side()).isNotEqualTo(nucleus.side());
            assertThat(nucleus.mirrored().mirrored()).isEqualTo(nucleus);
        });
    }

    @Test
    void symbolsAreThoseOfTheChallengesTables() {
        assertThat(List.of(Nucleus.CN_L, Nucleus.PUT_R, Nucleus.STN_L))
                .map(Nucleus::symbol)
                .containsExactly("CN_l", "Put_r", "STN_l");
    }

    @Test
    void weightsAddUpToTheChallengesMaximum() {
        assertThat(Arrays.stream(Structure.values())
                        .mapToDouble(Structure::qsmWeight)
                        .sum())
                .isEqualTo(7.8);
        assertThat(Structure.TH.qsmWeight()).isZero();
    }
}
