package org.substantia.scoring.challenge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.NucleusScore;

/**
 * The challenge's composite of one case and what it is made of.
 *
 * <p>Where the challenge's formula is silent or rewards a fault, this is what counts:
 *
 * <ul>
 *   <li>A structure that only one side has (missing in the prediction, or invented by it) scores Dice 0 and the worst
 *       Hausdorff part, 0.
 *   <li>A predicted mask that is missing altogether scores so for all of its structures.
 *   <li>A structure that neither side has is full agreement, Dice 1 and Hausdorff part 1: the prediction is right, and
 *       the composite keeps its maximum. Nothing can be gained by leaving a structure out, since the reference decides.
 *   <li>A distance above the normalizer (10 voxels) scores the Hausdorff part 0, not less. The organizers' own totals
 *       are made without this floor; {@link #unflooredComposite} gives those, and both agree unless
 *       {@link #flooredHausdorffCount} is above 0.
 * </ul>
 *
 * @param weights the numbers of the formula
 * @param regions every scored region, the QSM mask's first, in the order of {@link Structure}
 */
public record ChallengeScore(ChallengeWeights weights, List<RegionScore> regions) {
    public ChallengeScore {
        regions = List.copyOf(regions);
    }

    public static ChallengeScore of(CaseScore score, ChallengeWeights weights) {
        Map<LabelScheme, Map<Nucleus, Agreement>> agreements = new EnumMap<>(LabelScheme.class);
        for (MaskScore mask : score.masks().values()) {
            Map<Nucleus, Agreement> inMask = new EnumMap<>(Nucleus.class);
            for (NucleusScore nucleus : mask.nuclei()) {
                inMask.put(nucleus.nucleus(), Agreement.of(nucleus));
            }
            agreements.put(mask.scheme(), inMask);
        }
        return of(agreements, weights);
    }

    /** @param agreements a nucleus or kind of mask without entry counts as missing in the prediction */
    public static ChallengeScore of(Map<LabelScheme, Map<Nucleus, Agreement>> agreements, ChallengeWeights weights) {
        List<RegionScore> regions = new ArrayList<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            Map<Nucleus, Agreement> inMask = agreements.getOrDefault(scheme, Map.of());
            weights.regions()
                    .get(scheme)
                    .forEach((structure, weight) -> regions.add(new RegionScore(
                            scheme,
                            structure,
                            weight,
                            hemisphere(Nucleus.of(structure, Side.RIGHT), inMask, weights),
                            hemisphere(Nucleus.of(structure, Side.LEFT), inMask, weights))));
        }
        return new ChallengeScore(weights, regions);
    }

    private static HemisphereScore hemisphere(
            Nucleus nucleus, Map<Nucleus, Agreement> agreements, ChallengeWeights weights) {
        return HemisphereScore.of(nucleus, agreements.getOrDefault(nucleus, Agreement.MISSING), weights);
    }

    /** The composite of the case, from 0 to {@link ChallengeWeights#maximum}. */
    public double composite(ScoreConvention convention) {
        return weighted(region -> region.score(convention));
    }

    /**
     * The composite with the formula taken literally for distances above the normalizer, whose Hausdorff part is then
     * negative: the scale of the organizers' totals.
     */
    public double unflooredComposite(ScoreConvention convention) {
        return weighted(region -> region.unflooredScore(convention));
    }

    private double weighted(ToDoubleFunction<RegionScore> score) {
        double sum = 0;
        for (LabelScheme scheme : LabelScheme.values()) {
            sum += weights.modalities().get(scheme) * weighted(scheme, score);
        }
        return sum;
    }

    private double weighted(LabelScheme scheme, ToDoubleFunction<RegionScore> score) {
        double sum = 0;
        for (RegionScore region : regions) {
            if (region.scheme() == scheme) {
                sum += region.weight() * score.applyAsDouble(region);
            }
        }
        return sum;
    }

    /** The part of one kind of mask, without the weight of its modality. */
    public double schemeScore(LabelScheme scheme, ScoreConvention convention) {
        return weighted(scheme, region -> region.score(convention));
    }

    /** How many nuclei have a finite distance above the normalizer. */
    public int flooredHausdorffCount() {
        return count(HemisphereScore::floored);
    }

    /** How many scored nuclei only one side has. */
    public int missingCount() {
        return count(hemisphere -> hemisphere.agreement().missing());
    }

    /** How many scored nuclei neither side has. */
    public int absentCount() {
        return count(hemisphere -> hemisphere.agreement().absentFromBoth());
    }

    private int count(Predicate<HemisphereScore> which) {
        return (int) regions.stream()
                .flatMap(region -> Stream.of(region.right(), region.left()))
                .filter(which)
                .count();
    }
}
