package org.substantia.synthesis.population;

import org.substantia.base.numeric.Cholesky;
import org.substantia.base.numeric.Logistic;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;
import org.substantia.synthesis.subject.MoreAffected;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * The classifier that no other can beat on subjects of a {@link PopulationModel}: the posterior probability of disease
 * from the model's own densities, given every feature that depends on the diagnosis (susceptibility, NM signal and
 * volume of all nuclei; NM volume, contrast and gradient, high-iron share and visible nigrosome of the nigra), age and
 * sex. The more affected side is not known to it: patients are a mixture of two halves.
 *
 * <p>Both diagnoses share one covariance, so each half's log likelihood ratio is linear in the features (Fisher's
 * discriminant): {@code w (x - mean_healthy) - w d / 2} with {@code d} the difference of means and {@code w =
 * covariance^-1 d}. Immutable and thread-safe.
 */
public final class BayesClassifier {
    private final FeatureDistribution distribution;
    private final NigrosomeModel nigrosome;
    private final double priorLogOdds;
    private final double[][] weights = new double[2][];
    private final double[] offsets = new double[2];

    /**
     * @param prevalence share of patients, above 0 and below 1
     * @throws IllegalArgumentException if the prevalence is out of range
     */
    public BayesClassifier(PopulationModel model, double prevalence) {
        if (!(prevalence > 0 && prevalence < 1)) {
            throw new IllegalArgumentException("the prevalence must be above 0 and below 1, not " + prevalence);
        }
        this.distribution = new FeatureDistribution(model);
        this.nigrosome = model.nigra().nigrosome().visibility();
        this.priorLogOdds = Logistic.logOdds(prevalence);
        Cholesky covariance = new Cholesky(distribution.covariance());
        double age = model.demographics().meanAge();
        double[] healthy = distribution.mean(Diagnosis.HEALTHY, MoreAffected.NONE, age, Sex.FEMALE);
        for (Side side : Side.values()) {
            double[] difference = distribution.mean(Diagnosis.PARKINSON, MoreAffected.of(side), age, Sex.FEMALE);
            for (int i = 0; i < difference.length; i++) {
                difference[i] -= healthy[i];
            }
            double[] w = covariance.solve(difference);
            double dot = 0;
            for (int i = 0; i < w.length; i++) {
                dot += w[i] * difference[i];
            }
            weights[FeatureDistribution.index(side)] = w;
            offsets[FeatureDistribution.index(side)] = -dot / 2;
        }
    }

    /** Logarithm of the odds of disease; positive where disease is the likelier. */
    public double logOdds(SubjectParameters subject) {
        double[] x = FeatureDistribution.features(subject);
        double[] mean = distribution.mean(Diagnosis.HEALTHY, MoreAffected.NONE, subject.age(), subject.sex());
        boolean rightVisible = subject.rightNigra().nigrosomeVisible();
        boolean leftVisible = subject.leftNigra().nigrosomeVisible();
        double healthy = nigrosome.healthyProbability(rightVisible, leftVisible);
        double[] half = new double[2];
        for (Side side : Side.values()) {
            int s = FeatureDistribution.index(side);
            double sum = offsets[s];
            for (int i = 0; i < x.length; i++) {
                sum += weights[s][i] * (x[i] - mean[i]);
            }
            half[s] = sum + Math.log(nigrosome.parkinsonProbability(rightVisible, leftVisible, side) / healthy);
        }
        double larger = Math.max(half[0], half[1]);
        return priorLogOdds + larger + Math.log((Math.exp(half[0] - larger) + Math.exp(half[1] - larger)) / 2);
    }

    /** Probability of disease, 0 to 1. */
    public double probability(SubjectParameters subject) {
        return 1 / (1 + Math.exp(-logOdds(subject)));
    }
}
