package org.substantia.pipeline.adaptation.segmentation;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;
import org.substantia.pipeline.adaptation.AdaptationMetric;
import org.substantia.pipeline.adaptation.AdaptationOutcome.SegmentedCase;
import org.substantia.scoring.challenge.CaseScore;
import org.substantia.scoring.challenge.ChallengeScore;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.OverlapMetrics;

/**
 * Scores the segmentation of a case. Dice takes both sides of a structure as one mask, so that networks that do not
 * tell sides are measured as the others are. Stateless.
 */
final class CaseScoring {
    private static final double SAME_PLACE_MM = 0.05;
    private static final int LABELS = 256;

    private CaseScoring() {}

    /**
     * @param predicted label maps in the numbers of their scheme; one that is missing finds nothing
     * @param structures that are scored
     * @param sides whether the maps tell right from left, so that the composite means something
     */
    static SegmentedCase score(
            CaseFolder truth,
            Map<LabelScheme, LabelMap> predicted,
            Map<LabelScheme, Set<Structure>> structures,
            boolean sides,
            Workers workers)
            throws IOException {
        Map<String, Double> dice = new LinkedHashMap<>();
        Map<LabelScheme, MaskScore> masks = new EnumMap<>(LabelScheme.class);
        for (LabelScheme scheme : LabelScheme.values()) {
            if (truth.mask(scheme).isEmpty() || !structures.containsKey(scheme)) {
                continue;
            }
            LabelMap reference = Nifti.readLabels(truth.mask(scheme).get()).labels();
            LabelMap found = predicted.containsKey(scheme)
                    ? onGridOf(reference, predicted.get(scheme), workers)
                    : nothing(reference);
            for (Structure structure : EnumSet.copyOf(structures.get(scheme))) {
                OverlapMetrics overlap = overlap(reference, found, labels(scheme, structure));
                if (overlap.truthVoxels() > 0) {
                    dice.put(AdaptationMetric.dice(structure, scheme), overlap.dice());
                }
            }
            if (sides) {
                masks.put(scheme, CaseScorer.challenge().score(scheme, reference, found));
            }
        }
        return new SegmentedCase(truth.id(), dice, composite(truth, masks));
    }

    private static OptionalDouble composite(CaseFolder truth, Map<LabelScheme, MaskScore> masks) {
        boolean whole = Arrays.stream(LabelScheme.values())
                .allMatch(scheme -> masks.containsKey(scheme)
                        && masks.get(scheme).nuclei().stream()
                                .allMatch(nucleus -> nucleus.metrics().overlap().truthVoxels() > 0));
        return whole
                ? OptionalDouble.of(ChallengeScore.of(new CaseScore(truth.id(), masks), ChallengeWeights.standard())
                        .composite(ScoreConvention.LEADERBOARD))
                : OptionalDouble.empty();
    }

    /** Scored like any other map, so that a mean counts those cases, too, in which a method finds nothing. */
    private static LabelMap nothing(LabelMap reference) {
        return LabelMap.ofBytes(
                reference.geometry(), new byte[reference.geometry().voxelCount()]);
    }

    private static LabelMap onGridOf(LabelMap reference, LabelMap map, Workers workers) {
        return map.geometry().sameGrid(reference.geometry(), SAME_PLACE_MM)
                ? map
                : Resampler.onto(reference.geometry()).apply(map, LabelInterpolation.NEAREST, workers);
    }

    private static boolean[] labels(LabelScheme scheme, Structure structure) {
        boolean[] labels = new boolean[LABELS];
        for (Side side : Side.values()) {
            scheme.labelOf(Nucleus.of(structure, side)).ifPresent(label -> labels[label] = true);
        }
        return labels;
    }

    private static OverlapMetrics overlap(LabelMap reference, LabelMap found, boolean[] labels) {
        int[] counts = new int[3];
        reference.forEachLabeled((index, label) -> counts[0] += is(labels, label) ? 1 : 0);
        found.forEachLabeled((index, label) -> {
            if (is(labels, label)) {
                counts[1]++;
                counts[2] += is(labels, reference.get(index)) ? 1 : 0;
            }
        });
        return new OverlapMetrics(counts[0], counts[1], counts[2]);
    }

    private static boolean is(boolean[] labels, int label) {
        return label < labels.length && labels[label];
    }
}
