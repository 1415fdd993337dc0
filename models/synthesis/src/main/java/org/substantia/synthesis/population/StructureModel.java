package org.substantia.synthesis.population;

import org.substantia.cohort.anatomy.Structure;

/**
 * What is assumed of one structure in a population: means by diagnosis and side, effects of age, spread between
 * subjects. Means hold at the mean age; deviations are those between subjects of the same age, sex and diagnosis. The
 * sources of the numbers are in docs/explanation/subject-model.md.
 *
 * @param structure which one
 * @param healthySusceptibility mean in the QSM mask, ppb
 * @param parkinsonSusceptibility mean in the QSM mask, ppb
 * @param susceptibilitySd ppb
 * @param susceptibilityPerYear ppb a year
 * @param ironLoading share of the standardised susceptibility that follows the iron factor common to all structures, 0
 *     to 1; its square is the correlation it brings between two structures of the same loading
 * @param healthyNm mean signal of the NM image in the QSM mask, 1 being the brain's mean
 * @param parkinsonNm as {@code healthyNm}
 * @param nmSd spread of the NM signal
 * @param volumeMm3 mean of all subjects when both diagnoses are equally frequent
 * @param volumeSd deviation of the logarithm of the volume
 * @param volumePerYear change of the logarithm of the volume a year; negative where the structure shrinks
 * @param volumeEffect logarithm of the ratio of volumes, patients over healthy persons
 */
public record StructureModel(
        Structure structure,
        Bilateral healthySusceptibility,
        Bilateral parkinsonSusceptibility,
        double susceptibilitySd,
        double susceptibilityPerYear,
        double ironLoading,
        Bilateral healthyNm,
        Bilateral parkinsonNm,
        double nmSd,
        Bilateral volumeMm3,
        double volumeSd,
        double volumePerYear,
        double volumeEffect) {}
