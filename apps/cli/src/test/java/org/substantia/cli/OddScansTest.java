package org.substantia.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.console.ExitCode;
import org.substantia.testing.SharedData;

/**
 * Images that show no head and headers that are wrong, as real files bring them
 * (docs/results/images-that-are-no-heads.md). They are no part of the project: without them this is skipped.
 */
@Tag("slow")
class OddScansTest {
    private static final String EXCHANGED = "front and back look exchanged: the header says that they run RAS, but LPS";
    private static final String THICKNESS = "is the slice thickness of 1.0 mm wrong? 3.0 mm would fit";

    private static Path cases;
    private static CommandRun predicted;

    @BeforeAll
    static void predict(@TempDir Path folder) throws IOException {
        Path data = SharedData.file("real");
        assumeTrue(Files.isDirectory(data.resolve("odd-headers")), "no odd scans in " + data);
        cases = folder.resolve("cases");
        copy(data.resolve("odd-headers/CT_pitch.nii.gz"), "ct", "T1");
        copy(data.resolve("odd-headers/statmap_bigendian_4x4x6.nii.gz"), "tmap", "T1");
        copy(data.resolve("odd-headers/mouse_tissue_phase_as_QSM.nii.gz"), "mouse", "QSM");
        copy(data.resolve("odd-headers/binary_mask_with_extension_LPI_bigendian_4d1.nii.gz"), "mask", "T1");
        copy(data.resolve("t1-manual-labels/1000_glm.nii.gz"), "labels", "T1");
        copy(data.resolve("qsm25/raw/N001_QSM.nii.gz"), "flat", "QSM");
        copy(data.resolve("qsm-scan/chi_cosmos.nii.gz"), "turned", "QSM");
        copy(data.resolve("qsm25/cohort/N001/QSM.nii.gz"), "right", "QSM");
        predicted = CommandRun.of("predict", cases, folder.resolve("out"), "--no-report");
    }

    private static void copy(Path from, String id, String modality) throws IOException {
        Files.copy(from, Files.createDirectories(cases.resolve(id)).resolve(modality + ".nii.gz"));
    }

    private static void assertFails(String... words) {
        assertThat(predicted.err().lines())
                .as(predicted.err())
                .anySatisfy(line -> assertThat(line).startsWith("substantia: ").contains(words));
    }

    @Test
    void whatShowsNoHeadFails() {
        assertThat(predicted.status()).isEqualTo(ExitCode.DATA);
        assertFails("ct: ", "structures in view are missing, misplaced or of an implausible volume");
        assertFails("tmap: ", "structures in view are missing, misplaced");
        assertFails("mouse: ", "structures in view are missing, misplaced");
    }

    @Test
    void masksAndLabelMapsAreNoImages() {
        assertFails("mask/T1.nii.gz: holds only 2 different values");
        assertFails("labels/T1.nii.gz: ", "of its neighboring voxels are equal");
    }

    @Test
    void headersThatAreWrongAreNamedWithWhatWouldFit() {
        assertThat(predicted.out() + predicted.err()).contains(THICKNESS);
        assertFails("turned: ", EXCHANGED);
        assertThat(predicted.out() + predicted.err())
                .doesNotContain("right: to be reviewed: by the header")
                .doesNotContain("right: no");
    }

    @Test
    void validationNamesThemToo() {
        CommandRun run = CommandRun.of("validate", cases);
        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out())
                .contains("warning, header: " + cases.resolve("flat/QSM.nii.gz") + ": ")
                .contains(THICKNESS)
                .contains("warning, header: " + cases.resolve("turned/QSM.nii.gz") + ": " + EXCHANGED)
                .contains("error, label map: " + cases.resolve("mask/T1.nii.gz"))
                .doesNotContain("header: " + cases.resolve("right/QSM.nii.gz"));
    }
}
