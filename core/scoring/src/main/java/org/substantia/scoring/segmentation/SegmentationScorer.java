package org.substantia.scoring.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * Compares a predicted label map with its reference. Exact; after one scan of each map the cost follows the number of
 * labeled voxels and their surfaces, and a stray voxel far away costs no more than one nearby.
 *
 * <pre>{@code
 * List<LabelScore> scores = SegmentationScorer.challenge().score(truth, prediction, 1, 2);
 * scores.get(0).overlap().dice();
 * scores.get(0).hausdorffVoxels();
 * }</pre>
 *
 * <p>The maps may hold integers of different width; labels not asked for count as background. Voxels correspond by
 * index: the position of the grids in the world is not looked at, as the challenge does not. Immutable and safe to
 * share between threads.
 */
public final class SegmentationScorer {
    private final boolean allSurfaceMetrics;
    private final double toleranceVoxels;
    private final double toleranceMm;

    private SegmentationScorer(boolean allSurfaceMetrics, double toleranceVoxels, double toleranceMm) {
        this.allSurfaceMetrics = allSurfaceMetrics;
        this.toleranceVoxels = toleranceVoxels;
        this.toleranceMm = toleranceMm;
    }

    /** Overlap and the maximum Hausdorff distance in voxels, nothing else: several times cheaper than everything. */
    public static SegmentationScorer challenge() {
        return new SegmentationScorer(false, 0, 0);
    }

    /**
     * All metrics, in voxels and mm.
     *
     * @param toleranceVoxels tolerance of the normalized surface Dice in voxels, at least 0
     * @param toleranceMm the same in mm
     * @throws IllegalArgumentException if a tolerance is negative or not a number
     */
    public static SegmentationScorer complete(double toleranceVoxels, double toleranceMm) {
        if (!(toleranceVoxels >= 0) || !(toleranceMm >= 0)) {
            throw new IllegalArgumentException(
                    "a tolerance is at least 0: " + toleranceVoxels + " voxels, " + toleranceMm + " mm");
        }
        return new SegmentationScorer(true, toleranceVoxels, toleranceMm);
    }

    /**
     * @param labels the labels to score, each in 1..65535, none twice
     * @return one score for each label, in their order
     * @throws GridMismatchException if the maps differ in size
     * @throws IllegalArgumentException if a label is out of range or occurs twice
     */
    public List<LabelScore> score(LabelMap truth, LabelMap prediction, int... labels) {
        return compare(truth, prediction, labels).scores();
    }

    /**
     * What one walk over two maps gives.
     *
     * @param otherTruthLabels labels that were not asked for, 0 left out, each with its number of voxels
     * @param otherPredictionLabels the same of the prediction
     */
    record Comparison(
            List<LabelScore> scores,
            SortedMap<Integer, Integer> otherTruthLabels,
            SortedMap<Integer, Integer> otherPredictionLabels) {}

    Comparison compare(LabelMap truth, LabelMap prediction, int... labels) {
        Geometry geometry = truth.geometry();
        if (!geometry.sameSize(prediction.geometry())) {
            throw new GridMismatchException(geometry, prediction.geometry());
        }
        LabelIndex table = new LabelIndex(labels);
        MapPair pair = new MapPair(truth, prediction, table);
        List<LabelScore> scores = new ArrayList<>();
        for (int slot = 0; slot < table.size(); slot++) {
            scores.add(
                    allSurfaceMetrics
                            ? completeScore(pair, slot, table.label(slot), geometry)
                            : challengeScore(pair, slot, table.label(slot)));
        }
        return new Comparison(List.copyOf(scores), pair.otherTruthLabels(), pair.otherPredictionLabels());
    }

    private static LabelScore challengeScore(MapPair pair, int slot, int label) {
        OverlapMetrics overlap = pair.overlap(slot);
        double hausdorff =
                overlap.anyEmpty() ? Double.POSITIVE_INFINITY : Math.sqrt(largestSquaredDistance(pair, slot));
        return new LabelScore(label, overlap, hausdorff, Optional.empty());
    }

    private static double largestSquaredDistance(MapPair pair, int slot) {
        BorderPoints truth = pair.truthBorder();
        BorderPoints prediction = pair.predictionBorder();
        double largest = 0;
        if (truth.unsharedCount(slot) > 0) {
            largest = truth.largestSquaredDistance(slot, prediction.tree(slot), largest);
        }
        if (prediction.unsharedCount(slot) > 0) {
            largest = prediction.largestSquaredDistance(slot, truth.tree(slot), largest);
        }
        return largest;
    }

    private LabelScore completeScore(MapPair pair, int slot, int label, Geometry geometry) {
        OverlapMetrics overlap = pair.overlap(slot);
        if (overlap.anyEmpty()) {
            SurfaceMetrics none = SurfaceMetrics.ofEmpty(overlap.bothEmpty());
            return new LabelScore(label, overlap, none.hausdorff(), Optional.of(new SurfaceScore(none, none)));
        }
        BoxTree truthTree = pair.truthBorder().tree(slot);
        BoxTree predictionTree = pair.predictionBorder().tree(slot);
        SurfaceMetrics voxels = SurfaceMetrics.of(
                distances(pair.truthBorder(), slot, predictionTree, 1, 1, 1),
                distances(pair.predictionBorder(), slot, truthTree, 1, 1, 1),
                toleranceVoxels);
        double sx = geometry.spacing(0);
        double sy = geometry.spacing(1);
        double sz = geometry.spacing(2);
        SurfaceMetrics millimeters = SurfaceMetrics.of(
                distances(pair.truthBorder(), slot, predictionTree, sx, sy, sz),
                distances(pair.predictionBorder(), slot, truthTree, sx, sy, sz),
                toleranceMm);
        return new LabelScore(label, overlap, voxels.hausdorff(), Optional.of(new SurfaceScore(voxels, millimeters)));
    }

    private static DirectedDistances distances(
            BorderPoints from, int slot, BoxTree to, double sx, double sy, double sz) {
        return DirectedDistances.ofSquared(from.squaredDistances(slot, to, sx, sy, sz), from.count(slot));
    }
}
