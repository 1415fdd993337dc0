package org.substantia.scoring.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;
import org.substantia.scoring.challenge.CaseScore;
import org.substantia.scoring.challenge.ChallengeScore;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.segmentation.GridMismatchException;
import org.substantia.scoring.segmentation.MaskScore;

/**
 * Scores the masks of a submission. A case that cannot be scored is reported and does not stop the others. Too little
 * memory is no fault of a mask: it ends the evaluation with an {@link OutOfMemoryError}, since a score without the mask
 * would be wrong. Immutable and safe to share between threads.
 *
 * @param scorer which metrics are computed
 * @param weights the numbers of the composite
 */
public record SegmentationEvaluator(CaseScorer scorer, ChallengeWeights weights) {
    /**
     * @param reference its masks are the truth; its cases are the ones that are scored
     * @param submission its predicted masks are scored. A submission that predicts nothing at all, neither a mask nor a
     *     diagnosis, may be another set of reference masks, and then those are scored; beside predictions, misnamed
     *     ones too, they are the truth that came with the inputs and never stand in for a prediction that is missing
     * @param workers cases are scored in parallel; one case of each thread is in memory
     * @param done called for every case as soon as it is scored, from any thread
     */
    public SegmentationEvaluation evaluate(
            Cohort reference, Cohort submission, Workers workers, Consumer<CaseEvaluation> done) {
        Set<LabelScheme> schemes = schemes(reference);
        List<CaseFolder> cases = reference.cases();
        boolean masksScored = scoresMasks(submission);
        CaseEvaluation[] results = new CaseEvaluation[cases.size()];
        workers.forEach(results.length, i -> {
            CaseFolder truth = cases.get(i);
            results[i] = evaluate(truth, submission.find(truth.id()), schemes, masksScored);
            done.accept(results[i]);
        });
        return collect(reference, submission, Arrays.asList(results));
    }

    /** The kinds of mask that a reference has for at least one case. */
    public static Set<LabelScheme> schemes(Cohort reference) {
        Set<LabelScheme> schemes = EnumSet.noneOf(LabelScheme.class);
        reference.cases().forEach(c -> schemes.addAll(c.masks().keySet()));
        return schemes;
    }

    /**
     * Whether a submission {@linkplain Cohort#holdsPredictions predicts nothing at all}, so that its reference masks
     * are scored.
     */
    public static boolean scoresMasks(Cohort submission) {
        return !submission.holdsPredictions()
                && submission.cases().stream().anyMatch(c -> !c.masks().isEmpty());
    }

    /**
     * Puts cases together that were scored one by one.
     *
     * @param cases one for each case of the reference, in its order
     */
    public SegmentationEvaluation collect(Cohort reference, Cohort submission, List<CaseEvaluation> cases) {
        List<String> unreferenced = submission.cases().stream()
                .map(CaseFolder::id)
                .filter(id -> reference.find(id).isEmpty())
                .toList();
        return new SegmentationEvaluation(weights, schemes(reference), cases, unreferenced, scoresMasks(submission));
    }

    /**
     * Scores one case.
     *
     * @param prediction empty if the submission has no such case
     * @param schemes the kinds of mask of the whole reference, see {@link #schemes}
     * @param masksScored see {@link #scoresMasks}
     */
    public CaseEvaluation evaluate(
            CaseFolder truth, Optional<CaseFolder> prediction, Set<LabelScheme> schemes, boolean masksScored) {
        Map<LabelScheme, MaskScore> masks = new EnumMap<>(LabelScheme.class);
        Map<LabelScheme, MaskScore> official = new EnumMap<>(LabelScheme.class);
        List<String> referenceWarnings = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        List<ScoringFault> faults = new ArrayList<>();
        Map<String, String> inputs = new TreeMap<>();
        for (LabelScheme scheme : schemes) {
            Optional<ScoredMask> reference = read(
                    truth.mask(scheme), Role.reference(scheme), truth.id(), ScoredMask::readReference, faults, inputs);
            if (reference.isEmpty()) {
                continue;
            }
            Geometry grid = reference.get().labels().geometry();
            Optional<ScoredMask> predicted = read(
                    prediction.flatMap(p -> masksScored ? p.mask(scheme) : p.prediction(scheme)),
                    Role.prediction(scheme),
                    truth.id(),
                    source -> ScoredMask.read(source, grid),
                    faults,
                    inputs);
            if (predicted.isPresent()) {
                MaskScore score = scorer.score(
                        scheme, reference.get().labels(), predicted.get().labels());
                masks.put(scheme, score);
                officialScore(score, reference.get(), predicted.get()).ifPresent(s -> official.put(scheme, s));
                referenceWarnings.addAll(reference.get().warnings(scheme, score.otherTruthLabels()));
                warnings.addAll(predicted.get().warnings(scheme, score.otherPredictionLabels()));
            }
        }
        CaseScore score = new CaseScore(truth.id(), masks);
        return new CaseEvaluation(
                score,
                new CaseScore(truth.id(), official),
                ChallengeScore.of(score, weights),
                faults,
                referenceWarnings,
                warnings,
                inputs);
    }

    /** What the challenge's script finds; the masks are compared again only where it reads other voxels. */
    private Optional<MaskScore> officialScore(MaskScore own, ScoredMask reference, ScoredMask predicted) {
        if (!reference.isReadByTheScript() || !predicted.isReadByTheScript()) {
            return Optional.empty();
        }
        if (reference.isExact() && predicted.isExact()) {
            return Optional.of(own);
        }
        return Optional.of(scorer.score(own.scheme(), reference.exactLabels(), predicted.exactLabels()));
    }

    /** How a mask takes part and what its absence means. */
    private record Role(LabelScheme scheme, ScoringFault.Kind missing, ScoringFault.Kind unreadable, String name) {
        static Role reference(LabelScheme scheme) {
            return new Role(
                    scheme, ScoringFault.Kind.REFERENCE_MISSING, ScoringFault.Kind.REFERENCE_UNREADABLE, "reference");
        }

        static Role prediction(LabelScheme scheme) {
            return new Role(
                    scheme,
                    ScoringFault.Kind.PREDICTION_MISSING,
                    ScoringFault.Kind.PREDICTION_UNREADABLE,
                    "prediction");
        }
    }

    /** Opens a mask; its runtime exception is a {@link GridMismatchException}. */
    @FunctionalInterface
    private interface MaskReader {
        ScoredMask read(ByteSource source) throws IOException;
    }

    private static Optional<ScoredMask> read(
            Optional<ByteSource> source,
            Role role,
            String id,
            MaskReader reader,
            List<ScoringFault> faults,
            Map<String, String> inputs) {
        if (source.isEmpty()) {
            faults.add(new ScoringFault(
                    role.scheme(),
                    role.missing(),
                    id + ": there is no " + role.scheme() + " mask in the " + role.name()));
            return Optional.empty();
        }
        try {
            inputs.put(role.name() + "/" + id + "/" + role.scheme(), Sha256.hex(source.get()));
            return Optional.of(reader.read(source.get()));
        } catch (IOException e) {
            faults.add(new ScoringFault(role.scheme(), role.unreadable(), e.getMessage()));
        } catch (GridMismatchException e) {
            String message = id + ", " + role.scheme() + " mask: " + e.getMessage();
            faults.add(new ScoringFault(role.scheme(), ScoringFault.Kind.SIZE_DIFFERS, message));
        }
        return Optional.empty();
    }
}
