package org.substantia.synthesis.population;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.synthesis.table.ParameterTable;

/**
 * The statistical model of a population of patients and healthy persons, as plain data. Given age, sex and diagnosis
 * (and, in patients, the more affected side), all continuous features are jointly normal with one covariance, so that
 * the best possible classifier is known in closed form ({@link BayesClassifier}).
 *
 * @param demographics age and sex
 * @param structures eight, in the order of {@link Structure}
 * @param nigra the substantia nigra beyond its means
 * @param couplings correlations
 * @param sexVolumeEffect logarithm of the ratio of volumes, men over women, of all structures
 * @param scanner the scanners
 */
public record PopulationModel(
        DemographicsModel demographics,
        List<StructureModel> structures,
        NigraModel nigra,
        Couplings couplings,
        double sexVolumeEffect,
        ScannerModel scanner) {
    /** @throws IllegalArgumentException if a structure is missing or out of order */
    public PopulationModel {
        structures = List.copyOf(structures);
        if (!structures.stream().map(StructureModel::structure).toList().equals(List.of(Structure.values()))) {
            throw new IllegalArgumentException("all eight structures are needed, in order");
        }
        Objects.requireNonNull(demographics, "demographics");
        Objects.requireNonNull(nigra, "nigra");
        Objects.requireNonNull(couplings, "couplings");
        Objects.requireNonNull(scanner, "scanner");
    }

    public StructureModel of(Structure structure) {
        return structures.stream()
                .filter(model -> model.structure() == structure)
                .findFirst()
                .orElseThrow();
    }

    /**
     * A population like that of Ruijin-PD: means as published for its 300 training and validation cases, spreads such
     * that the effect size of nigral susceptibility is about 1.0 and the best possible accuracy about 0.87. Every
     * number's source is in the tables beside this class and in docs/explanation/subject-model.md.
     */
    public static PopulationModel ruijin() {
        ParameterTable numbers = ParameterTable.of(PopulationModel.class, "parameters.csv");
        ParameterTable structures = ParameterTable.of(PopulationModel.class, "structures.csv");
        ParameterTable traits = ParameterTable.of(PopulationModel.class, "nigra-traits.csv");
        ParameterTable sites = ParameterTable.of(PopulationModel.class, "sites.csv");
        return new PopulationModel(
                new DemographicsModel(
                        numbers.value("age_mean"),
                        numbers.value("age_sd"),
                        numbers.value("age_min"),
                        numbers.value("age_max"),
                        numbers.value("male_share")),
                Arrays.stream(Structure.values())
                        .map(structure -> StructureModel.of(structures, structure))
                        .toList(),
                NigraModel.of(traits, numbers),
                Couplings.of(numbers),
                numbers.value("sex_volume_effect"),
                ScannerModel.of(sites, numbers));
    }
}
