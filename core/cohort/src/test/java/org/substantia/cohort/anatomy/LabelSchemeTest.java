package org.substantia.cohort.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LabelSchemeTest {
    @ParameterizedTest
    @EnumSource
    void labelsLeadBackToTheirNuclei(LabelScheme scheme) {
        assertThat(scheme.nuclei()).isNotEmpty().allSatisfy(nucleus -> {
            int label = scheme.labelOf(nucleus).orElseThrow();
            assertThat(scheme.nucleusOf(label)).contains(nucleus);
        });
    }

    @ParameterizedTest
    @EnumSource
    void backgroundAndUnknownLabelsHaveNoNucleus(LabelScheme scheme) {
        assertThat(scheme.nucleusOf(0)).isEmpty();
        assertThat(scheme.nucleusOf(17)).isEmpty();
        assertThat(scheme.nucleusOf(-1)).isEmpty();
    }

    @Test
    void theSubstantiaNigraIsNumberedDifferentlyInTheTwoSchemes() {
        assertThat(LabelScheme.QSM.nucleusOf(1)).contains(Nucleus.CN_R);
        assertThat(LabelScheme.NM.nucleusOf(1)).contains(Nucleus.SN_R);
        assertThat(LabelScheme.NM.nuclei()).containsExactly(Nucleus.SN_R, Nucleus.SN_L);
    }

    @Test
    void filesAreNamedAsTheChallengeNamesThem() {
        assertThat(LabelScheme.QSM.maskFileName()).isEqualTo("QSM_mask.nii.gz");
        assertThat(LabelScheme.NM.predictionFileName()).isEqualTo("NM_pred.nii.gz");
    }
}
