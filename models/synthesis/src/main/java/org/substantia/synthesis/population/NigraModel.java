package org.substantia.synthesis.population;

import org.substantia.synthesis.table.ParameterTable;

/**
 * What is assumed of the substantia nigra beyond its mean susceptibility, each side. Effects are patients minus healthy
 * persons; those called asymmetry are added on the more affected side and taken away on the other.
 *
 * @param susceptibilityAsymmetry ppb
 * @param volume of the tracing on the NM image: mean in mm3, all else of its logarithm
 * @param contrast (S - S(crus cerebri)) / S(crus cerebri), mean in the NM tracing
 * @param gradient relative loss of contrast per standard deviation of the way to the ventrolateral end, where the loss
 *     is concentrated in patients
 * @param highIron the region rich in iron
 * @param nigrosome nigrosome 1
 */
public record NigraModel(
        double susceptibilityAsymmetry,
        Trait volume,
        Trait contrast,
        Trait gradient,
        HighIronRegion highIron,
        Nigrosome nigrosome) {
    /**
     * A quantity that is normally distributed.
     *
     * @param mean of healthy persons
     * @param sd deviation between subjects
     * @param perYear change a year
     * @param effect patients minus healthy persons
     * @param asymmetry more affected side minus the mean of both
     */
    public record Trait(double mean, double sd, double perYear, double effect, double asymmetry) {
        private static Trait of(ParameterTable table, String row) {
            return new Trait(
                    table.number(row, "mean"),
                    table.number(row, "sd"),
                    table.number(row, "per_year"),
                    table.number(row, "effect"),
                    table.number(row, "asymmetry"));
        }
    }

    /**
     * The region rich in iron.
     *
     * @param fraction share of the nigra's volume: healthy median
     * @param logitSd spread of the logit of that share
     * @param logitEffect patients minus healthy persons, logit
     * @param extraPpb mean susceptibility of the region above that of the rest of the nigra
     * @param extraSd its spread, ppb
     */
    public record HighIronRegion(
            double fraction, double logitSd, double logitEffect, double extraPpb, double extraSd) {}

    /**
     * Nigrosome 1.
     *
     * @param share of the nigra's volume
     * @param depthPpb mean susceptibility of a visible one below that of the rest of the nigra
     * @param depthSd its spread, ppb
     * @param visibility how often it is visible
     */
    public record Nigrosome(double share, double depthPpb, double depthSd, NigrosomeModel visibility) {}

    /**
     * @param traits {@code nigra-traits.csv}
     * @param numbers {@code parameters.csv}
     */
    static NigraModel of(ParameterTable traits, ParameterTable numbers) {
        return new NigraModel(
                numbers.value("nigra_susceptibility_asymmetry"),
                Trait.of(traits, "volume"),
                Trait.of(traits, "contrast"),
                Trait.of(traits, "gradient"),
                new HighIronRegion(
                        numbers.value("high_iron_fraction"),
                        numbers.value("high_iron_logit_sd"),
                        numbers.value("high_iron_logit_effect"),
                        numbers.value("high_iron_extra_ppb"),
                        numbers.value("high_iron_extra_sd")),
                new Nigrosome(
                        numbers.value("nigrosome_share"),
                        numbers.value("nigrosome_depth_ppb"),
                        numbers.value("nigrosome_depth_sd"),
                        new NigrosomeModel(
                                numbers.value("nigrosome_healthy_both_visible"),
                                numbers.value("nigrosome_healthy_one_lost"),
                                numbers.value("nigrosome_parkinson_both_visible"),
                                numbers.value("nigrosome_parkinson_more_affected_lost"),
                                numbers.value("nigrosome_parkinson_less_affected_lost"))));
    }
}
