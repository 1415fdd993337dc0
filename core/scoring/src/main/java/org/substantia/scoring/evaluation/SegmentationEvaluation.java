package org.substantia.scoring.evaluation;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.scoring.challenge.CaseScore;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.challenge.ScoreConvention;

/**
 * All cases of a submission, in the order of their ids.
 *
 * @param weights the numbers of the composite
 * @param schemes the kinds of mask that the reference has for at least one case
 * @param cases every case of the reference
 * @param unreferenced ids that only the submission has; they are not scored
 * @param masksScored whether the submission had no prediction and its files named as reference masks were scored
 */
public record SegmentationEvaluation(
        ChallengeWeights weights,
        Set<LabelScheme> schemes,
        List<CaseEvaluation> cases,
        List<String> unreferenced,
        boolean masksScored) {
    public SegmentationEvaluation {
        schemes = Set.copyOf(schemes);
        cases = List.copyOf(cases);
        unreferenced = List.copyOf(unreferenced);
    }

    /** Whether the composite is defined: the reference has both kinds of mask. */
    public boolean hasComposite() {
        return schemes.size() == LabelScheme.values().length && cases.stream().anyMatch(CaseEvaluation::hasComposite);
    }

    /** The composite of every case whose reference is whole, in the order of the cases. */
    public double[] composites(ScoreConvention convention) {
        return cases.stream()
                .filter(CaseEvaluation::hasComposite)
                .mapToDouble(c -> c.challenge().composite(convention))
                .toArray();
    }

    public List<CaseEvaluation> failedCases() {
        return cases.stream().filter(CaseEvaluation::failed).toList();
    }

    /** What is odd about the reference's masks, one line each. */
    public List<String> referenceWarnings() {
        return cases.stream().flatMap(c -> c.referenceWarnings().stream()).toList();
    }

    /** What is odd about the masks that were scored, one line each. */
    public List<String> warnings() {
        Stream<String> places = cases.stream().flatMap(c -> c.score().masks().values().stream()
                .filter(mask -> !mask.gridsAgree())
                .map(mask -> c.id() + ", " + mask.scheme()
                        + " mask: reference and prediction lie at different places by their headers; compared"
                        + " voxel by voxel all the same, as the challenge does"));
        return Stream.concat(places, cases.stream().flatMap(c -> c.warnings().stream()))
                .toList();
    }

    /** What the official result files are made of. */
    public List<CaseScore> officialScores() {
        return cases.stream().map(CaseEvaluation::official).toList();
    }

    /**
     * How many nuclei over all cases have a finite Hausdorff distance above the normalizer, counted 0 instead of less.
     */
    public int flooredHausdorffCount() {
        return cases.stream()
                .mapToInt(c -> c.challenge().flooredHausdorffCount())
                .sum();
    }
}
