package org.substantia.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

class AnnotationTest {
    private static final Geometry RAS =
            new Geometry(12, 10, 6, Affine.of(new double[] {0.7, 0, 0, -4, 0, 0.7, 0, -3, 0, 0, 2, -5}));

    private static final Rater LI = new Rater("li");

    @TempDir
    private Path folder;

    private Annotation open(String name) throws IOException {
        return open(name, RAS);
    }

    private Annotation open(String name, Geometry grid) throws IOException {
        return Annotation.open(folder.resolve(name), "SYN_0001", LabelScheme.QSM, LI, grid, "0.1.0");
    }

    private static Edit set(int label, int plane, Integer... pixels) {
        return new Edit(Tool.BRUSH, label, plane, List.of(pixels), List.of(), true, Map.of("radiusMm", "1.5"));
    }

    private static Edit random(RandomStream random) {
        List<Integer> pixels = new ArrayList<>();
        int first = random.nextInt(100);
        for (int i = 0; i < 1 + random.nextInt(15); i++) {
            pixels.add((first + i) % 120);
        }
        boolean erase = random.nextInt(4) == 0;
        return new Edit(
                erase ? Tool.ERASER : Tool.BRUSH,
                9 + random.nextInt(6),
                random.nextInt(6),
                erase ? List.of() : pixels,
                erase ? pixels : List.of(),
                random.nextBoolean(),
                Map.of());
    }

    @Test
    void theMaskIsTheReplayOfItsEvents() throws IOException {
        byte[] before;
        try (Annotation mask = open("a.jsonl")) {
            RandomStream random = new RandomStream(1);
            for (int i = 0; i < 40; i++) {
                mask.edit(mask.latest(), List.of(random(random), random(random)));
                if (i % 5 == 4) {
                    mask.undo(mask.latest());
                }
            }
            before = bytes(mask);
        }
        try (Annotation again = open("a.jsonl")) {
            assertThat(bytes(again)).isEqualTo(before);
            assertThat(again.notice()).isEmpty();
        }
    }

    private static byte[] bytes(Annotation mask) {
        LabelMap labels = mask.labels();
        byte[] out = new byte[labels.geometry().voxelCount()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) labels.get(i);
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void whateverIsDrawnCanBeTakenBackAndBroughtBack(long seed) throws IOException {
        List<byte[]> states = new ArrayList<>();
        try (Annotation mask = open("b.jsonl")) {
            RandomStream random = new RandomStream(seed);
            states.add(bytes(mask));
            while (states.size() < 30) {
                int before = mask.latest();
                mask.edit(before, List.of(random(random), random(random)));
                if (mask.latest() > before) {
                    states.add(bytes(mask));
                }
            }
            for (int i = states.size() - 2; i >= 10; i--) {
                mask.undo(mask.latest());
                assertThat(bytes(mask)).isEqualTo(states.get(i));
            }
        }
        // The stack outlives the session.
        try (Annotation mask = open("b.jsonl")) {
            for (int i = 9; i >= 0; i--) {
                mask.undo(mask.latest());
                assertThat(bytes(mask)).isEqualTo(states.get(i));
            }
            assertThat(mask.canUndo()).isFalse();
            for (int i = 1; i < states.size(); i++) {
                mask.redo(mask.latest());
                assertThat(bytes(mask)).isEqualTo(states.get(i));
            }
            assertThat(mask.canRedo()).isFalse();
        }
    }

    @Test
    void drawingAnewEndsWhatCouldBeBroughtBack() throws IOException {
        try (Annotation mask = open("c.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5, 6)));
            mask.undo(mask.latest());
            mask.edit(mask.latest(), List.of(set(12, 2, 7)));
            int latest = mask.latest();
            assertThat(mask.redo(latest)).isEqualTo(latest);
            assertThat(mask.plane(2)[7]).isEqualTo((byte) 12);
            assertThat(mask.plane(2)[5]).isZero();
        }
    }

    @Test
    void neighborsAreProtectedUnlessTheRaterOverrides() throws IOException {
        try (Annotation mask = open("d.jsonl")) {
            mask.edit(mask.latest(), List.of(set(9, 1, 20, 21)));
            mask.edit(mask.latest(), List.of(set(11, 1, 21, 22)));
            assertThat(mask.plane(1)[21]).isEqualTo((byte) 9);
            mask.edit(mask.latest(), List.of(new Edit(Tool.BRUSH, 11, 1, List.of(21), List.of(), false, Map.of())));
            assertThat(mask.plane(1)[21]).isEqualTo((byte) 11);
            mask.edit(mask.latest(), List.of(new Edit(Tool.ERASER, 11, 1, List.of(), List.of(20, 21), true, Map.of())));
            assertThat(mask.plane(1)[20]).isEqualTo((byte) 9);
            assertThat(mask.plane(1)[21]).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LAS", "LPS", "PSR"})
    void anyStorageOrderKeepsThePlaceInTheWorld(String orientation) throws IOException {
        Geometry stored = Reorient.to(Orientation.parse(orientation), RAS);
        try (Annotation ras = open("ras.jsonl");
                Annotation other = open(orientation + ".jsonl", stored)) {
            RandomStream random = new RandomStream(5);
            for (int i = 0; i < 10; i++) {
                Edit edit = random(random);
                ras.edit(ras.latest(), List.of(edit));
                other.edit(other.latest(), List.of(edit));
            }
            LabelMap turned = Reorient.toRas(other.labels());
            assertThat(turned.toIntArray()).isEqualTo(ras.labels().toIntArray());
            assertThat(turned.geometry().sameGrid(RAS, 1e-9)).isTrue();
        }
    }

    @Test
    void aStaleStateIsAConflict() throws IOException {
        try (Annotation mask = open("e.jsonl")) {
            int seen = mask.latest();
            mask.edit(seen, List.of(set(11, 2, 5)));
            assertThatThrownBy(() -> mask.edit(seen, List.of(set(11, 2, 6))))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("the latest is 1");
            assertThat(mask.plane(2)[6]).isZero();
        }
    }

    @Test
    void aSignedMaskIsFinalUntilReopenedForAReason() throws IOException {
        try (Annotation mask = open("f.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
            assertThat(mask.sign(mask.latest(), LI))
                    .isEqualTo(mask.maskDigest())
                    .hasSize(64);
            assertThatThrownBy(() -> mask.edit(mask.latest(), List.of(set(11, 2, 6))))
                    .hasMessage("the mask is signed; reopen it to draw on");
            assertThatThrownBy(() -> mask.undo(mask.latest())).hasMessageContaining("signed");
            assertThatThrownBy(() -> mask.reopen(" ")).hasMessageContaining("needs a reason");
        }
        try (Annotation mask = open("f.jsonl")) {
            assertThat(mask.signed()).isTrue();
            mask.reopen("border of slice 2");
            mask.edit(mask.latest(), List.of(set(11, 2, 6)));
            assertThat(mask.events().stream().map(AnnotationEvent::tool))
                    .containsExactly(Tool.OPEN, Tool.BRUSH, Tool.SIGN, Tool.REOPEN, Tool.BRUSH);
        }
    }

    @Test
    void aTornLastLineIsCutOffAndTold() throws IOException {
        Path file = folder.resolve("g.jsonl");
        byte[] before;
        try (Annotation mask = open("g.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
            before = bytes(mask);
        }
        byte[] whole = Files.readAllBytes(file);
        Files.writeString(file, "{\"seq\":2,\"tool\":\"bru", StandardOpenOption.APPEND);
        try (Annotation mask = open("g.jsonl")) {
            assertThat(mask.notice().orElseThrow()).contains("incomplete");
            assertThat(bytes(mask)).isEqualTo(before);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void everyCutOfTheFileReplaysToAStateThatWas() throws IOException {
        Path file = folder.resolve("h.jsonl");
        List<byte[]> states = new ArrayList<>();
        try (Annotation mask = open("h.jsonl")) {
            RandomStream random = new RandomStream(6);
            states.add(bytes(mask));
            for (int i = 0; i < 8; i++) {
                mask.edit(mask.latest(), List.of(random(random)));
                states.add(bytes(mask));
            }
        }
        byte[] whole = Files.readAllBytes(file);
        RandomStream random = new RandomStream(7);
        for (int cut = 0; cut < 25; cut++) {
            int length = random.nextInt(whole.length + 1);
            Files.write(folder.resolve("cut.jsonl"), java.util.Arrays.copyOf(whole, length));
            try (Annotation mask = open("cut.jsonl")) {
                assertThat(states).anyMatch(state -> java.util.Arrays.equals(state, bytes(mask)));
            }
            Files.delete(folder.resolve("cut.jsonl"));
        }
    }

    @Test
    void aChangedLineBreaksTheChain() throws IOException {
        Path file = folder.resolve("i.jsonl");
        try (Annotation mask = open("i.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
            mask.edit(mask.latest(), List.of(set(11, 2, 6)));
        }
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("radiusMm\":\"1.5", "radiusMm\":\"1.6"));
        assertThatThrownBy(() -> open("i.jsonl"))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": line 3: does not follow the line before; the file was changed after it was "
                        + "written");
        Files.writeString(file, text.lines().skip(1).map(line -> line + "\n").reduce("", String::concat));
        assertThatThrownBy(() -> open("i.jsonl")).hasMessageContaining("line 1: has number 1, expected 0");
        Files.write(file, "nonsense\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> open("i.jsonl")).hasMessageContaining("line 1: is not JSON");
    }

    /** The chain cannot tell of the last line; what it says has to fit all the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                ".+ > null > holds nothing",
                "^ > \\n > holds nothing",
                "\"slice\":2 > \"slice\":999 > names slice 999, which the image does not have",
                "\"slice\":2 > \"slice\":-1 > names slice -1, which the image does not have",
                "\"slice\":2, > '' > draws without a label or a slice",
                "\"label\":11 > \"label\":77 > names label 77, which a QSM mask does not have",
                "0,11\\]\\] > 0,200]] > names label 200, which a QSM mask does not have",
                "0,11\\]\\] > 0,267]] > names label 267, which a QSM mask does not have",
                "245,1, > 245,null, > has a run of voxels that is not four numbers",
                "245,1, > 245, > has a run of voxels that is not four numbers",
                "\\[245.*11\\] > null > an entry is missing or not what it should be",
                "brush > sign > changes voxels without drawing",
                "245,1, > 244,1, > leads to another slice than the one it was written for",
            })
    void aChangedLastLineIsRefused(String what, String by, String fault) throws IOException {
        Path file = folder.resolve("o.jsonl");
        try (Annotation mask = open("o.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
        }
        changeLastLine(file, what, by);
        refused(file, "line 2: " + fault);
    }

    private static void changeLastLine(Path file, String what, String by) throws IOException {
        String text = Files.readString(file);
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        String changed = text.substring(last, text.length() - 1).replaceFirst(what, by.replace("\\n", "\n"));
        Files.writeString(file, text.substring(0, last) + changed + "\n");
    }

    private void refused(Path file, String fault) {
        assertThatThrownBy(() -> open(file.getFileName().toString()))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": " + fault);
        assertThatThrownBy(() -> DrawnMask.read(file, "SYN_0001", LabelScheme.QSM, LI, RAS))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": " + fault);
    }

    @Test
    void aSignatureIsForTheMaskThatIsDrawn() throws IOException {
        Path file = folder.resolve("p.jsonl");
        try (Annotation mask = open("p.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
            mask.sign(mask.latest(), LI);
        }
        changeLastLine(file, "\"maskSha256\":\"...", "\"maskSha256\":\"xyz");
        refused(file, "line 3: signs another mask than the one that the lines before lead to");
        changeLastLine(file, "\"maskSha256\":\"[^\"]*\",|,\"maskSha256\":\"[^\"]*\"", "");
        refused(file, "line 3: signs another mask than the one that the lines before lead to");
    }

    @Test
    void undoTakesBackWhatWasDrawnAndNothingElse() throws IOException {
        Path file = folder.resolve("q.jsonl");
        try (Annotation mask = open("q.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5, 6), set(11, 3, 5)));
            mask.undo(mask.latest());
        }
        changeLastLine(file, ",\\[245,2,11,0\\]", ",[245,2,11,12]");
        refused(file, "line 4: turns back other voxels than the edit changed");
    }

    @Test
    void blankLinesAtTheEndAreNothing() throws IOException {
        AnnotationFolder annotations = new AnnotationFolder(folder);
        Path file = annotations.file("SYN_0001", LabelScheme.QSM, LI);
        byte[] before;
        try (Annotation mask = Annotation.open(file, "SYN_0001", LabelScheme.QSM, LI, RAS, "0.1.0")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
            mask.sign(mask.latest(), LI);
            before = bytes(mask);
        }
        String whole = Files.readString(file);
        Files.writeString(file, "\n \r\n", StandardOpenOption.APPEND);
        assertThat(annotations.state("SYN_0001", LabelScheme.QSM, LI)).isEqualTo(DrawingState.SIGNED);
        assertThat(annotations.signers("SYN_0001", LabelScheme.QSM, LI)).containsExactly("li");
        assertThat(DrawnMask.read(file, "SYN_0001", LabelScheme.QSM, LI, RAS).signed())
                .isTrue();
        try (Annotation mask = Annotation.open(file, "SYN_0001", LabelScheme.QSM, LI, RAS, "0.1.0")) {
            assertThat(mask.notice()).isEmpty();
            assertThat(bytes(mask)).isEqualTo(before);
            assertThat(file).hasContent(whole);
            mask.reopen("one more voxel");
        }
        assertThat(DrawnMask.read(file, "SYN_0001", LabelScheme.QSM, LI, RAS).events())
                .hasSize(4);
    }

    @Test
    void anotherGridOrCaseIsRefused() throws IOException {
        open("j.jsonl").close();
        Geometry other = Geometry.axisAligned(4, 4, 4, 1, 1, 1);
        assertThatThrownBy(() -> open("j.jsonl", other)).hasMessageContaining("was drawn with grid");
        assertThatThrownBy(() -> Annotation.open(
                        folder.resolve("j.jsonl"), "SYN_0002", LabelScheme.QSM, new Rater("li"), RAS, "0.1.0"))
                .hasMessageEndingWith("was drawn with case SYN_0001, here it is SYN_0002");
    }

    @Test
    void onlyOneProgramDrawsACase() throws IOException {
        try (Annotation mask = open("k.jsonl")) {
            assertThatThrownBy(() -> open("k.jsonl")).hasMessageContaining("is open in another program");
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
        }
        open("k.jsonl").close();
    }

    /** Draws as another program; ends with status 3 where it is refused. */
    static final class OtherProgram {
        private OtherProgram() {}

        public static void main(String[] args) {
            Path file = Path.of(args[0]);
            try (Annotation mask = Annotation.open(file, "SYN_0001", LabelScheme.QSM, LI, RAS, "0.1.0")) {
                mask.edit(mask.latest(), List.of(set(12, 3, 7)));
            } catch (IOException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }

        static Process start(Path file) throws IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherProgram.class.getName(),
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
        }
    }

    /** The log is read when it is opened, which on POSIX gave up a lock on the log itself. */
    @Test
    void anotherProcessIsRefusedWhileACaseIsDrawn() throws Exception {
        Path file = folder.resolve("m.jsonl");
        byte[] before;
        try (Annotation mask = open("m.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
            // Neither a look at the log nor an attempt within this program gives it away.
            assertThat(EventLog.read(file).events()).hasSize(2);
            assertThatThrownBy(() -> open("m.jsonl")).hasMessageContaining("is open in another program");
            Process other = OtherProgram.start(file);
            assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith(file + ": is open in another program; one rater draws a case at a time");
            assertThat(other.waitFor()).isEqualTo(3);
            mask.edit(mask.latest(), List.of(set(11, 2, 6)));
            before = bytes(mask);
        }
        try (Annotation mask = open("m.jsonl")) {
            assertThat(bytes(mask)).isEqualTo(before);
        }
        assertThat(OtherProgram.start(file).waitFor()).isZero();
        try (Annotation mask = open("m.jsonl")) {
            assertThat(mask.latest()).isEqualTo(3);
        }
    }

    @Test
    void nothingIsWrittenOverWhatAnotherProgramAdded() throws IOException {
        Path file = folder.resolve("n.jsonl");
        try (Annotation mask = open("n.jsonl")) {
            mask.edit(mask.latest(), List.of(set(11, 2, 5)));
            Files.writeString(file, "another's\n", StandardOpenOption.APPEND);
            byte[] whole = Files.readAllBytes(file);
            assertThatThrownBy(() -> mask.edit(mask.latest(), List.of(set(11, 2, 6))))
                    .hasMessageStartingWith(file + ": not kept: the file was changed by another program");
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
            assertThat(mask.latest()).isEqualTo(1);
            assertThat(mask.plane(2)[6]).isZero();
        }
    }

    @Test
    void whatDoesNotExistIsRefused() throws IOException {
        try (Annotation mask = open("l.jsonl")) {
            for (Edit edit : List.of(set(17, 0, 5), set(11, 6, 5), set(11, -1, 5), set(11, 0, 120))) {
                assertThatThrownBy(() -> mask.edit(mask.latest(), List.of(edit)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(mask.latest()).isZero();
        }
        assertThatThrownBy(() -> new Rater("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsTheRatersOfACase() throws IOException {
        AnnotationFolder annotations = new AnnotationFolder(folder);
        for (String name : List.of("wang", "li", "consensus")) {
            Rater rater = new Rater(name);
            Annotation.open(annotations.file("P1", LabelScheme.QSM, rater), "P1", LabelScheme.QSM, rater, RAS, "0.1.0")
                    .close();
        }
        assertThat(annotations.raters("P1", LabelScheme.QSM)).containsExactly(new Rater("li"), new Rater("wang"));
        assertThat(annotations.raters("P1", LabelScheme.NM)).isEmpty();
        assertThat(annotations.raters("P2", LabelScheme.QSM)).isEmpty();
    }

    @Test
    void theLastLineTellsHowFarAMaskIs() throws IOException {
        AnnotationFolder annotations = new AnnotationFolder(folder);
        Path file = annotations.file("SYN_0001", LabelScheme.QSM, LI);
        assertThat(annotations.state("SYN_0001", LabelScheme.QSM, LI)).isEqualTo(DrawingState.EMPTY);
        try (Annotation mask = Annotation.open(file, "SYN_0001", LabelScheme.QSM, LI, RAS, "0.1.0")) {
            assertThat(annotations.state("SYN_0001", LabelScheme.QSM, LI)).isEqualTo(DrawingState.EMPTY);
            mask.edit(mask.latest(), List.of(set(11, 2, 5, 6)));
            assertThat(annotations.state("SYN_0001", LabelScheme.QSM, LI)).isEqualTo(DrawingState.DRAWN);
            mask.sign(mask.latest(), LI);
            assertThat(annotations.state("SYN_0001", LabelScheme.QSM, LI)).isEqualTo(DrawingState.SIGNED);
            mask.reopen("one more slice");
            assertThat(annotations.state("SYN_0001", LabelScheme.QSM, LI)).isEqualTo(DrawingState.DRAWN);
        }
        // What a crash left of a line does not count.
        Files.writeString(file, "{\"seq\": 4, \"ti", StandardOpenOption.APPEND);
        assertThat(annotations.state("SYN_0001", LabelScheme.QSM, LI)).isEqualTo(DrawingState.DRAWN);
        Files.writeString(file, "x\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> annotations.state("SYN_0001", LabelScheme.QSM, LI))
                .hasMessageContaining("QSM.li.jsonl: last line: is not JSON");
        Files.writeString(file, "null\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> annotations.state("SYN_0001", LabelScheme.QSM, LI))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("QSM.li.jsonl: last line: holds nothing");
    }

    @Test
    void pausesAreNoWork() throws IOException {
        Instant start = Instant.parse("2026-01-01T10:00:00Z");
        List<Integer> minutes = List.of(0, 2, 4, 40, 41, 39, 42);
        AtomicInteger event = new AtomicInteger();
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return start.plus(Duration.ofMinutes(minutes.get(event.getAndIncrement())));
            }
        };
        try (Annotation mask =
                Annotation.open(folder.resolve("t.jsonl"), "SYN_0001", LabelScheme.QSM, LI, RAS, "0.1.0", clock)) {
            assertThat(WorkTime.of(mask.events())).isZero();
            for (int i = 1; i < minutes.size(); i++) {
                mask.edit(mask.latest(), List.of(set(11, 2, i)));
            }
            // Two, two, a pause, one, a clock set back, three.
            assertThat(WorkTime.of(mask.events())).isEqualTo(Duration.ofMinutes(8));
        }
    }
}
