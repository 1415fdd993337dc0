package org.substantia.synthesis.population;

/**
 * What is assumed of the substantia nigra beyond its mean susceptibility, each side. Effects are patients minus healthy
 * persons; those called asymmetry are added on the more affected side and taken away on the other.
 *
 * @param susceptibilityAsymmetry ppb
 * @param volumeMm3 mean volume of the tracing on the NM image, healthy
 * @param volumeSd deviation of the logarithm of that volume
 * @param volumePerYear change of the logarithm of that volume a year
 * @param volumeEffect logarithm of the ratio of volumes, patients over healthy persons
 * @param volumeAsymmetry of the logarithm of the volume
 * @param contrast (S - S(crus cerebri)) / S(crus cerebri), mean in the NM tracing, healthy
 * @param contrastSd spread of the contrast
 * @param contrastPerYear change a year
 * @param contrastEffect patients minus healthy
 * @param contrastAsymmetry of the contrast
 * @param gradient relative loss of contrast per standard deviation of the way to the ventrolateral end, healthy
 * @param gradientSd spread of the gradient
 * @param gradientEffect patients minus healthy: the loss is concentrated ventrolaterally
 * @param gradientAsymmetry of the gradient
 * @param highIronFraction share of the nigra's volume that the high-iron region takes: healthy median
 * @param highIronLogitSd spread of the logit of that share
 * @param highIronLogitEffect patients minus healthy, logit
 * @param highIronExtraPpb mean susceptibility of the region above that of the rest of the nigra
 * @param highIronExtraSd its spread, ppb
 * @param nigrosomeShare share of the nigra's volume that nigrosome 1 takes
 * @param nigrosomeDepthPpb mean susceptibility of a visible nigrosome 1 below that of the rest of the nigra
 * @param nigrosomeDepthSd its spread, ppb
 * @param nigrosome how often nigrosome 1 is visible
 */
public record NigraModel(
        double susceptibilityAsymmetry,
        double volumeMm3,
        double volumeSd,
        double volumePerYear,
        double volumeEffect,
        double volumeAsymmetry,
        double contrast,
        double contrastSd,
        double contrastPerYear,
        double contrastEffect,
        double contrastAsymmetry,
        double gradient,
        double gradientSd,
        double gradientEffect,
        double gradientAsymmetry,
        double highIronFraction,
        double highIronLogitSd,
        double highIronLogitEffect,
        double highIronExtraPpb,
        double highIronExtraSd,
        double nigrosomeShare,
        double nigrosomeDepthPpb,
        double nigrosomeDepthSd,
        NigrosomeModel nigrosome) {}
