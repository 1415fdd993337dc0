package org.substantia.diagnosis.training;

import java.util.List;
import java.util.Optional;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.scoring.statistics.Bootstrap;

/**
 * How a diagnosis model is trained.
 *
 * @param folds of the outer cross-validation, at least 2
 * @param innerFolds of the one within its training patients, at least 2
 * @param seed of every random choice
 * @param candidates the learners to compare
 * @param wholeImageIntensities whether biomarkers of whole images ({@code image.*}) may be used
 * @param prior a model of other patients to initialize from
 * @param bootstrap behind the intervals
 * @param persons cases of one person, which the intervals draw together
 */
public record DiagnosisTrainingOptions(
        int folds,
        int innerFolds,
        long seed,
        List<Candidate> candidates,
        boolean wholeImageIntensities,
        Optional<DiagnosisModel> prior,
        Bootstrap bootstrap,
        CaseGroups persons) {
    /** @throws IllegalArgumentException if there are fewer than two folds or no candidates */
    public DiagnosisTrainingOptions {
        if (folds < 2 || innerFolds < 2) {
            throw new IllegalArgumentException("at least two folds are needed");
        }
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to try");
        }
    }

    /** Five folds, all candidates, without whole-image intensities, from the patients alone. */
    public static DiagnosisTrainingOptions usual(long seed) {
        return new DiagnosisTrainingOptions(
                5, 5, seed, Candidate.all(), false, Optional.empty(), Bootstrap.seeded(seed), CaseGroups.none());
    }

    public DiagnosisTrainingOptions withCandidates(List<Candidate> wanted) {
        return new DiagnosisTrainingOptions(
                folds, innerFolds, seed, wanted, wholeImageIntensities, prior, bootstrap, persons);
    }

    public DiagnosisTrainingOptions withFolds(int count) {
        return new DiagnosisTrainingOptions(
                count, innerFolds, seed, candidates, wholeImageIntensities, prior, bootstrap, persons);
    }

    public DiagnosisTrainingOptions withSeed(long other) {
        return new DiagnosisTrainingOptions(
                folds, innerFolds, other, candidates, wholeImageIntensities, prior, bootstrap, persons);
    }

    public DiagnosisTrainingOptions withWholeImageIntensities(boolean wanted) {
        return new DiagnosisTrainingOptions(folds, innerFolds, seed, candidates, wanted, prior, bootstrap, persons);
    }

    public DiagnosisTrainingOptions withPrior(Optional<DiagnosisModel> wanted) {
        return new DiagnosisTrainingOptions(
                folds, innerFolds, seed, candidates, wholeImageIntensities, wanted, bootstrap, persons);
    }

    public DiagnosisTrainingOptions withPersons(CaseGroups wanted) {
        return new DiagnosisTrainingOptions(
                folds, innerFolds, seed, candidates, wholeImageIntensities, prior, bootstrap, wanted);
    }
}
