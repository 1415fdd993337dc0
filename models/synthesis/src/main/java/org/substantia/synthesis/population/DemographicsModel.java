package org.substantia.synthesis.population;

import org.substantia.base.random.RandomStream;
import org.substantia.synthesis.subject.Normal;

/**
 * Age and sex, the same in patients and healthy persons, as in an age- and sex-matched cohort: neither predicts the
 * diagnosis. Age follows a normal distribution cut off at both ends.
 *
 * @param meanAge years; the middle of the range, so that the cut leaves the mean where it is
 * @param sdAge years, before the cut
 * @param minAge years
 * @param maxAge years
 * @param maleShare 0 to 1
 */
public record DemographicsModel(double meanAge, double sdAge, double minAge, double maxAge, double maleShare) {
    /** @throws IllegalArgumentException if the mean is not the middle of the range or a number is out of its own */
    public DemographicsModel {
        if (!(sdAge > 0) || !(maxAge > minAge) || Math.abs(minAge + maxAge - 2 * meanAge) > 1e-9) {
            throw new IllegalArgumentException("the mean age must be the middle of the range: " + meanAge + " of "
                    + minAge + " to " + maxAge + ", deviation " + sdAge);
        }
        if (!(maleShare >= 0 && maleShare <= 1)) {
            throw new IllegalArgumentException("the share of men must be 0 to 1, not " + maleShare);
        }
    }

    /** Variance of the age after the cut, years squared (truncated normal distribution, symmetric case). */
    double ageVariance() {
        double a = (maxAge - meanAge) / sdAge;
        double density = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
        return sdAge * sdAge * (1 - 2 * a * density / (2 * Normal.cumulative(a) - 1));
    }

    double sampleAge(RandomStream random) {
        return random.nextGaussian(meanAge, sdAge, (maxAge - meanAge) / sdAge);
    }
}
