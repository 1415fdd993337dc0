package org.substantia.synthesis.anatomy.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well a head and the nuclei of another person fit together, measured on the composite as it is loaded from the
 * bank. Shares are of the nucleus's volume, 0 to 1. Overlap and containment are what the registration strives for, so
 * after it they show that it worked and not that the anatomy is right; the figures before it ({@code affine...}) are
 * independent evidence.
 *
 * @param pairing what the composite is made of
 * @param overlap of the structures that head and mask share
 * @param placement of the nuclei in the tissues of the head
 * @param warp how far the mask was bent to fit the head
 * @param sampling what the nuclei's finer grid cost
 * @param coverage how head and field of view lie to each other
 */
public record CompositeQuality(
        Pairing pairing, Overlap overlap, Placement placement, Warp warp, Sampling sampling, Coverage coverage) {

    /**
     * @param id name of the composite
     * @param headId name of the head's source
     * @param maskId name of the source of the nuclei
     * @param test whether it is made of test anatomy
     * @param stiffness of the deformation that was taken: medium, high or low
     */
    public record Pairing(String id, String headId, String maskId, boolean test, String stiffness) {}

    /**
     * @param sharedDice Dice of the head's caudate, putamen, pallidum and thalamus with the nuclei, by symbol
     *     ({@code CN_r} ...)
     * @param similarityDice mean of these Dice after the similarity alone
     * @param affineDice mean of these Dice after the affine map
     * @param affineSmallestDice smallest of these Dice after the affine map
     * @param caudateTail share of the head's caudates that lies behind the mask's and counts in no Dice
     */
    public record Overlap(
            Map<String, Double> sharedDice,
            double similarityDice,
            double affineDice,
            double affineSmallestDice,
            double caudateTail) {}

    /**
     * @param inPlace share of SN, RN and STN (both sides) in ventral diencephalon and brainstem, of DN in the
     *     cerebellum, by structure
     * @param affineStnInPlace that of STN after the affine map
     * @param nigraInPlace share of the NM mask's SN in ventral diencephalon and brainstem
     * @param ventricleOverlap largest share of a nucleus that lies in the head's ventricles, by structure
     * @param wrongSide share of all nuclei that lies in a structure of the other side of the head, thalamus in thalamus
     *     left out, since both may be grown together
     */
    public record Placement(
            Map<String, Double> inPlace,
            double affineStnInPlace,
            double nigraInPlace,
            Map<String, Double> ventricleOverlap,
            double wrongSide) {}

    /**
     * @param smallestJacobian smallest volume change of the deformation
     * @param largestJacobian largest volume change of the deformation
     * @param largestDisplacementMm longest way of the deformation
     * @param smallestScale smallest singular value of the affine map from mask to head
     * @param largestScale largest singular value of the affine map from mask to head
     */
    public record Warp(
            double smallestJacobian,
            double largestJacobian,
            double largestDisplacementMm,
            double smallestScale,
            double largestScale) {}

    /**
     * @param returnDice smallest Dice of a nucleus of the fine map, brought back to the mask's grid, with the mask, by
     *     scheme
     * @param volumeError largest relative difference between a nucleus's volume in the fine map and in the mask, STN
     *     left out
     * @param stnVolumeError that of STN
     */
    public record Sampling(Map<String, Double> returnDice, double volumeError, double stnVolumeError) {}

    /**
     * @param brainOutsideScan share of the head's intracranial volume beyond the field of view
     * @param scanOutsideHead share of the field of view that the head's file does not cover
     */
    public record Coverage(double brainOutsideScan, double scanOutsideHead) {}

    public double meanSharedDice() {
        return overlap.sharedDice().values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    public double smallestSharedDice() {
        return overlap.sharedDice().values().stream()
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(0);
    }

    /** Whether no figure misses its threshold. */
    public boolean passes() {
        return faults().isEmpty();
    }

    /** Each figure that misses its threshold, in words; empty when the composite is good. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        atLeast(faults, "mean Dice of shared structures", meanSharedDice(), 0.87);
        overlap.sharedDice().forEach((symbol, dice) -> atLeast(faults, "Dice of " + symbol, dice, 0.83));
        placement
                .inPlace()
                .forEach((symbol, share) ->
                        atLeast(faults, symbol + " in place", share, symbol.equals("STN") ? 0.88 : 0.98));
        atLeast(faults, "NM-SN in place", placement.nigraInPlace(), 0.98);
        placement
                .ventricleOverlap()
                .forEach((symbol, share) ->
                        atMost(faults, symbol + " in a ventricle", share, symbol.equals("CN") ? 0.04 : 0.02));
        atMost(faults, "share on the wrong side", placement.wrongSide(), 0);
        atLeast(faults, "smallest Jacobian", warp.smallestJacobian(), 0.1);
        atMost(faults, "largest Jacobian", warp.largestJacobian(), 4);
        atMost(faults, "displacement in mm", warp.largestDisplacementMm(), 10);
        atLeast(faults, "smallest scale", warp.smallestScale(), 0.93);
        atMost(faults, "largest scale", warp.largestScale(), 1.12);
        atMost(faults, "volume error", sampling.volumeError(), 0.05);
        atMost(faults, "volume error of STN", sampling.stnVolumeError(), 0.10);
        return List.copyOf(faults);
    }

    private static void atLeast(List<String> faults, String what, double value, double threshold) {
        if (!(value >= threshold)) {
            faults.add(String.format(Locale.ROOT, "%s %.4f below %s", what, value, threshold));
        }
    }

    private static void atMost(List<String> faults, String what, double value, double threshold) {
        if (!(value <= threshold)) {
            faults.add(String.format(Locale.ROOT, "%s %.4f above %s", what, value, threshold));
        }
    }

    /** One line for a person who watches a build. */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%s%s: Dice %.3f (%.3f), in place SN %.3f RN %.3f DN %.3f STN %.3f, ventricles CN %.3f,"
                        + " Jacobian %.2f-%.2f, displacement %.1f mm, %s",
                pairing.id(),
                pairing.test() ? " (test)" : "",
                meanSharedDice(),
                smallestSharedDice(),
                placement.inPlace().getOrDefault("SN", Double.NaN),
                placement.inPlace().getOrDefault("RN", Double.NaN),
                placement.inPlace().getOrDefault("DN", Double.NaN),
                placement.inPlace().getOrDefault("STN", Double.NaN),
                placement.ventricleOverlap().getOrDefault("CN", Double.NaN),
                warp.smallestJacobian(),
                warp.largestJacobian(),
                warp.largestDisplacementMm(),
                passes() ? "passes" : "FAILS: " + String.join(", ", faults()));
    }

    /** As a tree for a JSON file; figures rounded to four places. */
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("passes", passes());
        tree.put("stiffness", pairing.stiffness());
        tree.put("sharedDice", rounded(overlap.sharedDice()));
        tree.put("meanSharedDice", rounded(meanSharedDice()));
        tree.put("similarityDice", rounded(overlap.similarityDice()));
        tree.put("affineDice", rounded(overlap.affineDice()));
        tree.put("affineSmallestDice", rounded(overlap.affineSmallestDice()));
        tree.put("inPlace", rounded(placement.inPlace()));
        tree.put("caudateTail", rounded(overlap.caudateTail()));
        tree.put("affineStnInPlace", rounded(placement.affineStnInPlace()));
        tree.put("nigraInPlace", rounded(placement.nigraInPlace()));
        tree.put("ventricleOverlap", rounded(placement.ventricleOverlap()));
        tree.put("wrongSide", rounded(placement.wrongSide()));
        tree.put("jacobian", List.of(rounded(warp.smallestJacobian()), rounded(warp.largestJacobian())));
        tree.put("largestDisplacementMm", rounded(warp.largestDisplacementMm()));
        tree.put("scale", List.of(rounded(warp.smallestScale()), rounded(warp.largestScale())));
        tree.put("returnDice", rounded(sampling.returnDice()));
        tree.put("volumeError", rounded(sampling.volumeError()));
        tree.put("stnVolumeError", rounded(sampling.stnVolumeError()));
        tree.put("brainOutsideScan", rounded(coverage.brainOutsideScan()));
        tree.put("scanOutsideHead", rounded(coverage.scanOutsideHead()));
        return tree;
    }

    private static Map<String, Double> rounded(Map<String, Double> figures) {
        Map<String, Double> out = new LinkedHashMap<>();
        figures.forEach((name, value) -> out.put(name, rounded(value)));
        return out;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
