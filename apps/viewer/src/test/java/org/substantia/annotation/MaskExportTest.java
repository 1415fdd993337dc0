package org.substantia.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class MaskExportTest {
    private static final Geometry GRID = Geometry.axisAligned(20, 18, 6, 0.75, 0.75, 2);
    private static final Rater LI = new Rater("li");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        Volume image = Volume.zeros(GRID);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = i % 50;
        }
        Nifti.write(folder.resolve("in/P1/QSM.nii.gz"), image);
        Nifti.write(folder.resolve("in/P1/NM.nii.gz"), image);
    }

    private AnnotationFolder annotations() {
        return new AnnotationFolder(folder.resolve("annotations"));
    }

    private Path log(LabelScheme scheme) {
        return annotations().file("P1", scheme, LI);
    }

    private Annotation open(LabelScheme scheme) throws IOException {
        return Annotation.open(log(scheme), "P1", scheme, LI, GRID, "0.1.0");
    }

    private void sign(LabelScheme scheme) throws IOException {
        try (Annotation mask = open(scheme)) {
            int label = scheme == LabelScheme.QSM ? 13 : 1;
            mask.edit(mask.latest(), List.of(new Edit(Tool.BRUSH, label, 2, List.of(5), List.of(), true, Map.of())));
            mask.sign(mask.latest(), LI);
        }
    }

    private void reopen(LabelScheme scheme) throws IOException {
        try (Annotation mask = open(scheme)) {
            mask.reopen("one more voxel");
        }
    }

    private List<LabelScheme> export() throws IOException {
        CaseFolder one = Cohort.open(folder.resolve("in")).cases().get(0);
        return new MaskExport(annotations(), LI, Optional.empty()).write(one, folder.resolve("out"));
    }

    @Test
    void aCaseIsWrittenAsAWholeOrNotAtAll() throws IOException {
        sign(LabelScheme.QSM);
        sign(LabelScheme.NM);
        Files.writeString(log(LabelScheme.NM), "null\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::export).hasMessage(log(LabelScheme.NM) + ": line 4: holds nothing");
        assertThat(folder.resolve("out")).doesNotExist();

        String text = Files.readString(log(LabelScheme.NM));
        Files.writeString(log(LabelScheme.NM), text.replace("null\n", ""));
        assertThat(export()).containsExactly(LabelScheme.QSM, LabelScheme.NM);
        assertThat(folder.resolve("out/P1")).isDirectoryContaining("glob:**NM_mask.nii.gz");
        assertThat(Cohort.open(folder.resolve("out")).cases().get(0).images()).hasSize(2);
    }

    /** A mask without its image would count as a case. */
    @Test
    void masksComeLast() throws IOException {
        sign(LabelScheme.QSM);
        Path blocked = Files.createDirectories(folder.resolve("out/P1/NM.nii.gz/x"));
        assertThatThrownBy(this::export).isInstanceOf(IOException.class);
        assertThat(folder.resolve("out/P1/QSM_mask.nii.gz")).doesNotExist();
        Files.delete(blocked);
        Files.delete(blocked.getParent());
        assertThat(export()).containsExactly(LabelScheme.QSM);
    }

    @Test
    void aCasesOwnFilesAreNotWrittenOver() throws IOException {
        sign(LabelScheme.QSM);
        CaseFolder one = Cohort.open(folder.resolve("in")).cases().get(0);
        MaskExport export = new MaskExport(annotations(), LI, Optional.empty());
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("in"));
        for (Path target : List.of(folder.resolve("in"), folder.resolve("in/P1/.."), link)) {
            assertThatThrownBy(() -> export.write(one, target))
                    .hasMessage(target.resolve("P1")
                            + ": holds the files of the case, which would be written over; name another folder");
        }
        assertThat(folder.resolve("in/P1/QSM_mask.nii.gz")).doesNotExist();
    }

    /** Reference masks in the target were written over, and two raters' masks mixed, without a word. */
    @Test
    void aMaskOfSomebodyElseIsNeitherWrittenOverNorMixed() throws IOException {
        sign(LabelScheme.QSM);
        for (LabelScheme scheme : LabelScheme.values()) {
            Path other = folder.resolve("out/P1").resolve(scheme.maskFileName());
            byte[] labels = new byte[GRID.voxelCount()];
            labels[7] = 1;
            Nifti.write(other, LabelMap.ofBytes(GRID, labels));
            byte[] before = Files.readAllBytes(other);
            assertThatThrownBy(this::export)
                    .hasMessage(other + ": holds a mask that rater li never signed; delete it, or name another folder");
            assertThat(other).hasBinaryContent(before);
            assertThat(folder.resolve("out/P1/QSM.nii.gz")).doesNotExist();
            Files.delete(other);
        }
        // One that was signed before the mask was reopened and signed anew is.
        export();
        reopen(LabelScheme.QSM);
        try (Annotation mask = open(LabelScheme.QSM)) {
            mask.edit(mask.latest(), List.of(new Edit(Tool.BRUSH, 14, 2, List.of(9), List.of(), true, Map.of())));
            mask.sign(mask.latest(), LI);
        }
        assertThat(export()).containsExactly(LabelScheme.QSM);
        assertThat(Nifti.readLabels(folder.resolve("out/P1/QSM_mask.nii.gz"))
                        .labels()
                        .counts())
                .containsOnlyKeys(13, 14);
    }

    /** It was left out without a word. */
    @Test
    void aMaskWithoutTheImageThatItWasDrawnOnIsAFault() throws IOException {
        sign(LabelScheme.QSM);
        open(LabelScheme.NM).close();
        Files.delete(folder.resolve("in/P1/NM.nii.gz"));
        assertThat(export()).containsExactly(LabelScheme.QSM);
        sign(LabelScheme.NM);
        assertThatThrownBy(this::export).hasMessage("P1: has no NM, on which it was drawn");
    }

    @Test
    void aMaskThatWasReopenedDoesNotStayFromAnEarlierExport() throws IOException {
        sign(LabelScheme.QSM);
        sign(LabelScheme.NM);
        export();
        Path old = folder.resolve("out/P1/QSM_mask.nii.gz");
        reopen(LabelScheme.QSM);
        assertThatThrownBy(this::export)
                .hasMessage(old + ": holds a mask that was reopened since (" + log(LabelScheme.QSM)
                        + "); delete it, or sign the mask again");
        Files.delete(old);
        assertThat(export()).containsExactly(LabelScheme.NM);
        assertThat(old).doesNotExist();
    }
}
