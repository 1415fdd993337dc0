package org.substantia.scoring.segmentation;

import java.util.ArrayList;
import java.util.List;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.LabelMap;

/**
 * Scores the masks of a case, nucleus by nucleus. Values outside the scheme count as background. Immutable and safe to
 * share between threads: score cases in parallel with one scorer.
 */
public final class CaseScorer {
    /** Of the normalized surface Dice, wherever a submission is scored by {@link #complete}. */
    public static final int TOLERANCE_VOXELS = 1;

    /** Rounding of an affine in a header moves the corners of a head-sized grid by a few micrometers. */
    private static final double SAME_PLACE_MM = 0.05;

    private final SegmentationScorer scorer;

    private CaseScorer(SegmentationScorer scorer) {
        this.scorer = scorer;
    }

    /** Only what the challenge's score needs, see {@link SegmentationScorer#challenge()}. */
    public static CaseScorer challenge() {
        return new CaseScorer(SegmentationScorer.challenge());
    }

    /** Every metric, see {@link SegmentationScorer#complete(double, double)}. */
    public static CaseScorer complete(double toleranceVoxels, double toleranceMm) {
        return new CaseScorer(SegmentationScorer.complete(toleranceVoxels, toleranceMm));
    }

    /** @throws GridMismatchException if the maps differ in size */
    public MaskScore score(LabelScheme scheme, LabelMap truth, LabelMap prediction) {
        List<Nucleus> nuclei = scheme.nuclei();
        int[] labels = nuclei.stream()
                .mapToInt(nucleus -> scheme.labelOf(nucleus).getAsInt())
                .toArray();
        SegmentationScorer.Comparison comparison = scorer.compare(truth, prediction, labels);
        List<NucleusScore> scores = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            scores.add(new NucleusScore(nuclei.get(i), comparison.scores().get(i)));
        }
        boolean gridsAgree = truth.geometry().sameGrid(prediction.geometry(), SAME_PLACE_MM);
        return new MaskScore(
                scheme, gridsAgree, scores, comparison.otherTruthLabels(), comparison.otherPredictionLabels());
    }
}
