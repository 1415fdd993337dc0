package org.substantia.scoring.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class CaseScorerTest {
    private static final Geometry GRID = Geometry.axisAligned(12, 10, 6, 1, 1, 2);

    @Test
    void filesEveryNucleusUnderItsOwnLabel() {
        LabelMap truth = Masks.withVoxel(Masks.withVoxel(Masks.empty(GRID), 1, 1, 1, 11), 5, 5, 5, 7);
        LabelMap prediction = Masks.withVoxel(truth, 1, 1, 1, 12);
        MaskScore score = CaseScorer.challenge().score(LabelScheme.QSM, truth, prediction);

        assertThat(score.nuclei()).hasSize(16);
        assertThat(score.of(Nucleus.TH_R).hausdorffVoxels()).isZero();
        assertThat(score.of(Nucleus.SN_R).metrics().overlap()).isEqualTo(new OverlapMetrics(1, 0, 0));
        assertThat(score.of(Nucleus.SN_L).metrics().overlap()).isEqualTo(new OverlapMetrics(0, 1, 0));
        assertThat(score.of(Nucleus.CN_R).dice()).isEqualTo(1);
    }

    @Test
    void countsTheVoxelsOfLabelsThatTheSchemeLacks() {
        LabelMap truth = Masks.withVoxel(Masks.withVoxel(Masks.empty(GRID), 1, 1, 1, 2), 2, 1, 1, 40);
        LabelMap prediction = Masks.withVoxel(Masks.withVoxel(truth, 3, 1, 1, 40), 4, 4, 4, 16);

        MaskScore score = CaseScorer.challenge().score(LabelScheme.NM, truth, prediction);

        assertThat(score.otherTruthLabels()).containsOnly(Map.entry(40, 1));
        assertThat(score.otherPredictionLabels()).containsOnly(Map.entry(16, 1), Map.entry(40, 2));
        assertThat(score.of(Nucleus.SN_L).dice()).isEqualTo(1);
    }

    @Test
    void readsTheNeuromelaninSchemesOwnNumbers() {
        LabelMap map = Masks.withVoxel(Masks.empty(GRID), 1, 1, 1, 2);
        MaskScore score = CaseScorer.complete(1, 1).score(LabelScheme.NM, map, map);

        assertThat(score.of(Nucleus.SN_L).metrics().overlap().truthVoxels()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> score.of(Nucleus.CN_L))
                .withMessageContaining("CN_l");
    }

    @Test
    void scoresMasksThatLieElsewhereButSaysSo() {
        LabelMap truth = Masks.withVoxel(Masks.empty(GRID), 1, 1, 1, 2);
        Geometry elsewhere = new Geometry(12, 10, 6, Affine.scaling(1, 1, 2, 0, 0, 1));
        LabelMap prediction = LabelMap.ofInts(elsewhere, truth.toIntArray());

        assertThat(CaseScorer.challenge().score(LabelScheme.NM, truth, truth).gridsAgree())
                .isTrue();
        MaskScore score = CaseScorer.challenge().score(LabelScheme.NM, truth, prediction);
        assertThat(score.gridsAgree()).isFalse();
        assertThat(score.of(Nucleus.SN_L).dice()).isEqualTo(1);
    }
}
