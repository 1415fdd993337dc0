package org.substantia.synthesis.population;

import java.util.List;
import java.util.stream.Stream;
import org.substantia.base.random.RandomStream;
import org.substantia.synthesis.subject.ScannerEffects;
import org.substantia.synthesis.table.ParameterTable;

/**
 * The scanners of a cohort: two sites that differ in everything a case's {@link ScannerEffects} say, and a spread
 * within each.
 *
 * @param sites exactly two
 * @param logGainSd spread of the logarithm of the gains and of the noise within a site
 * @param shadingSd spread of the coil shading within a site
 * @param confoundedShare share of patients at their site when site and diagnosis go together, 0.5 to 1
 */
public record ScannerModel(List<Site> sites, double logGainSd, double shadingSd, double confoundedShare) {
    /**
     * The middle of what a site's scanner does.
     *
     * @param id short name
     * @param nmGain factor on the NM image
     * @param t1Gain factor on the T1 image
     * @param coilShading relative change of the NM signal across the head, from its middle to its border
     * @param noise factor on the noise of all images
     */
    public record Site(String id, double nmGain, double t1Gain, double coilShading, double noise) {}

    /** @throws IllegalArgumentException if there are not two sites or the share is out of range */
    public ScannerModel {
        sites = List.copyOf(sites);
        if (sites.size() != 2) {
            throw new IllegalArgumentException("two sites are needed, not " + sites.size());
        }
        if (!(confoundedShare >= 0.5 && confoundedShare <= 1)) {
            throw new IllegalArgumentException("the confounded share must be 0.5 to 1, not " + confoundedShare);
        }
    }

    /**
     * @param sites {@code sites.csv}
     * @param numbers {@code parameters.csv}
     */
    static ScannerModel of(ParameterTable sites, ParameterTable numbers) {
        return new ScannerModel(
                Stream.of("A", "B")
                        .map(id -> new Site(
                                id,
                                sites.number(id, "nm_gain"),
                                sites.number(id, "t1_gain"),
                                sites.number(id, "coil_shading"),
                                sites.number(id, "noise")))
                        .toList(),
                numbers.value("scanner_log_gain_sd"),
                numbers.value("scanner_shading_sd"),
                numbers.value("confounded_share"));
    }

    ScannerEffects sample(boolean parkinson, Confounding confounding, RandomStream random) {
        double second =
                switch (confounding) {
                    case NONE -> 0.5;
                    case ALIGNED -> parkinson ? confoundedShare : 1 - confoundedShare;
                    case REVERSED -> parkinson ? 1 - confoundedShare : confoundedShare;
                };
        Site site = sites.get(random.nextBoolean(second) ? 1 : 0);
        double nmGain = site.nmGain() * StrictMath.exp(logGainSd * random.nextGaussian());
        double t1Gain = site.t1Gain() * StrictMath.exp(logGainSd * random.nextGaussian());
        double noise = site.noise() * StrictMath.exp(logGainSd * random.nextGaussian());
        double shading = Math.max(0, site.coilShading() + shadingSd * random.nextGaussian());
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        double z = random.nextGaussian();
        double norm = Math.sqrt(x * x + y * y + z * z);
        return new ScannerEffects(site.id(), nmGain, t1Gain, noise, shading, x / norm, y / norm, z / norm);
    }
}
