package org.substantia.diagnosis.classification;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.SideOrientation;
import org.substantia.diagnosis.classification.features.Subject;
import org.substantia.diagnosis.classification.scores.PlattCalibration;
import org.substantia.diagnosis.classification.scores.ProbabilityCalibration;
import org.substantia.diagnosis.classification.scores.ScoreModel;

/**
 * From a subject to a probability.
 *
 * @param learner the candidate that won, in words
 * @param sides which side of a subject is which
 * @param space the chosen features
 * @param score of those features
 * @param calibration from score to probability
 * @param patientShare share of patients with Parkinson's disease for which that probability holds: of those that the
 *     calibration was fitted to
 * @param scale brings contributions to a score onto the scale of log-odds
 * @param threshold a probability from it on counts as Parkinson's disease
 * @param outOfDistributionThreshold the largest {@link FeatureSpace#outOfDistributionScore} of the persons trained on,
 *     but for one in two hundred
 */
public record FittedClassifier(
        String learner,
        SideOrientation sides,
        FeatureSpace space,
        ScoreModel score,
        ProbabilityCalibration calibration,
        double patientShare,
        PlattCalibration scale,
        double threshold,
        double outOfDistributionThreshold) {
    /**
     * The most accurate threshold there is for probabilities that hold. That which was the most accurate one in the
     * patients learned from was no better on others.
     */
    public static final double THRESHOLD = 0.5;

    private static final double MIN_MEASURED = 0.75;
    private static final double MIN_OF_FAMILY = 0.5;

    /**
     * Whether so much of a subject is known that the answer is worth having: the features measured carry at least
     * {@value #MIN_OF_FAMILY} of the importance of each family of biomarkers and {@value #MIN_MEASURED} of that of all
     * features.
     */
    public boolean fits(Subject subject) {
        boolean[] measured = space.vector(subject).measured();
        double[] importance = score.importance(measured.length);
        Map<EvidenceFamily, double[]> byFamily = new EnumMap<>(EvidenceFamily.class);
        double all = 0;
        double present = 0;
        boolean any = false;
        for (int i = 0; i < measured.length; i++) {
            EvidenceFamily family = EvidenceFamily.of(space.scales().get(i).id());
            all += importance[i];
            double[] share = byFamily.computeIfAbsent(family, f -> new double[2]);
            share[1] += importance[i];
            if (measured[i]) {
                any = true;
                present += importance[i];
                share[0] += importance[i];
            }
        }
        return any
                && present >= MIN_MEASURED * all
                && byFamily.values().stream().allMatch(share -> share[0] >= MIN_OF_FAMILY * share[1]);
    }

    /** The same for a subject and its mirror image. */
    public double probability(Subject subject) {
        return sides.average(
                subject,
                reading -> calibration.probability(
                        score.score(space.vector(reading).values())));
    }

    /** What each feature contributes to the score, averaged over both readings of the sides. */
    double[] contributions(Subject subject) {
        double asNamed = sides.asNamed(subject);
        double[] parts = score.contributions(space.vector(subject).values());
        double[] exchanged =
                score.contributions(space.vector(subject.mirrored()).values());
        Arrays.setAll(parts, i -> asNamed * parts[i] + (1 - asNamed) * exchanged[i]);
        return parts;
    }

    /** The same under another name of how it was learned. */
    public FittedClassifier learnedBy(String how) {
        return new FittedClassifier(
                how, sides, space, score, calibration, patientShare, scale, threshold, outOfDistributionThreshold);
    }

    OutOfDistributionCheck outOfDistribution(Subject subject) {
        double[] importance = score.importance(space.size());
        return new OutOfDistributionCheck(
                sides.average(subject, reading -> space.outOfDistributionScore(reading, importance)),
                outOfDistributionThreshold);
    }
}
