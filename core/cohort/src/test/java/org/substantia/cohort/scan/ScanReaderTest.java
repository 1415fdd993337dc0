package org.substantia.cohort.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class ScanReaderTest {
    private static final Geometry HEAD = Geometry.axisAligned(40, 40, 12, 4, 4, 4);

    @TempDir
    Path folder;

    @Test
    void readsWhatImagesThereAre() throws IOException {
        write("T1", HEAD, 100);
        write("NM", HEAD, 100);
        CaseScans images = ScanReader.read(patient());
        assertThat(images.images()).containsOnlyKeys(Modality.T1, Modality.NM);
        assertThat(images.reference().modality()).isEqualTo(Modality.T1);
        assertThat(images.reference().sha256()).hasSize(64);
    }

    @Test
    void readsOneScanWithoutTheOthers() throws IOException {
        write("T1", HEAD, 100);
        Files.writeString(path("NM"), "no image");
        CaseFolder patient = patient();
        Scan t1 = ScanReader.read(patient, Modality.T1).orElseThrow();
        assertThat(t1.volume().data()).isEqualTo(ramp(HEAD, 100).data());
        assertThat(ScanReader.read(patient, Modality.QSM)).isEmpty();
        assertThatIOException()
                .isThrownBy(() -> ScanReader.read(patient, Modality.NM))
                .withMessageContaining("NM.nii.gz");
    }

    @Test
    void convertsSusceptibilityInPpm() throws IOException {
        write("QSM", HEAD, 0.2f);
        Scan qsm = ScanReader.read(patient()).reference();
        assertThat(qsm.convertedFrom()).contains(SusceptibilityUnit.PPM);
        assertThat(qsm.volume().data()[40]).isEqualTo(200);
    }

    @Test
    void takesVoxelsThatAreNoNumbersAsNotMeasured() throws IOException {
        Volume volume = ramp(HEAD, 100);
        volume.data()[7] = Float.NaN;
        volume.data()[8] = Float.POSITIVE_INFINITY;
        Nifti.write(path("T1"), volume);
        Scan t1 = ScanReader.read(patient()).reference();
        assertThat(t1.voxelsNotFinite()).isEqualTo(2);
        assertThat(t1.volume().data()[7]).isZero();
        // What measures must know that there is nothing: a 0 would count in means.
        assertThat(t1.measured().data()[7]).isNaN();
        assertThat(t1.measured().data()[8]).isNaN();
        assertThat(t1.measured().data()[9]).isEqualTo(volume.data()[9]);
        assertThat(t1.volume().data()[7]).isZero();
    }

    @Test
    void refusesFlatImages() throws IOException {
        write("T1", Geometry.axisAligned(64, 64, 1, 4, 4, 4), 100);
        refuses("T1.nii.gz", "at least 4 slices");
    }

    @Test
    void refusesVeryThickSlices() throws IOException {
        write("T1", Geometry.axisAligned(64, 64, 5, 4, 4, 40), 100);
        refuses("T1.nii.gz", "at most 8 mm");
    }

    @Test
    void refusesWhatIsNotTheSizeOfAHead() throws IOException {
        write("T1", Geometry.axisAligned(40, 40, 40, 0.004, 0.004, 0.004), 100);
        refuses("T1.nii.gz", "not the size of a head");
    }

    @Test
    void refusesImagesWithoutContent() throws IOException {
        Nifti.write(path("NM"), Volume.zeros(HEAD));
        refuses("NM.nii.gz", "every voxel is 0.0");
        float[] nan = new float[HEAD.voxelCount()];
        Arrays.fill(nan, Float.NaN);
        Nifti.write(path("NM"), new Volume(HEAD, nan));
        refuses("NM.nii.gz", "no voxel holds a number");
    }

    @Test
    void refusesMasksAndLabelMaps() throws IOException {
        Volume mask = Volume.zeros(HEAD);
        Arrays.fill(mask.data(), 4000, 9000, 1);
        Nifti.write(path("T1"), mask);
        refuses("T1.nii.gz", "holds only 2 different values", "an image of a head is needed");
        Volume labels = Volume.zeros(HEAD);
        for (int v = 0; v < labels.data().length; v++) {
            // Blocks of 10 x 10 x 12 voxels, each with a label of its own.
            labels.data()[v] = 1 + v % 40 / 10 + 4 * (v / 40 % 40 / 10) + 16 * (v / 1600 / 6);
        }
        Nifti.write(path("T1"), labels);
        refuses("T1.nii.gz", "92 % of its neighboring voxels are equal");
    }

    @Test
    void refusesACaseWithoutImages() throws IOException {
        write("QSM_mask", HEAD, 1);
        refuses("patient", "at least one of T1.nii.gz");
    }

    private void refuses(String... parts) throws IOException {
        CaseFolder patient = patient();
        assertThatIOException()
                .isThrownBy(() -> ScanReader.read(patient))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
    }

    private CaseFolder patient() throws IOException {
        return Cohort.open(folder.resolve("patient")).cases().get(0);
    }

    private void write(String name, Geometry geometry, float most) throws IOException {
        Nifti.write(path(name), ramp(geometry, most));
    }

    private Path path(String name) throws IOException {
        return Files.createDirectories(folder.resolve("patient")).resolve(name + ".nii.gz");
    }

    private static Volume ramp(Geometry geometry, float most) {
        Volume volume = Volume.zeros(geometry);
        for (int v = 0; v < volume.data().length; v++) {
            volume.data()[v] = v % 41 / 40f * most;
        }
        return volume;
    }
}
