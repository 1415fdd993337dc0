package org.substantia.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.generation.CohortRecipe;
import org.substantia.synthesis.generation.CohortWriter;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;

@Tag("slow")
class AnalyzePatientTest {
    /** The part of the Ruijin grid around the nuclei. */
    private static final Geometry GRID =
            new Geometry(140, 170, 66, Affine.scaling(2 / 3.0, 2 / 3.0, 2, -140 / 3.0, -170 / 3.0, -66));

    @TempDir
    private Path folder;

    @Test
    void aSyntheticPatientGetsLabelMapsADiagnosisAndAReport() throws Exception {
        AnatomyBank bank = AnatomyBank.builtIn();
        CohortRecipe recipe = new CohortRecipe(
                1,
                AcquisitionDomain.REALISTIC,
                0.5,
                Confounding.NONE,
                List.of(bank.entries().get(0).id()),
                Optional.of(GRID));
        try (Workers workers = Workers.all()) {
            new CohortWriter(bank, PopulationModel.ruijin(), recipe, "example")
                    .write(folder.resolve("cohort"), 1, workers, () -> {});
        }

        Path out = folder.resolve("out");
        AnalyzePatient.main(new String[] {folder.resolve("cohort/SYN_0001").toString(), out.toString()});

        assertThat(out.resolve("QSM_pred.nii.gz")).exists();
        assertThat(out.resolve("NM_pred.nii.gz")).exists();
        assertThat(out.resolve("diagnosis.json")).exists();
        assertThat(out.resolve("report.html")).content().contains("SYN_0001");
    }
}
