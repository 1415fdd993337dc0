package org.substantia.scoring.challenge;

/** How a region's two hemispheres enter the composite. The challenge's page and its leaderboard differ. */
public enum ScoreConvention {
    /** The formula as printed: the mean of both hemispheres. With the standard weights at most 5.48. */
    PUBLISHED(0.5),
    /**
     * What the leaderboard's totals are made of: the sum of both hemispheres. With the standard weights at most 10.96.
     */
    LEADERBOARD(1);

    private final double factor;

    ScoreConvention(double factor) {
        this.factor = factor;
    }

    double of(double right, double left) {
        return factor * (right + left);
    }
}
