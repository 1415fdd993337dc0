package org.substantia.cohort.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.TestImages;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.validation.duplicates.Duplicate;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.testing.SharedData;

class CohortValidatorTest {
    @TempDir
    Path top;

    private Path a;
    private Path b;

    @BeforeEach
    void writeTwoGoodCases() throws IOException {
        a = TestImages.writeCase(top, "a", 1);
        b = TestImages.writeCase(top, "b", 2);
    }

    private ValidationReport validate() throws IOException {
        return new CohortValidator(Workers.caller(), () -> {}).validate(Cohort.open(top));
    }

    /** Validates and expects one finding only. */
    private Finding onlyFinding() throws IOException {
        ValidationReport report = validate();
        assertThat(report.findings()).hasSize(1);
        return report.findings().get(0);
    }

    private static void assertFinding(Finding finding, Severity severity, String caseId, Check check, String words) {
        assertThat(finding.severity()).isEqualTo(severity);
        assertThat(finding.caseId()).isEqualTo(Optional.of(caseId));
        assertThat(finding.check()).isEqualTo(check);
        assertThat(finding.message()).contains(words);
    }

    private static void writeMask(Path file, byte[] labels) throws IOException {
        Nifti.write(file, LabelMap.ofBytes(TestImages.GRID, labels));
    }

    @Test
    void findsNothingInAGoodCohort() throws IOException {
        ValidationReport report = validate();

        assertThat(report.findings()).isEmpty();
        assertThat(report.caseCount()).isEqualTo(2);
        assertThat(report.groups().groups()).isEmpty();
    }

    @Test
    void findsMissingFiles() throws IOException {
        Files.delete(a.resolve("NM_mask.nii.gz"));

        assertFinding(onlyFinding(), Severity.ERROR, "a", Check.MISSING_FILE, "there is no NM mask");
    }

    /** As predict takes them: a T1 here, a QSM there. */
    @Test
    void casesWithOtherImagesAreAWarning() throws IOException {
        for (Path folder : List.of(a, b)) {
            Files.delete(folder.resolve("QSM_mask.nii.gz"));
            Files.delete(folder.resolve("NM_mask.nii.gz"));
            Files.delete(folder.resolve("NM.nii.gz"));
        }
        Files.delete(a.resolve("QSM.nii.gz"));
        Files.delete(b.resolve("T1.nii.gz"));

        List<Finding> findings = validate().findings();

        assertThat(findings).allSatisfy(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING));
        assertThat(findings)
                .extracting(Finding::message)
                .containsExactly(
                        "there is no QSM image, which other cases have",
                        "there is no T1 image, which other cases have",
                        "no case has a NM image");
    }

    @Test
    void findsMasksInPlaceOfImages() throws IOException {
        Nifti.write(a.resolve("T1.nii.gz"), LabelMap.ofBytes(TestImages.GRID, TestImages.nigra()));

        assertFinding(onlyFinding(), Severity.ERROR, "a", Check.LABEL_MAP, "holds only 3 different values");
    }

    /** Regression: with NaN around them, labels passed for an image. */
    @ParameterizedTest
    @ValueSource(floats = {0, Float.NaN})
    void findsLabelMapsOfManyStructures(float background) throws IOException {
        byte[] nuclei = TestImages.nuclei();
        Volume labels = new Volume(TestImages.GRID, new float[nuclei.length]);
        for (int i = 0; i < nuclei.length; i++) {
            labels.data()[i] = nuclei[i] == 0 ? background : 100 + nuclei[i];
        }
        Nifti.write(a.resolve("T1.nii.gz"), labels);

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.LABEL_MAP)
                .singleElement()
                .satisfies(f -> assertFinding(f, Severity.ERROR, "a", Check.LABEL_MAP, "neighboring voxels are equal"));
    }

    @Test
    void tellsWhatTheAnatomySaysOfAHeader() throws IOException {
        AnatomyCheck flat =
                (modality, image) -> modality == Modality.QSM && image.data()[TestImages.GRID.index(24, 30, 12)] == 3
                        ? List.of("is the slice thickness of 2 mm wrong? 3.0 mm would fit")
                        : List.of();

        List<Finding> findings = new CohortValidator(Workers.caller(), () -> {}, flat)
                .validate(Cohort.open(top))
                .findings();

        assertThat(findings).hasSize(1);
        assertFinding(findings.get(0), Severity.WARNING, "a", Check.HEADER, "3.0 mm would fit");
        assertThat(findings.get(0).message()).contains("QSM.nii.gz: is the slice thickness");
    }

    @Test
    void saysOnceWhatNoCaseHas() throws IOException {
        Files.delete(a.resolve("NM_mask.nii.gz"));
        Files.delete(b.resolve("NM_mask.nii.gz"));

        Finding finding = onlyFinding();

        assertThat(finding.caseId()).isEmpty();
        assertThat(finding.message()).isEqualTo("no case has a NM mask");
    }

    @Test
    void reportsUnreadableFilesAndGoesOn() throws IOException {
        Files.writeString(a.resolve("T1.nii.gz"), "no image");
        Files.writeString(a.resolve("QSM_mask.nii.gz"), "no mask");
        Files.writeString(b.resolve("PD_pred.txt"), "yes");
        Files.writeString(a.resolve("PD_pred.txt"), "1");

        assertThat(validate().findings())
                .map(Finding::check)
                .containsExactly(Check.UNREADABLE_FILE, Check.UNREADABLE_FILE, Check.UNREADABLE_FILE);
    }

    @Test
    void findsMasksOnAnotherGridThanTheirImage() throws IOException {
        Geometry grid = TestImages.GRID;
        Geometry moved = new Geometry(
                grid.nx(), grid.ny(), grid.nz(), Affine.translation(0, 0.2, 0).compose(grid.affine()));
        Nifti.write(a.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(moved, TestImages.nuclei()));

        assertFinding(onlyFinding(), Severity.ERROR, "a", Check.UNEQUAL_GRIDS, "at another place or orientation");
    }

    /** Results of a case whose NM image has a grid of its own were called faulty. */
    @Test
    void masksWithoutImagesMayBeOfTwoGrids() throws IOException {
        Geometry grid = TestImages.GRID;
        Geometry moved = new Geometry(
                grid.nx(), grid.ny(), grid.nz(), Affine.translation(0, 3, 0).compose(grid.affine()));
        Nifti.write(a.resolve("NM_mask.nii.gz"), LabelMap.ofBytes(moved, TestImages.nigra()));
        for (String image : new String[] {"T1", "QSM", "NM"}) {
            for (Path one : new Path[] {a, b}) {
                Files.deleteIfExists(one.resolve(image + ".nii.gz"));
            }
        }

        assertFinding(onlyFinding(), Severity.WARNING, "a", Check.UNEQUAL_GRIDS, "NM_mask.nii.gz");
    }

    /** Regression: "nothing wrong was found" in results of cases without a QSM, whatever was in their files. */
    @Test
    void readsTheNucleiThatWerePredictedOnOtherImages() throws IOException {
        writeResults();
        assertThat(validate().findings()).isEmpty();

        byte[] odd = TestImages.nuclei();
        odd[0] = 77;
        writeMask(a.resolve("T1_pred.nii.gz"), odd);
        Files.writeString(b.resolve("NM_nuclei_pred.nii.gz"), "garbage");
        List<Finding> findings = validate().findings();

        assertThat(findings).hasSize(2);
        assertFinding(findings.get(0), Severity.ERROR, "a", Check.UNKNOWN_LABELS, "T1_pred.nii.gz: holds labels");
        assertFinding(findings.get(1), Severity.ERROR, "b", Check.UNREADABLE_FILE, "NM_nuclei_pred.nii.gz");
    }

    /** Results without images: nuclei on a T1 here, on an NM image there, and the nigra in NM of both. */
    private void writeResults() throws IOException {
        for (Path folder : List.of(a, b)) {
            for (String file : List.of("T1", "QSM", "NM", "QSM_mask", "NM_mask")) {
                Files.delete(folder.resolve(file + ".nii.gz"));
            }
            writeMask(folder.resolve("NM_pred.nii.gz"), TestImages.nigra());
        }
        writeMask(a.resolve("T1_pred.nii.gz"), TestImages.nuclei());
        writeMask(b.resolve("NM_nuclei_pred.nii.gz"), TestImages.nuclei());
    }

    /** A T1's grid need not be that of the other images, but it is that of the nuclei on it. */
    @Test
    void nucleiPredictedOnAnotherImageLieOnItsGrid() throws IOException {
        Geometry grid = TestImages.GRID;
        Geometry moved = new Geometry(
                grid.nx(), grid.ny(), grid.nz(), Affine.translation(0, 3, 0).compose(grid.affine()));
        writeResults();
        Nifti.write(a.resolve("NM.nii.gz"), TestImages.head(5));
        Nifti.write(b.resolve("NM.nii.gz"), TestImages.head(6));
        Nifti.write(a.resolve("T1_pred.nii.gz"), LabelMap.ofBytes(moved, TestImages.nuclei()));
        assertThat(validate().findings()).noneMatch(finding -> finding.check() == Check.UNEQUAL_GRIDS);

        Nifti.write(a.resolve("T1.nii.gz"), TestImages.head(7));
        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.UNEQUAL_GRIDS)
                .singleElement()
                .satisfies(f -> assertFinding(
                        f, Severity.ERROR, "a", Check.UNEQUAL_GRIDS, "T1_pred.nii.gz: lies on another grid than"));

        Nifti.write(b.resolve("NM_nuclei_pred.nii.gz"), LabelMap.ofBytes(moved, TestImages.nuclei()));
        Files.delete(b.resolve("NM.nii.gz"));
        assertThat(validate().findings())
                .filteredOn(finding -> finding.caseId().equals(Optional.of("b")))
                .anySatisfy(f -> assertFinding(f, Severity.ERROR, "b", Check.UNEQUAL_GRIDS, "NM_pred.nii.gz"));
    }

    @Test
    void nucleiPredictedOnAnotherImageDoForACaseWithoutQsm() throws IOException {
        writeResults();
        Files.delete(b.resolve("NM_nuclei_pred.nii.gz"));
        assertFinding(
                onlyFinding(),
                Severity.ERROR,
                "b",
                Check.MISSING_FILE,
                "there is no prediction of the nuclei, which other cases have");

        writeMask(b.resolve("QSM_pred.nii.gz"), TestImages.nuclei());
        assertThat(validate().findings()).isEmpty();

        Nifti.write(a.resolve("QSM.nii.gz"), TestImages.qsm(TestImages.nuclei()));
        assertThat(validate().findings())
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .filteredOn(finding -> finding.caseId().equals(Optional.of("a")))
                .singleElement()
                .satisfies(
                        f -> assertThat(f.message()).isEqualTo("there is no QSM prediction, which other cases have"));
    }

    @Test
    void toleratesGridsThatDifferByRounding() throws IOException {
        Geometry grid = TestImages.GRID;
        Geometry moved = new Geometry(
                grid.nx(), grid.ny(), grid.nz(), Affine.translation(0, 0.05, 0).compose(grid.affine()));
        Nifti.write(a.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(moved, TestImages.nuclei()));

        assertThat(validate().findings()).isEmpty();
    }

    @Test
    void warnsOfImagesOnUnequalGrids() throws IOException {
        Geometry small = Geometry.axisAligned(40, 40, 40, 2, 2, 2);
        float[] data = new float[small.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            data[i] = i % 1000;
        }
        Nifti.write(a.resolve("T1.nii.gz"), new Volume(small, data));

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.UNEQUAL_GRIDS)
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
    }

    @Test
    void findsLabelsOutsideTheScheme() throws IOException {
        byte[] labels = TestImages.nuclei();
        labels[0] = 17;
        labels[1] = (byte) 200;
        labels[2] = (byte) 200;
        writeMask(a.resolve("QSM_mask.nii.gz"), labels);

        assertFinding(onlyFinding(), Severity.ERROR, "a", Check.UNKNOWN_LABELS, "17 (1 voxel), 200 (2 voxels)");
    }

    @Test
    void findsAWholeMaskWithItsSidesSwapped() throws IOException {
        byte[] labels = TestImages.nuclei();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (labels[i] == 0 ? 0 : labels[i] % 2 == 1 ? labels[i] + 1 : labels[i] - 1);
        }
        writeMask(a.resolve("QSM_mask.nii.gz"), labels);

        assertFinding(
                onlyFinding(),
                Severity.ERROR,
                "a",
                Check.SWAPPED_SIDES,
                "right labels lie on the patient's left: CN, Put, GP, TH, STN, SN, RN, DN; either");
    }

    @Test
    void findsAMirroredHeaderByItsSwappedSides() throws IOException {
        Geometry grid = TestImages.GRID;
        Geometry mirrored = new Geometry(grid.nx(), grid.ny(), grid.nz(), Affine.scaling(1.5, 1.5, 2, -36, -45, -24));
        Nifti.write(a.resolve("NM_mask.nii.gz"), LabelMap.ofBytes(mirrored, TestImages.nigra()));

        assertThat(validate().findings()).map(Finding::check).containsExactly(Check.UNEQUAL_GRIDS, Check.SWAPPED_SIDES);
    }

    @Test
    void findsOneSwappedPair() throws IOException {
        byte[] labels = TestImages.nuclei();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labels[i] == 13 ? 14 : labels[i] == 14 ? 13 : labels[i];
        }
        writeMask(a.resolve("QSM_mask.nii.gz"), labels);

        assertFinding(onlyFinding(), Severity.ERROR, "a", Check.SWAPPED_SIDES, "left: RN; exchange their labels");
    }

    @Test
    void findsEmptyStructures() throws IOException {
        byte[] labels = TestImages.nuclei();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labels[i] == 9 ? 0 : labels[i];
        }
        writeMask(a.resolve("QSM_mask.nii.gz"), labels);
        writeMask(b.resolve("NM_mask.nii.gz"), new byte[labels.length]);

        ValidationReport report = validate();

        assertThat(report.findings()).hasSize(2);
        assertFinding(report.findings().get(0), Severity.WARNING, "a", Check.EMPTY_STRUCTURE, "has no voxel of STN_r");
        assertFinding(
                report.findings().get(1), Severity.ERROR, "b", Check.EMPTY_STRUCTURE, "holds no structure at all");
    }

    @Test
    void acceptsSmallVolumesOfWhatTheBorderCuts() throws IOException {
        byte[] labels = TestImages.nuclei();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labels[i] == 1 ? 0 : labels[i];
        }
        TestImages.fill(labels, 1, 3, 3, 2, 8, 2, 1);
        writeMask(a.resolve("QSM_mask.nii.gz"), labels);

        assertFinding(onlyFinding(), Severity.WARNING, "a", Check.VOLUME, "CN_r 0.144 cm3");

        TestImages.fill(labels, 0, 3, 3, 1, 8, 2, 1);
        TestImages.fill(labels, 2, 3, 3, 1, 8, 2, 0);
        writeMask(a.resolve("QSM_mask.nii.gz"), labels);

        assertThat(validate().findings()).isEmpty();
    }

    @Test
    void findsImplausibleVolumes() throws IOException {
        byte[] labels = TestImages.nuclei();
        TestImages.fill(labels, 2, 55, 2, 6, 4, 6, 9);
        for (int i = 0, kept = 0; i < labels.length; i++) {
            if (labels[i] == 1 && kept++ > 100) {
                labels[i] = 0;
            }
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 9 && i / (TestImages.GRID.nx() * TestImages.GRID.ny()) > 12) {
                labels[i] = 0;
            }
        }
        writeMask(a.resolve("QSM_mask.nii.gz"), labels);

        assertFinding(
                onlyFinding(),
                Severity.WARNING,
                "a",
                Check.VOLUME,
                "CN_r 0.454 cm3 (usual 3.10), STN_r 0.648 cm3 (usual 0.08)");
    }

    @Test
    void findsStructuresInPieces() throws IOException {
        byte[] labels = TestImages.nuclei();
        TestImages.fill(labels, 2, 55, 2, 3, 3, 2, 16);
        TestImages.fill(labels, 2, 50, 2, 2, 2, 2, 2);
        writeMask(a.resolve("QSM_mask.nii.gz"), labels);

        assertFinding(
                onlyFinding(), Severity.WARNING, "a", Check.FRAGMENTS, "in pieces: DN_l (2 parts, the largest 86 %)");
    }

    @Test
    void findsSusceptibilityInPartsPerMillion() throws IOException {
        Volume qsm = TestImages.qsm(TestImages.nuclei());
        for (int i = 0; i < qsm.data().length; i++) {
            qsm.data()[i] /= 1000;
        }
        Nifti.write(a.resolve("QSM.nii.gz"), qsm);

        assertFinding(onlyFinding(), Severity.WARNING, "a", Check.QSM_UNIT, "taken as ppm");
    }

    @Test
    void findsConstantImagesWithoutCallingThemDuplicates() throws IOException {
        Nifti.write(a.resolve("NM.nii.gz"), Volume.zeros(TestImages.GRID));
        Nifti.write(b.resolve("NM.nii.gz"), Volume.zeros(TestImages.GRID));

        assertThat(validate().findings()).hasSize(2).allSatisfy(finding -> assertThat(finding.check())
                .isEqualTo(Check.CONSTANT_IMAGE));
    }

    @Test
    void countsVoxelsThatAreNotFinite() throws IOException {
        Volume nm = TestImages.head(5);
        nm.data()[7] = Float.NaN;
        nm.data()[8] = Float.NEGATIVE_INFINITY;
        Nifti.write(a.resolve("NM.nii.gz"), nm);

        Finding finding = onlyFinding();
        assertFinding(finding, Severity.WARNING, "a", Check.NON_FINITE_VOXELS, "2 voxels are NaN or infinite");
        // A voxel of 0 has its share in means, one that is NaN has none.
        assertThat(finding.message()).contains("taken as not measured").doesNotContain("to 0");

        Arrays.fill(nm.data(), 0, nm.data().length / 2 + 1, Float.NaN);
        Nifti.write(a.resolve("NM.nii.gz"), nm);
        assertThat(onlyFinding().severity()).isEqualTo(Severity.ERROR);
    }

    /** Regression: a map without a number around the brain was an error, though all results from it are right. */
    @Test
    void nothingMeasuredAroundTheBrainIsAWarning() throws IOException {
        Geometry grid = Geometry.axisAligned(60, 60, 60, 2.5, 2.5, 2.5);
        Volume qsm = new Volume(grid, new float[grid.voxelCount()]);
        for (int i = 0; i < qsm.data().length; i++) {
            boolean brain = Math.abs(grid.x(i) - 30) < 12 && Math.abs(grid.y(i) - 30) < 12;
            qsm.data()[i] = !brain ? Float.NaN : grid.z(i) < 2 ? 0 : i * 31 % 161 - 80;
        }
        Path file = a.resolve("QSM.nii.gz");
        Files.delete(a.resolve("QSM_mask.nii.gz"));
        Files.delete(b.resolve("QSM_mask.nii.gz"));
        Nifti.write(file, qsm);

        assertThat(notFinite())
                .satisfies(f -> assertFinding(f, Severity.WARNING, "a", Check.NON_FINITE_VOXELS, "not measured"));

        // 90 cm3 of a brain; zeros are none of it.
        for (int i = 0; i < qsm.data().length; i++) {
            qsm.data()[i] = grid.z(i) < 13 || Float.isNaN(qsm.data()[i]) ? qsm.data()[i] : 0;
        }
        Nifti.write(file, qsm);

        assertThat(notFinite())
                .satisfies(
                        f -> assertFinding(f, Severity.ERROR, "a", Check.NON_FINITE_VOXELS, "is 90 cm3, too little"));
    }

    private Finding notFinite() throws IOException {
        List<Finding> found = validate().findings().stream()
                .filter(finding -> finding.check() == Check.NON_FINITE_VOXELS)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void theAnatomyIsLookedForWhereSomethingWasMeasured() throws IOException {
        Volume t1 = TestImages.head(1);
        t1.data()[7] = Float.NaN;
        Nifti.write(a.resolve("T1.nii.gz"), t1);
        AnatomyCheck finite = (modality, image) -> {
            for (float value : image.data()) {
                if (!Float.isFinite(value)) {
                    return List.of("holds " + value);
                }
            }
            return List.of();
        };

        assertThat(new CohortValidator(Workers.caller(), () -> {}, finite)
                        .validate(Cohort.open(top))
                        .findings())
                .noneMatch(finding -> finding.check() == Check.HEADER);
    }

    /** Changes bytes of an image, which is stored without compression from then on. */
    private static void patch(Path file, int at, int... bytes) throws IOException {
        byte[] stored = Files.readAllBytes(file);
        if (stored[0] == 0x1f) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
                stored = in.readAllBytes();
            }
        }
        for (int i = 0; i < bytes.length; i++) {
            stored[at + i] = (byte) bytes[i];
        }
        Files.write(file, stored);
    }

    @Test
    void findsWhatPredictWouldRefuse() throws IOException {
        Geometry thick = Geometry.axisAligned(40, 40, 12, 2, 2, 9);
        Nifti.write(a.resolve("T1.nii.gz"), new Volume(thick, ramp(thick)));

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.HEADER)
                .hasSize(1)
                .allSatisfy(f -> assertFinding(f, Severity.ERROR, "a", Check.HEADER, "voxels of at most 8 mm"));
    }

    /** The voxels are not there: whoever wanted them would say so, and take the memory for them if they were. */
    @ParameterizedTest
    @ValueSource(strings = {"T1.nii.gz", "QSM_mask.nii.gz"})
    void readsOnlyTheHeaderOfWhatIsTooLarge(String file) throws IOException {
        // 700 x 700 x 700 voxels.
        patch(a.resolve(file), 42, 0xbc, 2, 0xbc, 2, 0xbc, 2);

        assertFinding(onlyFinding(), Severity.ERROR, "a", Check.HEADER, "; at most 300000000 voxels are read");
    }

    /** Everything else reads such a mask. */
    @Test
    void readsMasksStoredAsComplexNumbers() throws IOException {
        byte[] nuclei = TestImages.nuclei();
        ByteBuffer voxels = ByteBuffer.allocate(nuclei.length * 2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (byte label : nuclei) {
            voxels.putFloat(label).putFloat(0);
        }
        Path mask = a.resolve("QSM_mask.nii.gz");
        // The datatype is complex64, of 64 bits.
        patch(mask, 70, 32, 0, 64, 0);
        byte[] header = Arrays.copyOf(Files.readAllBytes(mask), 352);
        Files.write(mask, header);
        Files.write(mask, voxels.array(), StandardOpenOption.APPEND);

        assertThat(validate().findings()).isEmpty();
    }

    /** A blur of 4 mm is billions of these voxels wide. */
    @Test
    void comparesNoHeadsWhoseHeadersAreFarOff() throws IOException {
        // Without T1 images the susceptibility maps are compared.
        Files.delete(a.resolve("T1.nii.gz"));
        Files.delete(b.resolve("T1.nii.gz"));
        Geometry tiny = Geometry.axisAligned(30, 30, 30, 1e-10, 1e-10, 1e-10);
        Nifti.write(a.resolve("QSM.nii.gz"), new Volume(tiny, ramp(tiny)));

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.HEADER)
                .singleElement()
                .satisfies(f -> assertFinding(f, Severity.ERROR, "a", Check.HEADER, "that is not the size of a head"));
    }

    @Test
    void findsHeadersWithoutOrientation() throws IOException {
        patch(a.resolve("QSM.nii.gz"), 252, 0, 0, 0, 0);

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.HEADER)
                .hasSize(1)
                .allSatisfy(f -> assertFinding(f, Severity.WARNING, "a", Check.HEADER, "neither a usable qform nor"));
    }

    @Test
    void findsFormsThatDisagree() throws IOException {
        // The quaternion's offset along x becomes 0.
        patch(a.resolve("NM.nii.gz"), 252, 1, 0, 1, 0);
        patch(a.resolve("NM.nii.gz"), 268, 0, 0, 0, 0);

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.HEADER)
                .hasSize(1)
                .allSatisfy(f -> assertFinding(f, Severity.WARNING, "a", Check.HEADER, "qform and sform put the head"));
    }

    private static float[] ramp(Geometry grid) {
        float[] data = new float[grid.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            data[i] = i % 777;
        }
        return data;
    }

    /** A factor and a shift turn the fixture's map into what is stored by mistake. */
    @ParameterizedTest
    @CsvSource({
        "1000, 0, in Hz",
        "0.0426, 0, in Hz",
        "0.016, 0, in Hz",
        "-1, 0, the sign seems turned",
        "0.6375, 128, of the values are negative"
    })
    void findsMapsInOtherUnitsOrWithTheSignTurned(float factor, float shift, String words) throws IOException {
        Volume qsm = TestImages.qsm(TestImages.nuclei());
        for (int i = 0; i < qsm.data().length; i++) {
            qsm.data()[i] = qsm.data()[i] * factor + shift;
        }
        Nifti.write(a.resolve("QSM.nii.gz"), qsm);

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.QSM_VALUES)
                .hasSize(1)
                .allSatisfy(f -> assertFinding(f, Severity.WARNING, "a", Check.QSM_VALUES, words));
    }

    /** Regression: NM contrasts of z-scores were measured, 7.2 instead of 0.2, without a word. */
    @ParameterizedTest
    @CsvSource({"T1, -1024", "NM, -300", "NM, -2000"})
    void findsImagesThatAreNoSignalStrength(String image, float shift) throws IOException {
        Geometry grid = TestImages.GRID;
        float[] values = new float[grid.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 5 == 0 ? 0 : i % 1777;
        }
        Path file = a.resolve(image + ".nii.gz");
        Nifti.write(file, new Volume(grid, values.clone()));
        assertThat(validate().findings()).noneMatch(finding -> finding.check() == Check.NEGATIVE_VALUES);
        for (int i = 0; i < values.length; i++) {
            values[i] += values[i] == 0 ? 0 : shift;
        }
        Nifti.write(file, new Volume(grid, values));

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.NEGATIVE_VALUES)
                .hasSize(1)
                .allSatisfy(f -> assertFinding(
                        f,
                        Severity.WARNING,
                        "a",
                        Check.NEGATIVE_VALUES,
                        "% of the values are negative, which the strength of a signal is not"));
    }

    /** Regression: a team learned only from its score that the challenge's script had not read the masks. */
    @Test
    void findsPredictionsThatTheChallengesScriptDoesNotRead() throws IOException {
        LabelMap labels = Nifti.readLabels(a.resolve("QSM_mask.nii.gz")).labels();
        Path plain = a.resolve("plain.nii");
        Nifti.write(plain, labels);
        Files.move(plain, a.resolve("QSM_pred.nii.gz"));
        float[] values = new float[labels.geometry().voxelCount()];
        labels.forEachLabeled((index, label) -> values[index] = label + (label == 3 ? 1e-6f : 0));
        Nifti.write(b.resolve("QSM_pred.nii.gz"), new Volume(labels.geometry(), values));

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.OFFICIAL_SCRIPT)
                .hasSize(2)
                .anySatisfy(f -> assertFinding(
                        f, Severity.WARNING, "a", Check.OFFICIAL_SCRIPT, "since it is not gzipped, as the challenge's"))
                .anySatisfy(f -> assertFinding(
                        f,
                        Severity.WARNING,
                        "b",
                        Check.OFFICIAL_SCRIPT,
                        "labels that are not exact whole numbers (FLOAT32)"));
    }

    @Test
    void findsNucleiWithNegativeIron() throws IOException {
        byte[] nuclei = TestImages.nuclei();
        Volume qsm = TestImages.qsm(nuclei);
        for (int i = 0; i < qsm.data().length; i++) {
            boolean iron = nuclei[i] == 5 || nuclei[i] == 6 || nuclei[i] == 11 || nuclei[i] == 12;
            qsm.data()[i] = iron ? -20 : qsm.data()[i];
        }
        Nifti.write(a.resolve("QSM.nii.gz"), qsm);

        assertFinding(onlyFinding(), Severity.WARNING, "a", Check.QSM_VALUES, "substantia nigra in ");
    }

    @Test
    void findsThinImages() throws IOException {
        Geometry slab = Geometry.axisAligned(40, 40, 7, 2, 2, 10);
        float[] data = new float[slab.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            data[i] = i % 777;
        }
        Nifti.write(a.resolve("NM.nii.gz"), new Volume(slab, data));
        Files.delete(a.resolve("NM_mask.nii.gz"));

        assertThat(validate().findings())
                .filteredOn(finding -> finding.check() == Check.THIN_IMAGE)
                .hasSize(1)
                .allSatisfy(finding -> assertThat(finding.message()).contains("40 x 40 x 7 voxels"));
    }

    @Test
    void reportsFaultsOfTables() throws IOException {
        Files.writeString(top.resolve("labels.csv"), "patient_id,label\na,1\nzz,0\n");
        Files.writeString(top.resolve("label_predict.csv"), "patient_id,prediction\na,5\n");

        assertThat(validate().findings())
                .map(Finding::message)
                .satisfiesExactly(
                        message -> assertThat(message).contains("rows for patients who have no case: zz (line 3)"),
                        message -> assertThat(message).contains("gives no label for b"),
                        message -> assertThat(message).contains("line 2: the label of a is \"5\""),
                        message -> assertThat(message).endsWith("label_predict.csv: gives no label for b"));
    }

    @Test
    void findsExactDuplicatesUnderAnotherHeader() throws IOException {
        Geometry grid = TestImages.GRID;
        Geometry moved = new Geometry(
                grid.nx(), grid.ny(), grid.nz(), Affine.translation(0, 0.05, 0).compose(grid.affine()));
        TestImages.writeCase(top, "c", 3);
        Nifti.write(
                top.resolve("c/T1.nii.gz"), new Volume(moved, TestImages.head(1).data()));

        ValidationReport report = validate();

        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().get(0).check()).isEqualTo(Check.DUPLICATE);
        assertThat(report.findings().get(0).message()).startsWith("a and c have the same T1 image, voxel by voxel");
        assertThat(report.groups().groups()).containsExactly(new TreeSet<>(List.of("a", "c")));
    }

    @Test
    void findsEqualImagesInTwoSessionsOfOneSubject() throws IOException {
        Path bids = top.resolve("bids");
        for (String session : new String[] {"1", "2"}) {
            Path anat = Files.createDirectories(bids.resolve("sub-x/ses-" + session + "/anat"));
            Nifti.write(anat.resolve("sub-x_ses-" + session + "_T1w.nii.gz"), TestImages.head(1));
        }

        ValidationReport report = new CohortValidator(Workers.caller(), () -> {}).validate(Cohort.open(bids));

        assertThat(report.findings())
                .filteredOn(finding -> finding.check() == Check.DUPLICATE)
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .startsWith("sub-x_ses-1 and sub-x_ses-2 have the same T1 image, voxel by voxel"));
        assertThat(report.groups().of("sub-x_ses-1")).containsExactly("sub-x_ses-1", "sub-x_ses-2");
    }

    @Test
    void keepsSessionsOfOneSubjectTogether() throws IOException {
        Path bids = top.resolve("bids");
        for (String session : new String[] {"1", "2"}) {
            Path anat = Files.createDirectories(bids.resolve("sub-x/ses-" + session + "/anat"));
            Nifti.write(
                    anat.resolve("sub-x_ses-" + session + "_T1w.nii.gz"), TestImages.head(Integer.parseInt(session)));
        }

        ValidationReport report = new CohortValidator(Workers.caller(), () -> {}).validate(Cohort.open(bids));

        assertThat(report.findings())
                .map(Finding::message)
                .containsExactly("no case has a QSM image", "no case has a NM image");
        assertThat(report.groups().of("sub-x_ses-1")).containsExactly("sub-x_ses-1", "sub-x_ses-2");
    }

    @Test
    void findsTheSameOnAnyNumberOfThreads() throws IOException {
        for (int i = 0; i < 6; i++) {
            Path folder = TestImages.writeCase(top, "n" + i, 10 + i / 2);
            Files.delete(folder.resolve("NM_mask.nii.gz"));
        }
        Cohort cohort = Cohort.open(top);
        AtomicInteger done = new AtomicInteger();
        ValidationReport one = new CohortValidator(Workers.caller(), () -> {}).validate(cohort);

        try (Workers workers = Workers.of(3)) {
            ValidationReport three = new CohortValidator(workers, done::incrementAndGet).validate(cohort);
            assertThat(three).isEqualTo(one);
        }
        assertThat(done).hasValue(8);
        assertThat(one.groups().groups()).hasSize(3);
        assertThat(one.count(Severity.ERROR)).isEqualTo(6 + 3);
    }

    @Test
    void findsNoFaultInTheOrganizersOwnMasks() throws IOException {
        Path masks = SharedData.file("ruijin-masks");
        Assumptions.assumeTrue(Files.isDirectory(masks), "no shared data at " + masks);

        ValidationReport report = new CohortValidator(Workers.caller(), () -> {}).validate(Cohort.open(masks));

        assertThat(report.caseCount()).isEqualTo(4);
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void warnsOfNearDuplicatesWithTheirCorrelation() {
        Finding finding =
                CohortValidator.finding(new Duplicate("s3", "s3 again", Modality.T1, OptionalDouble.of(0.9123)));

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.check()).isEqualTo(Check.NEAR_DUPLICATE);
        assertThat(finding.message())
                .isEqualTo("s3 and s3 again look like the same subject (correlation 0.912 of their T1 images); "
                        + "keep both on one side of every split, or drop one");
    }
}
