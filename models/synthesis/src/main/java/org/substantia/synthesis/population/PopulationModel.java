package org.substantia.synthesis.population;

import java.util.List;
import java.util.Objects;
import org.substantia.cohort.anatomy.Structure;

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
     * number's source is in docs/explanation/subject-model.md.
     */
    public static PopulationModel ruijin() {
        List<StructureModel> structures = List.of(
                structure(Structure.CN)
                        .susceptibility(39, 43, 38, 42, 10, 0.25, 0.35)
                        .nm(1.010, 0.978, 1.006, 0.969, 0.036)
                        .volume(3360, 2840, 0.10, -0.004, -0.01),
                structure(Structure.PUT)
                        .susceptibility(53, 47, 51, 46, 13, 0.60, 0.40)
                        .nm(1.022, 1.007, 1.022, 1.002, 0.036)
                        .volume(3670, 3520, 0.10, -0.005, -0.01),
                structure(Structure.GP)
                        .susceptibility(122, 120, 130, 129, 24, 0.15, 0.40)
                        .nm(0.992, 0.974, 0.989, 0.968, 0.036)
                        .volume(1850, 2100, 0.10, -0.003, -0.01),
                structure(Structure.TH)
                        .susceptibility(-12, -10, -10, -6, 9, -0.15, 0.10)
                        .nm(0.989, 1.001, 0.990, 1.006, 0.030)
                        .volume(4600, 4610, 0.09, -0.004, -0.01),
                structure(Structure.STN)
                        .susceptibility(98, 102, 99, 102, 19, 0.20, 0.35)
                        .nm(1.012, 1.006, 1.018, 1.003, 0.044)
                        .volume(80, 90, 0.12, -0.002, 0),
                structure(Structure.SN)
                        .susceptibility(133, 134, 149, 154, 18.3, 0.40, 0.35)
                        .nm(1.040, 1.044, 1.035, 1.028, 0.026)
                        .volume(470, 460, 0.10, -0.002, 0.01),
                structure(Structure.RN)
                        .susceptibility(112, 113, 112, 115, 24, 0.50, 0.35)
                        .nm(0.991, 0.996, 1.004, 1.003, 0.044)
                        .volume(170, 170, 0.11, -0.001, 0),
                structure(Structure.DN)
                        .susceptibility(109, 104, 103, 102, 22, 0.40, 0.40)
                        .nm(0.945, 0.980, 0.972, 1.000, 0.058)
                        .volume(660, 650, 0.11, -0.002, -0.01));
        NigraModel nigra = new NigraModel(
                3.5,
                352,
                0.28,
                -0.003,
                Math.log(0.82),
                -0.05,
                0.160,
                0.040,
                -0.00056,
                -0.0256,
                -0.0067,
                0.10,
                0.20,
                0.09,
                0.04,
                0.30,
                0.40,
                0.18,
                45,
                8,
                0.08,
                60,
                12,
                new NigrosomeModel(0.86, 0.10, 0.38, 0.24, 0.05));
        Couplings couplings = new Couplings(0.80, 0.50, 0.20, 0.80, 0.36, 0.65, 0.25, 0.35, 0.42, -0.30, 0.25, 0.60);
        ScannerModel scanner = new ScannerModel(
                List.of(
                        new ScannerModel.Site("A", 1.00, 1.00, 0.04, 0.95),
                        new ScannerModel.Site("B", 1.08, 1.10, 0.08, 1.10)),
                0.03,
                0.02,
                0.9);
        return new PopulationModel(new DemographicsModel(60, 9, 40, 80, 0.5), structures, nigra, couplings, 0.06, scanner);
    }

    private static Row structure(Structure structure) {
        return new Row(structure);
    }

    /** Spells out a row of the table above. */
    private static final class Row {
        private final Structure structure;
        private double[] chi;
        private double[] nm;

        Row(Structure structure) {
            this.structure = structure;
        }

        Row susceptibility(double... values) {
            chi = values;
            return this;
        }

        Row nm(double... values) {
            nm = values;
            return this;
        }

        StructureModel volume(double right, double left, double sd, double perYear, double effect) {
            return new StructureModel(
                    structure,
                    new Bilateral(chi[0], chi[1]),
                    new Bilateral(chi[2], chi[3]),
                    chi[4],
                    chi[5],
                    chi[6],
                    new Bilateral(nm[0], nm[1]),
                    new Bilateral(nm[2], nm[3]),
                    nm[4],
                    new Bilateral(right, left),
                    sd,
                    perYear,
                    effect);
        }
    }
}
