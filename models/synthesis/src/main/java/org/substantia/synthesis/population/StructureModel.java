package org.substantia.synthesis.population;

import org.substantia.cohort.anatomy.Structure;
import org.substantia.synthesis.table.ParameterTable;

/**
 * What is assumed of one structure in a population: means by diagnosis and side, effects of age, spread between
 * subjects. Means hold at the mean age; deviations are those between subjects of the same age, sex and diagnosis. The
 * sources of the numbers are in docs/explanation/subject-model.md.
 *
 * @param structure which one
 * @param susceptibility mean in the QSM mask
 * @param nmSignal mean of the NM image in the QSM mask
 * @param volume of the QSM mask
 */
public record StructureModel(Structure structure, Susceptibility susceptibility, NmSignal nmSignal, Volume volume) {
    /**
     * Mean susceptibility in the QSM mask, ppb.
     *
     * @param healthy mean of healthy persons
     * @param parkinson mean of patients
     * @param sd deviation between subjects
     * @param perYear change a year
     * @param ironLoading share of the standardized susceptibility that follows the iron factor common to all
     *     structures, 0 to 1; its square is the correlation it brings between two structures of the same loading
     */
    public record Susceptibility(
            Bilateral healthy, Bilateral parkinson, double sd, double perYear, double ironLoading) {}

    /**
     * Mean signal of the NM image in the QSM mask, 1 being the brain's mean.
     *
     * @param healthy mean of healthy persons
     * @param parkinson mean of patients
     * @param sd deviation between subjects
     */
    public record NmSignal(Bilateral healthy, Bilateral parkinson, double sd) {}

    /**
     * Volume of the QSM mask.
     *
     * @param meanMm3 mean of all subjects when both diagnoses are equally frequent
     * @param logSd deviation of the logarithm
     * @param logPerYear change of the logarithm a year; negative where the structure shrinks
     * @param logEffect logarithm of the ratio of patients over healthy persons
     */
    public record Volume(Bilateral meanMm3, double logSd, double logPerYear, double logEffect) {}

    /** The row of a structure in {@code structures.csv}. */
    static StructureModel of(ParameterTable table, Structure structure) {
        String row = structure.symbol();
        return new StructureModel(
                structure,
                new Susceptibility(
                        sides(table, row, "qsm_hc"),
                        sides(table, row, "qsm_pd"),
                        table.number(row, "qsm_sd"),
                        table.number(row, "qsm_per_year"),
                        table.number(row, "iron_loading")),
                new NmSignal(sides(table, row, "nm_hc"), sides(table, row, "nm_pd"), table.number(row, "nm_sd")),
                new Volume(
                        sides(table, row, "volume"),
                        table.number(row, "volume_sd"),
                        table.number(row, "volume_per_year"),
                        table.number(row, "volume_effect")));
    }

    private static Bilateral sides(ParameterTable table, String row, String column) {
        return new Bilateral(table.number(row, column + "_r"), table.number(row, column + "_l"));
    }
}
