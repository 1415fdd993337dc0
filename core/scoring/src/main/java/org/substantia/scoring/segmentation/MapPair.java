package org.substantia.scoring.segmentation;

import java.util.SortedMap;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/** Two maps walked once together: voxel counts and border points of every scored label. */
final class MapPair {
    private final int[] truthVoxels;
    private final int[] predictionVoxels;
    private final int[] sharedVoxels;
    private final SortedMap<Integer, Integer> otherTruthLabels;
    private final SortedMap<Integer, Integer> otherPredictionLabels;
    private final BorderPoints truthBorder;
    private final BorderPoints predictionBorder;

    MapPair(LabelMap truthMap, LabelMap predictionMap, LabelIndex table) {
        LabeledVoxels truth = LabeledVoxels.of(truthMap, table);
        LabeledVoxels prediction = LabeledVoxels.of(predictionMap, table);
        otherTruthLabels = truth.others();
        otherPredictionLabels = prediction.others();
        int slots = table.size();
        truthVoxels = new int[slots];
        predictionVoxels = new int[slots];
        sharedVoxels = new int[slots];
        int[] truthCounts = new int[slots];
        int[] predictionCounts = new int[slots];
        count(truth, truthVoxels, truthCounts);
        count(prediction, predictionVoxels, predictionCounts);
        boolean[] sharedOfTruth = new boolean[truth.size()];
        boolean[] sharedOfPrediction = new boolean[prediction.size()];
        int j = 0;
        for (int i = 0; i < truth.size() && j < prediction.size(); i++) {
            while (j < prediction.size() && prediction.index(j) < truth.index(i)) {
                j++;
            }
            if (j < prediction.size() && prediction.index(j) == truth.index(i) && prediction.slot(j) == truth.slot(i)) {
                sharedVoxels[truth.slot(i)]++;
                if (truth.border(i) && prediction.border(j)) {
                    sharedOfTruth[i] = true;
                    sharedOfPrediction[j] = true;
                }
            }
        }
        Geometry geometry = truthMap.geometry();
        truthBorder = BorderPoints.of(truth, geometry, truthCounts, sharedOfTruth);
        predictionBorder = BorderPoints.of(prediction, geometry, predictionCounts, sharedOfPrediction);
    }

    private static void count(LabeledVoxels voxels, int[] all, int[] border) {
        for (int i = 0; i < voxels.size(); i++) {
            int slot = voxels.slot(i);
            all[slot]++;
            if (voxels.border(i)) {
                border[slot]++;
            }
        }
    }

    OverlapMetrics overlap(int slot) {
        return new OverlapMetrics(truthVoxels[slot], predictionVoxels[slot], sharedVoxels[slot]);
    }

    /** The labels of the truth that are not scored, each with its number of voxels. */
    SortedMap<Integer, Integer> otherTruthLabels() {
        return otherTruthLabels;
    }

    /** The labels of the prediction that are not scored, each with its number of voxels. */
    SortedMap<Integer, Integer> otherPredictionLabels() {
        return otherPredictionLabels;
    }

    BorderPoints truthBorder() {
        return truthBorder;
    }

    BorderPoints predictionBorder() {
        return predictionBorder;
    }
}
