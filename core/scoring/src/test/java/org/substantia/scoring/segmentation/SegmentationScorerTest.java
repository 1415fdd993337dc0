package org.substantia.scoring.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class SegmentationScorerTest {
    private static final double NONE = Double.POSITIVE_INFINITY;
    private static final Geometry GRID = Geometry.axisAligned(20, 18, 10, 0.5, 0.5, 2);

    private static LabelScore complete(LabelMap truth, LabelMap prediction) {
        return SegmentationScorer.complete(1, 1).score(truth, prediction, 1).get(0);
    }

    @Test
    void aStructureOnOneSideOnlyHasNoFiniteDistance() {
        LabelMap one = Masks.withVoxel(Masks.empty(GRID), 4, 4, 4, 1);

        for (LabelScore score : new LabelScore[] {complete(one, Masks.empty(GRID)), complete(Masks.empty(GRID), one)}) {
            assertThat(score.overlap().dice()).isZero();
            assertThat(score.hausdorffVoxels()).isEqualTo(NONE);
            assertThat(score.surface().orElseThrow().millimeters())
                    .isEqualTo(new SurfaceMetrics(NONE, NONE, NONE, NONE, 0));
        }
    }

    @Test
    void aStructureOnNeitherSideAgreesButHasNoDistance() {
        LabelScore score = complete(Masks.empty(GRID), Masks.empty(GRID));

        assertThat(score.overlap().dice()).isEqualTo(1);
        assertThat(score.hausdorffVoxels()).isEqualTo(NONE);
        assertThat(score.surface().orElseThrow().voxels()).isEqualTo(new SurfaceMetrics(NONE, NONE, NONE, NONE, 1));
    }

    @Test
    void singleVoxelsHaveTheDistanceOfTheirCentersInBothUnits() {
        LabelScore score = complete(
                Masks.withVoxel(Masks.empty(GRID), 0, 0, 0, 1), Masks.withVoxel(Masks.empty(GRID), 3, 4, 1, 1));

        assertThat(score.hausdorffVoxels()).isEqualTo(Math.sqrt(26));
        assertThat(score.surface().orElseThrow().millimeters().hausdorff()).isEqualTo(Math.sqrt(2.25 + 4 + 4));
        assertThat(score.surface().orElseThrow().millimeters().averageSymmetricSurfaceDistance())
                .isEqualTo(Math.sqrt(2.25 + 4 + 4));
    }

    @Test
    void aMaskThatFillsTheImageHasItsBorderAtTheEdge() {
        byte[] all = new byte[GRID.voxelCount()];
        Arrays.fill(all, (byte) 1);
        LabelMap whole = LabelMap.ofBytes(GRID, all);
        LabelMap center = Masks.withVoxel(Masks.empty(GRID), 10, 9, 5, 1);

        assertThat(complete(whole, whole).hausdorffVoxels()).isZero();
        assertThat(complete(whole, center).surface().orElseThrow().voxels().hausdorff())
                .isEqualTo(BruteForce.surface(whole, center, 1, 1, 1, 1, 1).hausdorff());
    }

    @Test
    void widthsOfTheTwoMapsMayDifferAndLabelsNotAskedForAreBackground() {
        LabelMap bytes = Masks.random(GRID, 4, 5);
        short[] shorts = new short[GRID.voxelCount()];
        int[] ints = new int[GRID.voxelCount()];
        bytes.forEachLabeled((index, label) -> {
            shorts[index] = (short) (label <= 2 ? label : -label);
            ints[index] = label <= 2 ? label : label + 70_000;
        });
        SegmentationScorer scorer = SegmentationScorer.complete(1, 1);

        var expected = scorer.score(bytes, bytes, 1, 2);
        assertThat(expected.get(0).overlap().truthVoxels()).isPositive();
        assertThat(scorer.score(bytes, LabelMap.ofShorts(GRID, shorts), 1, 2)).isEqualTo(expected);
        assertThat(scorer.score(LabelMap.ofInts(GRID, ints), bytes, 1, 2)).isEqualTo(expected);
    }

    @Test
    void millimetersFollowTheColumnsOfAnObliqueAffine() {
        double c = Math.cos(0.3);
        double s = Math.sin(0.3);
        Affine oblique = Affine.of(0.5 * c, -0.5 * s, 0, 7, 0.5 * s, 0.5 * c, 0, -3, 0, 0, 2, 11);
        Geometry turned = new Geometry(GRID.nx(), GRID.ny(), GRID.nz(), oblique);
        LabelMap truth = Masks.random(GRID, 1, 21);
        LabelMap prediction = Masks.random(GRID, 1, 22);
        SurfaceMetrics straight =
                complete(truth, prediction).surface().orElseThrow().millimeters();
        SurfaceMetrics found = complete(
                        LabelMap.ofInts(turned, truth.toIntArray()), LabelMap.ofInts(turned, prediction.toIntArray()))
                .surface()
                .orElseThrow()
                .millimeters();

        assertThat(found.hausdorff()).isPositive().isEqualTo(straight.hausdorff(), within(1e-12));
        assertThat(found.averageSymmetricSurfaceDistance())
                .isEqualTo(straight.averageSymmetricSurfaceDistance(), within(1e-12));
    }

    @Test
    void thousandsOfStrayVoxelsInAGridLongerThanTheCurveKeepEveryMetricExact() {
        Geometry longGrid = Geometry.axisAligned(2100, 6, 5, 1, 1, 1);
        SplittableRandom random = new SplittableRandom(3);
        byte[] truth = new byte[longGrid.voxelCount()];
        byte[] prediction = new byte[longGrid.voxelCount()];
        for (int i = 0; i < 700; i++) {
            truth[longGrid.index(random.nextInt(1000), random.nextInt(6), random.nextInt(5))] = 1;
            prediction[random.nextInt(prediction.length)] = 1;
        }
        LabelMap t = LabelMap.ofBytes(longGrid, truth);
        LabelMap p = LabelMap.ofBytes(longGrid, prediction);
        SurfaceMetrics expected = BruteForce.surface(t, p, 1, 1, 1, 1, 1);
        SurfaceMetrics found = complete(t, p).surface().orElseThrow().voxels();

        assertThat(found.hausdorff()).isGreaterThan(900).isEqualTo(expected.hausdorff());
        assertThat(found.hausdorff95()).isEqualTo(expected.hausdorff95(), within(1e-9));
        assertThat(found.averageSymmetricSurfaceDistance())
                .isEqualTo(expected.averageSymmetricSurfaceDistance(), within(1e-9));
        assertThat(SegmentationScorer.challenge().score(t, p, 1).get(0).hausdorffVoxels())
                .isEqualTo(expected.hausdorff());
    }

    @Test
    void gridsOfAnotherSizeAreRefusedWithBothSizes() {
        assertThatExceptionOfType(GridMismatchException.class)
                .isThrownBy(() -> SegmentationScorer.challenge()
                        .score(Masks.empty(GRID), Masks.empty(Geometry.axisAligned(20, 18, 11, 1, 1, 1)), 1))
                .withMessage("the prediction has 20 x 18 x 11 voxels where the reference has 20 x 18 x 10");
    }

    @Test
    void refusesLabelsThatCannotBeScored() {
        LabelMap map = Masks.empty(GRID);
        SegmentationScorer scorer = SegmentationScorer.challenge();

        assertThatIllegalArgumentException().isThrownBy(() -> scorer.score(map, map, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> scorer.score(map, map, 65_536));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scorer.score(map, map, 3, 3))
                .withMessage("label 3 comes twice");
    }

    @Test
    void refusesTolerancesThatAreNoDistance() {
        assertThatIllegalArgumentException().isThrownBy(() -> SegmentationScorer.complete(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SegmentationScorer.complete(1, Double.NaN));
    }

    @Test
    void theChallengesScoreHoldsNoOtherSurfaceMetrics() {
        LabelMap map = Masks.random(GRID, 1, 4);

        assertThat(SegmentationScorer.challenge().score(map, map, 1).get(0).surface())
                .isEmpty();
    }
}
