package org.substantia.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class CaseBiomarkersTest {
    private static final Geometry GRID = Geometry.axisAligned(40, 40, 12, 4, 4, 4);

    @TempDir
    Path folder;

    /** They counted as 0 ppb, which halved the mean of a nucleus of which half was not measured. */
    @Test
    void voxelsThatAreNoNumbersHaveNoShareInMeans() throws IOException {
        Volume qsm = Volume.zeros(GRID);
        byte[] nuclei = new byte[GRID.voxelCount()];
        for (int i = 0; i < nuclei.length; i++) {
            qsm.data()[i] = i % 41 - 20;
            if (GRID.x(i) >= 18 && GRID.x(i) < 22 && GRID.y(i) >= 18 && GRID.y(i) < 22 && GRID.z(i) == 6) {
                nuclei[i] = 11;
                qsm.data()[i] = GRID.x(i) < 20 ? 150 : Float.NaN;
            }
        }
        Path patient = Files.createDirectories(folder.resolve("P1"));
        Nifti.write(patient.resolve("QSM.nii.gz"), qsm);
        Nifti.write(patient.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, nuclei));

        MeasuredCases measured =
                CaseBiomarkers.measure(Cohort.open(folder).cases(), Optional.empty(), Workers.caller(), () -> {});

        assertThat(measured.failures()).isEmpty();
        assertThat(measured.biomarkers().get(0).value(BiomarkerId.parse("SN_r.qsm.mean")))
                .hasValue(150);
    }
}
