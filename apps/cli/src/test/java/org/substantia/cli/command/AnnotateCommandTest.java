package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.annotation.Annotation;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.Edit;
import org.substantia.annotation.Rater;
import org.substantia.annotation.Review;
import org.substantia.annotation.Tool;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NonFinite;

/** What {@code annotate} does without a page: check, export, compare. */
class AnnotateCommandTest {
    private static final Geometry GRID = Geometry.axisAligned(88, 72, 14, 0.75, 0.75, 2);
    private static final Rater LI = new Rater("li");
    private static final Rater WANG = new Rater("wang");
    private static final Rater ZHU = new Rater("zhu");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        Volume image = Volume.zeros(GRID);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = i % 50;
        }
        for (String id : List.of("P1", "P2", "P3")) {
            Nifti.write(folder.resolve("in/" + id + "/QSM.nii.gz"), image);
        }
    }

    private AnnotationFolder annotations() {
        return new AnnotationFolder(folder.resolve("annotations"));
    }

    private Annotation open(String id, Rater rater) throws IOException {
        Path file = annotations().file(id, LabelScheme.QSM, rater);
        return Annotation.open(file, id, LabelScheme.QSM, rater, GRID, "0.1.0");
    }

    private void sign(String id, Rater rater, Integer... pixels) throws IOException {
        try (Annotation mask = open(id, rater)) {
            mask.edit(mask.latest(), List.of(new Edit(Tool.BRUSH, 13, 2, List.of(pixels), List.of(), true, Map.of())));
            mask.sign(mask.latest(), rater);
        }
    }

    private CommandRun annotate(Object... more) {
        List<Object> line = new ArrayList<>(
                List.of("annotate", folder.resolve("in"), "--annotations", folder.resolve("annotations")));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    /** Dice of nothing with nothing is not what two raters agree on who have not drawn yet. */
    @Test
    void aMaskThatWasOnlyOpenedIsNotCompared() throws IOException {
        sign("P1", LI, 5, 6, 7);
        sign("P1", WANG, 6, 7, 8);
        sign("P2", LI, 5, 6);
        open("P2", WANG).close();
        sign("P3", LI, 5, 6);
        // Signed, it is a verdict that there is nothing.
        sign("P3", WANG);
        CommandRun run = annotate("--rater", "li", "--agreement", "wang", "--out", folder.resolve("agreement.json"));
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode cases = JsonFiles.read(folder.resolve("agreement.json"))
                .at("/masks/QSM")
                .get("cases");
        assertThat(cases.findValuesAsText("case")).containsExactly("P1", "P3");
    }

    /** One option won silently; and a rater agreed perfectly with himself. */
    @Test
    void refusesTwoTasksAndARaterBesideHimself() throws IOException {
        sign("P1", LI, 5, 6, 7);
        Path target = folder.resolve("target");
        for (List<Object> tasks : List.<List<Object>>of(
                List.of("--verify", "--export", target),
                List.of("--verify", "--agreement", "wang"),
                List.of("--export", target, "--agreement", "wang"),
                List.of("--agreement", "wang", "--review", "wang"))) {
            List<Object> line = new ArrayList<>(List.of("--rater", "li"));
            line.addAll(tasks);
            CommandRun run = annotate(line.toArray());
            assertThat(run.status()).as("%s", tasks).isEqualTo(2);
            assertThat(run.err()).contains(" exclude each other; name one of them");
        }
        assertThat(target).doesNotExist();
        for (String option : List.of("--agreement", "--review")) {
            CommandRun run = annotate("--rater", "li", option, "li");
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains(option + " names another rater than --rater");
        }
    }

    /** The mask was written, and then the copy of the image failed. */
    @Test
    void exportsUncompressedImagesWithVoxelsThatAreNotFinite() throws IOException {
        Volume image = Nifti.readVolume(folder.resolve("in/P1/QSM.nii.gz")).volume();
        image.data()[3] = Float.NaN;
        Files.delete(folder.resolve("in/P1/QSM.nii.gz"));
        Nifti.write(folder.resolve("in/P1/QSM.nii"), image);
        sign("P1", LI, 5, 6, 7);

        CommandRun run = annotate("--rater", "li", "--export", folder.resolve("drawn"));

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Nifti.readVolume(folder.resolve("drawn/P1/QSM.nii.gz"), NonFinite.KEEP)
                        .volume()
                        .data())
                .containsExactly(image.data());
    }

    @Test
    void aDamagedLogIsToldAndTheOthersAreCheckedAndExported() throws IOException {
        sign("P1", LI, 5, 6, 7);
        sign("P2", LI, 5, 6);
        sign("P3", LI, 5);
        Files.writeString(annotations().file("P2", LabelScheme.QSM, LI), "null\n", StandardOpenOption.APPEND);
        for (CommandRun run : List.of(
                annotate("--rater", "li", "--verify"),
                annotate("--rater", "li", "--export", folder.resolve("drawn")))) {
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.out()).contains("P1", "P3").doesNotContain("P2");
            assertThat(run.err())
                    .isEqualToNormalizingNewlines("substantia: " + annotations().file("P2", LabelScheme.QSM, LI)
                            + ": line 4: holds nothing\n");
        }
        assertThat(folder.resolve("drawn/P2")).doesNotExist();
    }

    @Test
    void aConsensusIsCheckedAndExportedOnlyWhileItFitsItsRatersMasks() throws IOException {
        for (Rater rater : List.of(LI, WANG, ZHU)) {
            sign("P1", rater, 5, 6, 7);
        }
        try (Review review = Review.open(annotations(), "P1", LabelScheme.QSM, LI, WANG, GRID, "0.1.0")) {
            review.sign(review.consensus().latest(), LI);
            review.sign(review.consensus().latest(), WANG);
        }
        assertThat(annotate("--rater", "li", "--review", "wang", "--verify").status())
                .isZero();
        CommandRun exported = annotate("--rater", "wang", "--review", "li", "--export", folder.resolve("agreed"));
        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(folder.resolve("agreed/P1/QSM_mask.nii.gz")).exists();

        // Another pair's.
        refused("zhu", "was drawn without a mask of zhu");
        // Drawn on after the review.
        try (Annotation mask = open("P1", WANG)) {
            mask.reopen("one more voxel");
        }
        refused("wang", "QSM.wang.jsonl: rater wang has not signed this mask");
        sign("P1", WANG, 8);
        refused("wang", "QSM.consensus.jsonl: was drawn with mask of wang");
    }

    /** The reference masks were gone, and the status was 0. */
    @Test
    void refusesToExportOverTheCohort() throws IOException {
        sign("P1", LI, 5, 6, 7);
        Path reference = folder.resolve("in/P2/QSM_mask.nii.gz");
        byte[] labels = new byte[GRID.voxelCount()];
        labels[9] = 13;
        Nifti.write(reference, LabelMap.ofBytes(GRID, labels));
        byte[] before = Files.readAllBytes(reference);
        sign("P2", LI, 5, 6);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("in"));
        for (Path target : List.of(folder.resolve("in"), folder.resolve("in/P1/.."), link)) {
            CommandRun run = annotate("--rater", "li", "--export", target);
            assertThat(run.status()).as("%s", target).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("substantia: " + folder.resolve("in")
                            + " is read and would be written over; name another folder for --export");
        }
        CommandRun single = CommandRun.of(
                "annotate",
                folder.resolve("in/P2"),
                "--annotations",
                folder.resolve("annotations"),
                "--rater",
                "li",
                "--export",
                folder.resolve("in"));
        assertThat(single.status()).isEqualTo(2);
        assertThat(reference).hasBinaryContent(before);
        assertThat(folder.resolve("in/P1/QSM_mask.nii.gz")).doesNotExist();
    }

    @Test
    void agreementIsNotWrittenOverAnImageOrALog() throws IOException {
        sign("P1", LI, 5, 6, 7);
        sign("P1", WANG, 6, 7, 8);
        sign("P1", ZHU, 6, 7, 8);
        for (Path input : List.of(
                folder.resolve("in/P2/QSM.nii.gz"),
                annotations().file("P1", LabelScheme.QSM, LI),
                annotations().file("P1", LabelScheme.QSM, ZHU))) {
            byte[] before = Files.readAllBytes(input);
            CommandRun run = annotate("--rater", "li", "--agreement", "wang", "--out", input);
            assertThat(run.status()).as("%s", input).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("substantia: " + input + " is read and would be written over; name another --out");
            assertThat(input).hasBinaryContent(before);
        }
        Path out = folder.resolve("agreement.json");
        for (int time = 0; time < 2; time++) {
            assertThat(annotate("--rater", "li", "--agreement", "wang", "--out", out)
                            .status())
                    .isZero();
        }
    }

    /** A log whose image or case had another name was passed over, even a forged one, and the status was 0. */
    @Test
    void aLogWithoutItsImageOrCaseIsNotPassedOver() throws IOException {
        for (String id : List.of("P1", "P2", "P3")) {
            sign(id, LI, 5, 6, 7);
            sign(id, WANG, 5, 6, 7);
        }
        Files.move(folder.resolve("in/P2/QSM.nii.gz"), folder.resolve("in/P2/T1.nii.gz"));
        Files.move(folder.resolve("in/P3"), folder.resolve("in/P4"));
        Path forged = annotations().file("P3", LabelScheme.QSM, LI);
        Files.writeString(forged, Files.readString(forged).replace("brush", "eraser"));

        CommandRun verified = annotate("--rater", "li", "--verify");
        assertThat(verified.status()).isEqualTo(3);
        assertThat(verified.out()).contains("P1").hasLineCount(1);
        assertThat(verified.err())
                .isEqualToNormalizingNewlines("substantia: P2: has no QSM, on which it was drawn\n" + "substantia: "
                        + forged + ": is not checked; " + folder.resolve("in") + " has no such case\n");

        CommandRun exported = annotate("--rater", "li", "--export", folder.resolve("drawn"));
        CommandRun compared = annotate("--rater", "li", "--agreement", "wang");
        for (CommandRun run : List.of(exported, compared)) {
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err())
                    .contains("substantia: P2: has no QSM, on which it was drawn")
                    .contains("substantia: warning: " + folder.resolve("annotations")
                            + ": drawings of P3 are left out; " + folder.resolve("in") + " has no such case");
        }
        assertThat(folder.resolve("drawn")).isDirectoryContaining("glob:**P1");
        assertThat(folder.resolve("drawn/P2")).doesNotExist();
    }

    /** A part of a cohort may be meant, and a mask that was only opened is nobody's drawing. */
    @Test
    void casesThatAreLeftOutAreNoFaultOfAnExport() throws IOException {
        sign("P1", LI, 5, 6, 7);
        open("P2", LI).close();
        Files.move(folder.resolve("in/P2"), folder.resolve("P2"));
        CommandRun run = annotate("--rater", "li", "--export", folder.resolve("drawn"));
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
    }

    /** It was called a fault of the program. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "70000"})
    void refusesAPortThatDoesNotExist(String port) {
        CommandRun run = CommandRun.of("annotate", folder.resolve("nowhere"), "--rater", "li", "--port", port);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("substantia: --port is 0 to 65535, not " + port);
    }

    /** A folder that does not exist went unnoticed. */
    @Test
    void whatIsForThePageIsRefusedWhereNoneIsServed() throws IOException {
        sign("P1", LI, 5, 6, 7);
        for (List<String> task : List.of(
                List.of("--verify"),
                List.of("--export", folder.resolve("drawn").toString()),
                List.of("--agreement", "wang"))) {
            for (List<String> option :
                    List.of(List.of("--predictions", "nowhere"), List.of("--port", "0"), List.of("--no-browser"))) {
                List<Object> line = new ArrayList<>(List.of("--rater", "li"));
                line.addAll(task);
                line.addAll(option);
                CommandRun run = annotate(line.toArray());
                assertThat(run.status()).as("%s", line).isEqualTo(2);
                assertThat(run.err())
                        .startsWith("substantia: " + option.get(0) + " is for the page; with " + task.get(0)
                                + " none is served");
            }
        }
        assertThat(folder.resolve("drawn")).doesNotExist();
    }

    private void refused(String other, String reason) {
        Path target = folder.resolve("refused");
        for (CommandRun run : List.of(
                annotate("--rater", "li", "--review", other, "--verify"),
                annotate("--rater", "li", "--review", other, "--export", target))) {
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err()).contains(reason);
        }
        assertThat(target).doesNotExist();
    }
}
