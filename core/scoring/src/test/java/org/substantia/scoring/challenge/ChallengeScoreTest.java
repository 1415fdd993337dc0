package org.substantia.scoring.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;

class ChallengeScoreTest {
    private static final ChallengeWeights WEIGHTS = ChallengeWeights.standard();

    private static Map<LabelScheme, Map<Nucleus, Agreement>> everywhere(Agreement agreement) {
        Map<LabelScheme, Map<Nucleus, Agreement>> agreements = new EnumMap<>(LabelScheme.class);
        for (LabelScheme scheme : LabelScheme.values()) {
            Map<Nucleus, Agreement> inMask = new EnumMap<>(Nucleus.class);
            scheme.nuclei().forEach(nucleus -> inMask.put(nucleus, agreement));
            agreements.put(scheme, inMask);
        }
        return agreements;
    }

    private static double leaderboard(Map<LabelScheme, Map<Nucleus, Agreement>> agreements) {
        return ChallengeScore.of(agreements, WEIGHTS).composite(ScoreConvention.LEADERBOARD);
    }

    @Test
    void theOrganizersResultsGiveTheTotalsOfTheLeaderboardsScale() throws IOException {
        Map<String, Double> expected = Map.of(
                "RJPD_002", 8.5975, "RJPD_005", 8.4450, "RJPD_006", 7.5696, "RJPD_010", 9.0189, "RJPD_011", 9.0745);
        var cases = OrganizersResults.read();

        assertThat(cases.keySet()).isEqualTo(expected.keySet());
        cases.forEach((caseId, agreements) -> {
            double composite = ChallengeScore.of(agreements, WEIGHTS).unflooredComposite(ScoreConvention.LEADERBOARD);
            assertThat(OfficialCsv.fourDecimals(composite))
                    .as(caseId)
                    .isEqualTo(OfficialCsv.fourDecimals(expected.get(caseId)));
        });
    }

    @Test
    void theFloorRaisesOnlyTheOrganizersCaseWithADistanceAboveTenVoxels() throws IOException {
        OrganizersResults.read().forEach((caseId, agreements) -> {
            ChallengeScore score = ChallengeScore.of(agreements, WEIGHTS);
            boolean above = caseId.equals("RJPD_002");
            double gain = score.composite(ScoreConvention.LEADERBOARD)
                    - score.unflooredComposite(ScoreConvention.LEADERBOARD);

            assertThat(score.flooredHausdorffCount()).isEqualTo(above ? 1 : 0);
            // CN_l has 17.0880 voxels: 0.6 x 1.0 x 0.3 x 0.7088.
            assertThat(gain).isEqualTo(above ? 0.6 * 0.3 * 0.7088 : 0, within(1e-12));
        });
    }

    @Test
    void aPerfectPredictionReachesBothConventionsMaximum() {
        ChallengeScore score = ChallengeScore.of(everywhere(new Agreement(1, 0)), WEIGHTS);

        assertThat(score.composite(ScoreConvention.PUBLISHED)).isEqualTo(5.48, within(1e-12));
        assertThat(score.composite(ScoreConvention.LEADERBOARD)).isEqualTo(10.96, within(1e-12));
        assertThat(WEIGHTS.maximum(ScoreConvention.PUBLISHED)).isEqualTo(5.48, within(1e-12));
        assertThat(WEIGHTS.maximum(ScoreConvention.LEADERBOARD)).isEqualTo(10.96, within(1e-12));
        assertThat(score.schemeScore(LabelScheme.QSM, ScoreConvention.PUBLISHED))
                .isEqualTo(7.8, within(1e-12));
        assertThat(score.schemeScore(LabelScheme.NM, ScoreConvention.LEADERBOARD))
                .isEqualTo(4, within(1e-12));
    }

    @Test
    void aMissingStructureLosesItsDiceAndItsHausdorffPart() {
        var agreements = everywhere(new Agreement(1, 0));
        agreements.get(LabelScheme.QSM).put(Nucleus.STN_L, Agreement.MISSING);
        ChallengeScore score = ChallengeScore.of(agreements, WEIGHTS);

        assertThat(score.composite(ScoreConvention.LEADERBOARD)).isEqualTo(10.96 - 0.6 * 1.2, within(1e-12));
        assertThat(score.unflooredComposite(ScoreConvention.LEADERBOARD)).isEqualTo(10.96 - 0.6 * 1.2, within(1e-12));
        assertThat(score.missingCount()).isEqualTo(1);
        assertThat(score.flooredHausdorffCount()).isZero();
    }

    @Test
    void leavingAStructureOutNeverScoresMoreThanPredictingItBadly() {
        var left = everywhere(new Agreement(0.8, 3));
        var bad = everywhere(new Agreement(0.8, 3));
        left.get(LabelScheme.QSM).put(Nucleus.RN_R, Agreement.MISSING);
        bad.get(LabelScheme.QSM).put(Nucleus.RN_R, new Agreement(0, 40));

        assertThat(leaderboard(left)).isEqualTo(leaderboard(bad));
    }

    @Test
    void aStructureThatNeitherSideHasIsFullAgreement() {
        var agreements = everywhere(new Agreement(1, 0));
        agreements.get(LabelScheme.QSM).put(Nucleus.RN_R, new Agreement(1, Double.POSITIVE_INFINITY));
        ChallengeScore score = ChallengeScore.of(agreements, WEIGHTS);

        assertThat(score.composite(ScoreConvention.LEADERBOARD)).isEqualTo(10.96, within(1e-12));
        assertThat(score.absentCount()).isEqualTo(1);
        assertThat(score.missingCount()).isZero();
    }

    @Test
    void aMissingMaskScoresAsAllOfItsStructuresMissing() {
        var agreements = everywhere(new Agreement(1, 0));
        agreements.remove(LabelScheme.NM);
        ChallengeScore score = ChallengeScore.of(agreements, WEIGHTS);

        assertThat(score.composite(ScoreConvention.LEADERBOARD)).isEqualTo(0.6 * 15.6, within(1e-12));
        assertThat(score.missingCount()).isEqualTo(2);
        assertThat(leaderboard(Map.of())).isZero();
        assertThat(ChallengeScore.of(new CaseScore("RJPD_001", Map.of()), WEIGHTS)
                        .composite(ScoreConvention.PUBLISHED))
                .isZero();
    }

    @Test
    void theThalamusIsNotScored() {
        var agreements = everywhere(new Agreement(1, 0));
        agreements.get(LabelScheme.QSM).put(Nucleus.TH_L, Agreement.MISSING);

        assertThat(leaderboard(agreements)).isEqualTo(10.96, within(1e-12));
    }

    @Test
    void showsThePartsOfEveryRegion() {
        var agreements = everywhere(new Agreement(1, 0));
        agreements.get(LabelScheme.NM).put(Nucleus.SN_L, new Agreement(0.5, 4));
        ChallengeScore score = ChallengeScore.of(agreements, WEIGHTS);
        RegionScore region = score.regions().get(score.regions().size() - 1);

        assertThat(score.regions()).hasSize(8);
        assertThat(region.scheme()).isEqualTo(LabelScheme.NM);
        assertThat(region.structure()).isEqualTo(Structure.SN);
        assertThat(region.left().dicePart()).isEqualTo(0.35, within(1e-12));
        assertThat(region.left().hausdorffPart()).isEqualTo(0.18, within(1e-12));
        assertThat(region.score(ScoreConvention.PUBLISHED)).isEqualTo((1 + 0.53) / 2, within(1e-12));
    }
}
