package org.substantia.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

class ReviewTest {
    private static final Geometry RAS =
            new Geometry(30, 30, 6, Affine.of(new double[] {0.7, 0, 0, -4, 0, 0.7, 0, -3, 0, 0, 2, -5}));
    private static final Rater LI = new Rater("li");
    private static final Rater WANG = new Rater("wang");

    @TempDir
    private Path folder;

    private Annotation open(Rater rater, Geometry grid) throws IOException {
        Path file = new AnnotationFolder(folder).file("P1", LabelScheme.QSM, rater);
        return Annotation.open(file, "P1", LabelScheme.QSM, rater, grid, "0.1.0");
    }

    /** A square of pixels. */
    private static List<Integer> block(int x, int y, int size) {
        List<Integer> pixels = new ArrayList<>();
        for (int j = y; j < y + size; j++) {
            for (int i = x; i < x + size; i++) {
                pixels.add(i + 30 * j);
            }
        }
        return pixels;
    }

    private static Edit set(int label, int plane, List<Integer> pixels) {
        return new Edit(Tool.BRUSH, label, plane, pixels, List.of(), true, Map.of());
    }

    private void draw(Rater rater, Geometry grid, List<Edit> edits) throws IOException {
        try (Annotation mask = open(rater, grid)) {
            mask.edit(mask.latest(), edits);
            mask.sign(mask.latest(), rater);
        }
    }

    /**
     * Both draw SN in slice 2, wang four columns farther; li alone draws RN in slice 3; wang has a stray pixel in slice
     * 4; in slice 1 li says SN where wang says RN.
     */
    private Geometry prepare(String orientation) throws IOException {
        Geometry grid = Reorient.to(Orientation.parse(orientation), RAS);
        draw(LI, grid, List.of(set(11, 2, block(5, 5, 8)), set(13, 3, block(10, 10, 6)), set(11, 1, block(20, 20, 3))));
        draw(
                WANG,
                grid,
                List.of(set(11, 2, block(9, 5, 8)), set(14, 4, List.of(7 + 30 * 7)), set(13, 1, block(20, 20, 3))));
        return grid;
    }

    private Review review(Geometry grid) throws IOException {
        return Review.open(new AnnotationFolder(folder), "P1", LabelScheme.QSM, WANG, LI, grid, "0.1.0");
    }

    private static String find(Review review, int label, int plane, boolean onlyFirst) {
        return review.differences().stream()
                .filter(d -> d.label() == label && d.plane() == plane && d.onlyFirst() == onlyFirst)
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** The pixels of a plane that hold a label, ascending. */
    private static List<Integer> drawn(Review review, int label, int plane) {
        byte[] labels = review.consensus().plane(plane);
        return IntStream.range(0, labels.length)
                .filter(pixel -> labels[pixel] == label)
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "LPS", "PSR"})
    void beginsWithWhatBothDrewAlikeAndGrowsByDecisions(String orientation) throws IOException {
        Geometry grid = prepare(orientation);
        try (Review review = review(grid)) {
            assertThat(review.first()).isEqualTo(LI);
            assertThat(review.differences()).hasSize(6).allSatisfy(d -> assertThat(d.decision())
                    .isEmpty());
            // li's whole RN has no border of wang's to be near to.
            assertThat(review.differences().get(0).distanceMm()).isInfinite();
            List<Integer> both = new ArrayList<>(block(5, 5, 8));
            both.retainAll(block(9, 5, 8));
            assertThat(drawn(review, 11, 2)).isEqualTo(both);

            Annotation mask = review.consensus();
            review.decide(mask.latest(), find(review, 11, 2, true), Decision.FIRST, "the border is clear");
            assertThat(drawn(review, 11, 2)).isEqualTo(block(5, 5, 8));
            review.decide(mask.latest(), find(review, 11, 2, false), Decision.SECOND, "");
            Set<Integer> union = new TreeSet<>(block(5, 5, 8));
            union.addAll(block(9, 5, 8));
            assertThat(drawn(review, 11, 2)).containsExactlyElementsOf(union);
            // Decided anew; the border halfway between is two columns from each, its corners cut.
            review.decide(mask.latest(), find(review, 11, 2, true), Decision.MIDDLE, "");
            review.decide(mask.latest(), find(review, 11, 2, false), Decision.MIDDLE, "");
            assertThat(drawn(review, 11, 2)).allMatch(block(7, 5, 8)::contains).containsAll(block(9, 7, 4));
            assertThat(drawn(review, 11, 2).stream().filter(pixel -> pixel / 30 == 8))
                    .containsExactly(247, 248, 249, 250, 251, 252, 253, 254);

            review.decide(mask.latest(), find(review, 13, 3, true), Decision.SECOND, "");
            assertThat(drawn(review, 13, 3)).isEmpty();
            // Where they name different nuclei, the one decided for wins.
            review.decide(mask.latest(), find(review, 11, 1, true), Decision.SECOND, "");
            review.decide(mask.latest(), find(review, 13, 1, false), Decision.SECOND, "");
            assertThat(drawn(review, 11, 1)).isEmpty();
            assertThat(drawn(review, 13, 1)).isEqualTo(block(20, 20, 3));
            assertThatThrownBy(() -> review.sign(mask.latest(), LI))
                    .hasMessage("1 of 6 differences are not decided yet");
            // One rater drew nothing there, so there is no middle.
            assertThat(review.settleSpecks(mask.latest())).isEqualTo(1);
            assertThat(drawn(review, 14, 4)).isEmpty();
            assertThat(review.differences())
                    .extracting(RaterDifference::decision)
                    .doesNotContain(Optional.empty());
        }
    }

    /** Three structures in three slices drawn alike, and one that only li drew. */
    private Geometry prepareAlike(String orientation) throws IOException {
        Geometry grid = Reorient.to(Orientation.parse(orientation), RAS);
        List<Edit> alike = List.of(
                set(11, 2, block(5, 5, 8)),
                set(12, 2, block(15, 5, 8)),
                set(13, 3, block(10, 10, 6)),
                set(11, 4, block(5, 5, 8)));
        List<Edit> more = new ArrayList<>(alike);
        more.add(set(14, 3, block(20, 10, 4)));
        draw(LI, grid, more);
        draw(WANG, grid, alike);
        return grid;
    }

    private Path consensus() {
        return new AnnotationFolder(folder).file("P1", LabelScheme.QSM, Rater.CONSENSUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "LPS", "PSR"})
    void anInterruptedStartIsMadeUpFor(String orientation) throws IOException {
        Geometry grid = prepareAlike(orientation);
        LabelMap whole;
        try (Review review = review(grid)) {
            whole = review.consensus().labels();
        }
        assertThat(whole.counts()).containsExactlyInAnyOrderEntriesOf(Map.of(11, 128, 12, 64, 13, 36));
        List<String> lines = Files.readAllLines(consensus());
        for (int kept = 0; kept <= lines.size(); kept++) {
            String start = String.join(
                    "", lines.stream().limit(kept).map(l -> l + "\n").toList());
            Files.writeString(
                    consensus(), start + (kept < lines.size() ? lines.get(kept).substring(0, 9) : ""));
            if (kept > 0 && kept < lines.size()) {
                assertThatThrownBy(() ->
                                Review.consensus(new AnnotationFolder(folder), "P1", LabelScheme.QSM, LI, WANG, grid))
                        .hasMessageStartingWith(consensus() + ": lacks ")
                        .hasMessageEndingWith("open the review once more to add them");
            }
            try (Review review = review(grid)) {
                assertThat(review.consensus().labels().toIntArray())
                        .as("%d lines", kept)
                        .isEqualTo(whole.toIntArray());
                assertThat(review.consensus().canUndo()).isFalse();
                assertThat(review.differences()).hasSize(1);
            }
            assertThat(Files.readAllLines(consensus())).hasSameSizeAs(lines);
        }
    }

    /** As an earlier version went on after an interrupted start. */
    @Test
    void aConsensusThatLacksWhatBothDrewIsRefused() throws IOException {
        Geometry grid = prepareAlike("LPS");
        review(grid).close();
        List<String> lines = Files.readAllLines(consensus());
        Files.writeString(consensus(), lines.get(0) + "\n" + lines.get(1) + "\n");
        Map<String, String> about = EventLog.read(consensus()).events().get(0).parameters();
        try (Annotation mask = Annotation.open(consensus(), LabelScheme.QSM, grid, about, "0.1.0", Clock.systemUTC())) {
            mask.edit(mask.latest(), List.of(set(13, 3, block(10, 10, 6))));
            mask.sign(mask.latest(), LI);
            mask.sign(mask.latest(), WANG);
        }
        String fault =
                consensus() + ": lacks 164 voxels that both raters drew alike, since the start of the review was "
                        + "interrupted; move the file away and review the case anew";
        assertThatThrownBy(() -> review(grid)).hasMessage(fault);
        assertThatThrownBy(() -> Review.consensus(new AnnotationFolder(folder), "P1", LabelScheme.QSM, LI, WANG, grid))
                .hasMessage(fault);
    }

    /** li says SN in slice 1 where wang says RN. */
    @Test
    void aDecisionMadeAnewGivesBackWhatItHadDrawnOver() throws IOException {
        Geometry grid = prepare("PSR");
        try (Review review = review(grid)) {
            Annotation mask = review.consensus();
            String nigra = find(review, 11, 1, true);
            String red = find(review, 13, 1, false);
            review.decide(mask.latest(), red, Decision.SECOND, "");
            review.decide(mask.latest(), nigra, Decision.FIRST, "");
            assertThat(drawn(review, 11, 1)).isEqualTo(block(20, 20, 3));
            review.decide(mask.latest(), nigra, Decision.SECOND, "");
            assertThat(drawn(review, 13, 1)).isEqualTo(block(20, 20, 3));
            assertThat(drawn(review, 11, 1)).isEmpty();
            // Taken back in one step, with the decision before.
            mask.undo(mask.latest());
            assertThat(drawn(review, 11, 1)).isEqualTo(block(20, 20, 3));
            assertThat(drawn(review, 13, 1)).isEmpty();
            assertThat(decision(review, nigra)).contains(Decision.FIRST);
            assertThat(decision(review, red)).contains(Decision.SECOND);
            mask.redo(mask.latest());
            assertThat(drawn(review, 13, 1)).isEqualTo(block(20, 20, 3));
            assertThat(decision(review, nigra)).contains(Decision.SECOND);
            // What was redrawn by hand is no business of a decision.
            mask.edit(
                    mask.latest(), List.of(new Edit(Tool.ERASER, 13, 1, List.of(), block(20, 20, 2), true, Map.of())));
            review.decide(mask.latest(), nigra, Decision.MIDDLE, "");
            assertThat(drawn(review, 13, 1)).hasSize(5);
        }
        review(grid).close();
    }

    private static Optional<Decision> decision(Review review, String id) {
        return review.differences().stream()
                .filter(d -> d.id().equals(id))
                .findFirst()
                .orElseThrow()
                .decision();
    }

    @Test
    void decisionsAreTakenBackAndSurviveTheProgramsEnd() throws IOException {
        Geometry grid = prepare("LAS");
        String id;
        List<Integer> before;
        try (Review review = review(grid)) {
            Annotation mask = review.consensus();
            before = drawn(review, 11, 2);
            id = find(review, 11, 2, true);
            review.decide(mask.latest(), id, Decision.FIRST, "");
            // Changes nothing, and is decided all the same.
            review.decide(mask.latest(), find(review, 11, 2, false), Decision.FIRST, "");
            mask.undo(mask.latest());
            mask.undo(mask.latest());
            // What both drew alike cannot be taken back.
            assertThat(mask.canUndo()).isFalse();
            assertThat(drawn(review, 11, 2)).isEqualTo(before);
            assertThat(review.differences())
                    .extracting(RaterDifference::decision)
                    .containsOnly(Optional.empty());
            mask.redo(mask.latest());
        }
        try (Review review = review(grid)) {
            assertThat(review.differences().stream()
                            .filter(d -> d.decision().isPresent())
                            .map(RaterDifference::id))
                    .containsExactly(id);
        }
    }

    @Test
    void isFinalWhenBothHaveSigned() throws IOException {
        Geometry grid = prepare("RAS");
        try (Review review = review(grid)) {
            Annotation mask = review.consensus();
            for (RaterDifference difference : review.differences()) {
                review.decide(mask.latest(), difference.id(), Decision.REDRAWN, "");
            }
            assertThatThrownBy(() -> review.sign(mask.latest(), new Rater("chen")))
                    .hasMessage("this consensus is signed by li and wang");
            review.sign(mask.latest(), LI);
            assertThat(mask.signers()).containsExactly("li");
            assertThat(signers()).containsExactly("li");
            assertThatThrownBy(() -> review.sign(mask.latest(), LI)).hasMessage("li has signed the mask already");
            assertThatThrownBy(() -> review.decide(mask.latest(), find(review, 11, 2, true), Decision.FIRST, ""))
                    .hasMessageContaining("signed");
            review.sign(mask.latest(), WANG);
            assertThat(mask.signers()).containsExactlyInAnyOrder("li", "wang");
            assertThat(signers()).containsExactlyInAnyOrder("li", "wang");
            mask.reopen("slice 2");
            assertThat(mask.signers()).isEmpty();
            assertThat(signers()).isEmpty();
        }
    }

    /** As the list of cases tells, without opening the log. */
    private Set<String> signers() throws IOException {
        return new AnnotationFolder(folder).signers("P1", LabelScheme.QSM, Rater.CONSENSUS);
    }

    @Test
    void needsTwoSignedMasksThatStay() throws IOException {
        Geometry grid = prepare("RAS");
        review(grid).close();
        try (Annotation mask = open(LI, grid)) {
            mask.reopen("one more slice");
        }
        assertThatThrownBy(() -> review(grid)).hasMessageContaining("rater li has not signed this mask");
        try (Annotation mask = open(LI, grid)) {
            mask.edit(mask.latest(), List.of(set(11, 5, block(5, 5, 8))));
            mask.sign(mask.latest(), LI);
        }
        assertThatThrownBy(() -> review(grid)).hasMessageContaining("was drawn with mask of li ");
        draw(new Rater("zhu"), grid, List.of(set(11, 2, block(5, 5, 8))));
        assertThatThrownBy(() -> Review.open(
                        new AnnotationFolder(folder), "P1", LabelScheme.QSM, LI, new Rater("zhu"), grid, "0.1.0"))
                .hasMessageContaining("QSM.consensus.jsonl: was drawn with mask of li ");
        assertThatThrownBy(() -> Review.open(
                        new AnnotationFolder(folder), "P1", LabelScheme.QSM, WANG, new Rater("zhu"), grid, "0.1.0"))
                .hasMessageEndingWith("QSM.consensus.jsonl: was drawn without a mask of zhu");
        assertThatThrownBy(() -> Review.open(
                        new AnnotationFolder(folder), "P1", LabelScheme.QSM, LI, new Rater("chen"), grid, "0.1.0"))
                .hasMessageContaining("rater chen has not drawn this mask");
    }

    @Test
    void alikeMasksLeaveNothingToDecide() throws IOException {
        draw(LI, RAS, List.of(set(11, 2, block(5, 5, 8))));
        draw(WANG, RAS, List.of(set(11, 2, block(5, 5, 8))));
        try (Review review = review(RAS)) {
            assertThat(review.differences()).isEmpty();
            LabelMap agreed = review.consensus().labels();
            review.sign(review.consensus().latest(), LI);
            review.sign(review.consensus().latest(), WANG);
            assertThat(agreed.counts()).containsExactlyEntriesOf(Map.of(11, 64));
        }
    }
}
