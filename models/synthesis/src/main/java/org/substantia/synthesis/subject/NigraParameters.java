package org.substantia.synthesis.subject;

/**
 * What was drawn for the substantia nigra of one side beyond its {@link NucleusParameters}. The sub-regions move
 * susceptibility about within the nigra: its mean stays that of {@link NucleusParameters#susceptibilityPpb()}.
 *
 * @param nmVolumeMm3 volume of the tracing on the NM image
 * @param nmContrast mean in that tracing of (S - S(crus cerebri)) / S(crus cerebri); in very rare cases below 0
 * @param ventrolateralGradient relative loss of contrast per standard deviation of the way to the ventrolateral end:
 *     contrast is {@code nmContrast * (1 - ventrolateralGradient * g)}, g having mean 0 and deviation 1 in the tracing
 * @param highIronFraction share of the nigra's volume that the high-iron region takes
 * @param highIronExtraPpb how far that region lies above the rest of the nigra
 * @param nigrosomeVisible whether nigrosome 1 shows
 * @param nigrosomeShare share of the nigra's volume that it takes
 * @param nigrosomeDepthPpb how far nigrosome 1 lies below the rest of the nigra; 0 when it does not show
 */
public record NigraParameters(
        double nmVolumeMm3,
        double nmContrast,
        double ventrolateralGradient,
        double highIronFraction,
        double highIronExtraPpb,
        boolean nigrosomeVisible,
        double nigrosomeShare,
        double nigrosomeDepthPpb) {
    /** Susceptibility of what is neither high-iron region nor nigrosome 1, ppb, given the mean of the whole nigra. */
    public double remainderPpb(double nigraMeanPpb) {
        return nigraMeanPpb - highIronFraction * highIronExtraPpb + nigrosomeShare * nigrosomeDepthPpb;
    }

    /**
     * Expected share of the nigra's voxels below a susceptibility, the marker of Kim et al. (PMC5765262).
     *
     * @param thresholdPpb 70 in the paper
     * @param nigraMeanPpb mean of the whole nigra
     * @param textureSd deviation between voxels within a sub-region, ppb
     */
    public double shareBelow(double thresholdPpb, double nigraMeanPpb, double textureSd) {
        double rest = remainderPpb(nigraMeanPpb);
        double nigrosome = nigrosomeVisible ? nigrosomeShare : 0;
        return highIronFraction * Normal.cumulative((thresholdPpb - rest - highIronExtraPpb) / textureSd)
                + nigrosome * Normal.cumulative((thresholdPpb - rest + nigrosomeDepthPpb) / textureSd)
                + (1 - highIronFraction - nigrosome) * Normal.cumulative((thresholdPpb - rest) / textureSd);
    }
}
