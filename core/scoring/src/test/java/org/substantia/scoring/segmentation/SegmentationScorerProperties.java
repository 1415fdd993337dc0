package org.substantia.scoring.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class SegmentationScorerProperties {
    private static final int[] LABELS = {1, 2, 3};

    @Property(tries = 300, seed = "11")
    void agreesWithTheDefinitionsWordForWord(
            @ForAll @IntRange(min = 1, max = 13) int nx,
            @ForAll @IntRange(min = 1, max = 13) int ny,
            @ForAll @IntRange(min = 1, max = 13) int nz,
            @ForAll @DoubleRange(min = 0.3, max = 4) double sz,
            @ForAll long seed) {
        Geometry geometry = Geometry.axisAligned(nx, ny, nz, 2.0 / 3, 1.1, sz);
        LabelMap truth = Masks.random(geometry, 3, seed);
        LabelMap prediction = Masks.random(geometry, 3, seed + 1);

        for (LabelScore score : SegmentationScorer.complete(1, 1.5).score(truth, prediction, LABELS)) {
            assertThat(score.overlap()).isEqualTo(BruteForce.overlap(truth, prediction, score.label()));
            if (!score.overlap().anyEmpty()) {
                SurfaceScore surface = score.surface().orElseThrow();
                assertClose(surface.voxels(), BruteForce.surface(truth, prediction, score.label(), 1, 1, 1, 1));
                assertClose(
                        surface.millimeters(),
                        BruteForce.surface(
                                truth,
                                prediction,
                                score.label(),
                                1.5,
                                geometry.spacing(0),
                                geometry.spacing(1),
                                geometry.spacing(2)));
            }
        }
    }

    private static void assertClose(SurfaceMetrics found, SurfaceMetrics expected) {
        assertThat(found.hausdorff()).isEqualTo(expected.hausdorff());
        assertThat(found.hausdorff95()).isEqualTo(expected.hausdorff95(), within(1e-12));
        assertThat(found.directedHausdorff95()).isEqualTo(expected.directedHausdorff95(), within(1e-12));
        assertThat(found.averageSymmetricSurfaceDistance())
                .isEqualTo(expected.averageSymmetricSurfaceDistance(), within(1e-12));
        assertThat(found.normalizedSurfaceDice()).isEqualTo(expected.normalizedSurfaceDice());
    }

    @Property(tries = 200, seed = "12")
    void theChallengesShortWayGivesTheSameDistanceAsTheCompleteOne(@ForAll long seed) {
        Geometry geometry = Geometry.axisAligned(30, 25, 12, 1, 1, 2);
        LabelMap truth = Masks.random(geometry, 3, seed);
        LabelMap prediction = Masks.random(geometry, 3, ~seed);

        assertThat(hausdorffs(truth, prediction))
                .isEqualTo(SegmentationScorer.complete(0, 0).score(truth, prediction, LABELS).stream()
                        .map(LabelScore::hausdorffVoxels)
                        .toList());
    }

    @Property(tries = 100, seed = "13")
    void swappingTruthAndPredictionChangesNoSymmetricMetric(@ForAll long seed) {
        Geometry geometry = Geometry.axisAligned(14, 11, 9, 0.7, 0.7, 2);
        LabelMap a = Masks.random(geometry, 3, seed);
        LabelMap b = Masks.random(geometry, 3, seed * 31 + 7);
        SegmentationScorer scorer = SegmentationScorer.complete(1, 1);
        List<LabelScore> there = scorer.score(a, b, LABELS);
        List<LabelScore> back = scorer.score(b, a, LABELS);

        for (int i = 0; i < LABELS.length; i++) {
            assertThat(there.get(i).surface()).isEqualTo(back.get(i).surface());
            assertThat(there.get(i).overlap().dice())
                    .isEqualTo(back.get(i).overlap().dice());
            assertThat(there.get(i).overlap().sensitivity())
                    .isEqualTo(back.get(i).overlap().precision());
        }
    }

    @Property(tries = 50, seed = "14")
    void aMaskLiesAtNoDistanceFromItself(@ForAll long seed) {
        LabelMap map = Masks.random(Geometry.axisAligned(12, 12, 8, 1, 1, 1), 3, seed);

        for (LabelScore score : SegmentationScorer.complete(0, 0).score(map, map, LABELS)) {
            assertThat(score.overlap().dice()).isEqualTo(1);
            if (!score.overlap().bothEmpty()) {
                assertThat(score.surface().orElseThrow().voxels()).isEqualTo(new SurfaceMetrics(0, 0, 0, 0, 1));
            }
        }
    }

    @Property(tries = 100, seed = "15")
    void movingBothMasksChangesNothing(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int dx,
            @ForAll @IntRange(min = 1, max = 7) int dy,
            @ForAll @IntRange(min = 1, max = 7) int dz) {
        Geometry geometry = Geometry.axisAligned(10, 9, 8, 0.7, 0.7, 2);
        LabelMap a = Masks.random(geometry, 3, seed);
        LabelMap b = Masks.random(geometry, 3, seed + 99);
        SegmentationScorer scorer = SegmentationScorer.complete(1, 1);

        // Both lie off the image's edge, as the first one may not: outside the image counts as background.
        assertThat(scorer.score(Masks.moved(a, dx, dy, dz), Masks.moved(b, dx, dy, dz), LABELS))
                .isEqualTo(scorer.score(Masks.moved(a, 1, 1, 1), Masks.moved(b, 1, 1, 1), LABELS));
    }

    @Property(tries = 100, seed = "16")
    void theHausdorffDistanceKeepsTheTriangleInequality(@ForAll long seed) {
        Geometry geometry = Geometry.axisAligned(16, 16, 10, 1, 1, 1);
        LabelMap a = Masks.random(geometry, 1, seed);
        LabelMap b = Masks.random(geometry, 1, seed + 1);
        LabelMap c = Masks.random(geometry, 1, seed + 2);

        assertThat(hausdorff(a, c)).isLessThanOrEqualTo(hausdorff(a, b) + hausdorff(b, c) + 1e-12);
    }

    @Property(tries = 100, seed = "17")
    void aStrayVoxelSetsTheDistanceToItsOwn(@ForAll long seed, @ForAll @IntRange(min = 20, max = 400) int far) {
        Geometry geometry = Geometry.axisAligned(420, 8, 6, 1, 1, 1);
        LabelMap truth = Masks.withVoxel(Masks.empty(geometry), 3, 4, 2, 1);
        LabelMap prediction = Masks.withVoxel(truth, 3 + far, (int) (seed & 7), 5, 1);

        assertThat(hausdorff(truth, prediction))
                .isEqualTo(Math.sqrt(far * (double) far + ((seed & 7) - 4) * ((seed & 7) - 4) + 9));
    }

    private static double hausdorff(LabelMap a, LabelMap b) {
        return SegmentationScorer.challenge().score(a, b, 1).get(0).hausdorffVoxels();
    }

    private static List<Double> hausdorffs(LabelMap a, LabelMap b) {
        return SegmentationScorer.challenge().score(a, b, LABELS).stream()
                .map(LabelScore::hausdorffVoxels)
                .toList();
    }
}
