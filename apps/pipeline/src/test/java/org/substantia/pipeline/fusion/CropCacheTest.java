package org.substantia.pipeline.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.foundation.roi.Roi;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.pipeline.input.LabeledScans;

class CropCacheTest {
    private static final Geometry GRID = new Geometry(40, 30, 12, Affine.scaling(-2, 2, 3, 40, -30, -18));

    @TempDir
    Path folder;

    private Path scan;

    @BeforeEach
    void makeACase() throws IOException {
        byte[] mask = new byte[GRID.voxelCount()];
        Volume qsm = Volume.zeros(GRID);
        for (int i = 0; i < mask.length; i++) {
            boolean deep = GRID.y(i) > 8 && GRID.y(i) < 16 && GRID.z(i) > 3 && GRID.z(i) < 8;
            mask[i] = (byte) (!deep ? 0 : GRID.x(i) < 12 ? 11 : GRID.x(i) >= 28 ? 12 : 0);
            qsm.data()[i] = mask[i] > 0 ? 120 + i % 50 : i % 30;
        }
        Path patient = Files.createDirectories(folder.resolve("cohort/P1"));
        scan = patient.resolve("QSM.nii.gz");
        Nifti.write(scan, qsm);
        Nifti.write(patient.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, mask));
    }

    private CaseFolder patient() throws IOException {
        return Cohort.open(folder.resolve("cohort")).cases().get(0);
    }

    private CropCache cache(String version) {
        return new CropCache(folder.resolve("cache"), RoiCropper.Nuclei.SHOWN, Optional.empty(), version);
    }

    private Path file() {
        return folder.resolve("cache/P1.safetensors");
    }

    private static void assertSame(Map<Roi, SliceStack> found, Map<Roi, SliceStack> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((roi, stack) -> {
            assertThat(found.get(roi)).hasToString(stack.toString());
            assertThat(found.get(roi).shades()).isEqualTo(stack.shades());
        });
    }

    @Test
    void whatWasCutIsReadAgain() throws IOException {
        Map<Roi, SliceStack> cut =
                new RoiCrops(RoiCropper.Nuclei.SHOWN).of(LabeledScans.read(patient(), Optional.empty()));
        assertThat(cut).containsOnlyKeys(Roi.QSM_MIDBRAIN);

        Map<Roi, SliceStack> first = cache("1").of(patient());
        String key = cache("1").key(patient());
        FileTime written = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(file(), written);
        Map<Roi, SliceStack> second = cache("1").of(patient());

        assertSame(first, cut);
        assertSame(second, cut);
        assertThat(cache("1").key(patient())).isEqualTo(key);
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(written);
    }

    @Test
    void anotherImageOrProgramIsCutAnew() throws IOException {
        Map<Roi, SliceStack> first = cache("1").of(patient());
        String key = cache("1").key(patient());
        assertThat(cache("2").key(patient())).isNotEqualTo(key);
        Volume other = Volume.zeros(GRID);
        for (int i = 0; i < GRID.voxelCount(); i++) {
            other.data()[i] = i % 80;
        }
        Nifti.write(scan, other);

        Map<Roi, SliceStack> second = cache("2").of(patient());

        assertThat(cache("2").key(patient())).isNotEqualTo(key);
        assertThat(second.get(Roi.QSM_MIDBRAIN).shades())
                .isNotEqualTo(first.get(Roi.QSM_MIDBRAIN).shades());
    }

    @Test
    void aCaseThatCannotBeReadIsNamedWhileTheOthersGoOn() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("cohort/P2"));
        Files.writeString(broken.resolve("QSM.nii.gz"), "no image");
        Files.copy(scan.resolveSibling("QSM_mask.nii.gz"), broken.resolve("QSM_mask.nii.gz"));
        List<CaseFolder> cases = Cohort.open(folder.resolve("cohort")).cases();

        UnlabeledCrops crops = UnlabeledCrops.read(cases, cache("1"), Workers.caller(), () -> {});

        assertThat(crops.stacks()).hasSize(1);
        assertThat(crops.failures()).hasSize(1).first().satisfies(failure -> assertThat(failure.message())
                .contains("P2", "QSM.nii.gz"));
    }

    /** A run that resumes is checked by it while nothing is written. */
    @Test
    void whatCropsAreCutFromIsKnownBeforeOneIsCut() throws IOException {
        String digest = digest("1");

        assertThat(folder.resolve("cache")).doesNotExist();
        assertThat(digest("2")).isNotEqualTo(digest);
        cache("1").of(patient());
        assertThat(digest("1")).isEqualTo(digest);
        Nifti.write(scan, Volume.zeros(GRID));
        assertThat(digest("1")).isNotEqualTo(digest);
    }

    private String digest(String version) throws IOException {
        return UnlabeledCrops.digest(List.of(patient()), cache(version), Workers.caller(), () -> {});
    }
}
