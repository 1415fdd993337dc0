package org.substantia.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.annotation.Annotation;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.Edit;
import org.substantia.annotation.MaskExport;
import org.substantia.annotation.Rater;
import org.substantia.annotation.Tool;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.testing.Browser;
import org.substantia.viewer.findings.CaseFindings;
import org.substantia.viewer.findings.FindingsSource;
import org.substantia.viewer.findings.Marker;
import org.substantia.viewer.findings.MarkerPlace;

/** The pages in a real browser, by the mouse and the keyboard. */
@Tag("slow")
class BrowserTest {
    private static final Rater LI = new Rater("li");
    private static final Rater WANG = new Rater("wang");

    @TempDir
    private Path folder;

    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path profile) throws Exception {
        Optional<Path> program = Browser.program();
        Assumptions.assumeTrue(
                program.isPresent(), "no Chromium on this machine: the pages are not tried in a browser");
        browser = new Browser(program.get(), profile, 1000, 640);
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    /** A start of the browser costs more than a whole test. */
    @BeforeEach
    void openANewPage() throws Exception {
        browser.newPage();
    }

    private AnnotateHandler annotate() throws Exception {
        return new AnnotateHandler(
                CaseLibrary.forDrawing(Cohort.open(folder.resolve("in")), Optional.empty()),
                new AnnotationFolder(folder.resolve("annotations")),
                LI,
                Optional.empty(),
                "0.1.0");
    }

    private LabelMap drawn() throws Exception {
        try (Annotation mask = Annotation.open(
                new AnnotationFolder(folder.resolve("annotations")).file(Phantom.ID, LabelScheme.QSM, LI),
                Phantom.ID,
                LabelScheme.QSM,
                LI,
                Nifti.readHeader(folder.resolve("in/P1/QSM.nii.gz")).geometry(),
                "0.1.0")) {
            return Reorient.toRas(mask.labels());
        }
    }

    private double[] screen(double x, double y) throws Exception {
        JsonNode at = browser.value(String.format(Locale.ROOT, "viewer.clientAt(%f, %f)", x, y));
        return new double[] {at.get(0).asDouble(), at.get(1).asDouble()};
    }

    private void stroke(double[]... places) throws Exception {
        double[] at = screen(places[0][0], places[0][1]);
        browser.mouse("mouseMoved", at[0], at[1], 0);
        browser.mouse("mousePressed", at[0], at[1], 1);
        for (double[] place : places) {
            at = screen(place[0], place[1]);
            browser.mouse("mouseMoved", at[0], at[1], 1);
        }
        browser.mouse("mouseReleased", at[0], at[1], 0);
    }

    private void kept(int latest) throws Exception {
        browser.untilTrue("viewer.draw.mask.latest === " + latest);
    }

    @Test
    void showsACaseWithoutAskingAnybodyElse() throws Exception {
        Phantom.write(folder, "LAS");
        try (LocalServer server = new LocalServer(0, new ViewerHandler(Phantom.library(folder), "Substantia"))) {
            browser.open(server.address());
            browser.untilTrue("viewer.state.ready && viewer.state.meshesShown === 2");
            // The patient's right is at the left.
            assertThat(screen(Phantom.RIGHT[0], Phantom.RIGHT[1])[0])
                    .isLessThan(screen(Phantom.LEFT[0], Phantom.LEFT[1])[0]);
            assertThat(browser.value("document.querySelectorAll('#measures tbody tr').length")
                            .asInt())
                    .isEqualTo(4);
            // Something other than the background is painted in space and over the plane.
            assertThat(browser.value("(() => { const c = document.getElementById('overlay'), d = c.getContext('2d')"
                                    + ".getImageData(0, 0, c.width, c.height).data; let n = 0;"
                                    + "for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; })()")
                            .asInt())
                    .isGreaterThan(100);
            assertThat(browser.requests())
                    .allMatch(url ->
                            url.startsWith("http://127.0.0.1:" + server.port() + "/") || url.startsWith("data:"));
            assertThat(browser.faults()).isEmpty();
        }
    }

    private static CaseFindings findings() {
        Marker red = new Marker(
                "RN_l.qsm.mean",
                "RN l susceptibility",
                123.4,
                "ppb",
                OptionalDouble.of(2.6),
                OptionalDouble.of(1.2),
                OptionalDouble.of(0.4),
                true,
                new MarkerPlace(Modality.QSM, LabelScheme.QSM, Optional.of(Structure.RN), Optional.of(Side.LEFT)));
        return new CaseFindings(
                List.of("look at RN_l"),
                Optional.of("Parkinson\u2019s disease"),
                OptionalDouble.of(0.93),
                OptionalDouble.of(0.2),
                List.of(red),
                List.of(red));
    }

    @Test
    void theListLeadsToACaseAndItsEvidenceToASlice() throws Exception {
        Phantom.write(folder.resolve("in"), "P2", "RAS");
        Phantom.write(folder.resolve("in"), "P1", "LAS");
        ViewerHandler handler =
                new ViewerHandler(Phantom.library(folder.resolve("in")), id -> Optional.of(findings()), "S");
        try (LocalServer server = new LocalServer(0, handler)) {
            browser.open(server.address());
            browser.untilTrue("document.querySelectorAll('.card').length === 2");
            browser.untilTrue("[...document.querySelectorAll('.card img')].every(i => i.naturalWidth === 144)");
            assertThat(browser.value("document.querySelector('.card').textContent")
                            .asText())
                    .contains("P1", "93 %", "look at RN_l");
            browser.value("document.querySelector('.card[data-id=P2]').click()");
            browser.untilTrue("viewer.state.ready && document.querySelectorAll('#findings button').length === 2");
            assertThat(browser.value("viewer.state.id + document.getElementById('list').hidden")
                            .asText())
                    .isEqualTo("P2true");
            browser.value("viewer.show('T1')");
            browser.untilTrue("viewer.state.ready && viewer.state.image === 'T1'");
            browser.value("viewer.setSlice(2)");
            browser.untilTrue("viewer.state.k === 2");
            browser.value("document.querySelector('#findings button').click()");
            browser.untilTrue("viewer.state.ready && viewer.state.image === 'QSM' && viewer.state.k === 7");
            // The nucleus is filled, and the lines meet in it.
            double[] at = screen(Phantom.LEFT[0], Phantom.LEFT[1]);
            assertThat(browser.value("viewer.state.highlight.labels.join()").asText())
                    .isEqualTo("14");
            browser.untilTrue(String.format(
                    Locale.ROOT,
                    "(() => { const c = document.getElementById('overlay'), b = c.getBoundingClientRect();"
                            + "return c.getContext('2d').getImageData(%f - b.left, %f - b.top, 1, 1).data[3] > 30; "
                            + "})()",
                    at[0] + 8,
                    at[1] + 8));
            assertThat(browser.faults()).isEmpty();
        }
    }

    @Test
    void aSecondTabIsToldThatItIsStaleAndNothingIsLost() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        Path profile = Files.createDirectories(folder.resolve("profile2"));
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler);
                Browser other = new Browser(Browser.program().orElseThrow(), profile, 1000, 640)) {
            for (Browser tab : List.of(browser, other)) {
                tab.open(server.address());
                tab.untilTrue("viewer.state.ready && viewer.draw.mask !== null");
                tab.value("viewer.setSlice(7)");
                tab.untilTrue("viewer.state.k === 7");
            }
            stroke(new double[] {30, 30}, new double[] {36, 30});
            kept(1);
            String stroke =
                    "viewer.draw.change('edit', { grid: viewer.draw.mask.grid, edits: [{ tool: 'brush', label: 12,"
                            + " plane: 7, set: [5, 4], clear: [], protect: true, parameters: {} }] })";
            other.value(stroke);
            other.untilTrue("document.getElementById('message').textContent.startsWith('not kept')");
            assertThat(other.value("document.getElementById('message').classList.contains('fault')")
                            .asBoolean())
                    .isTrue();
            // It shows the other tab's stroke now, and the same stroke is kept when it is made again.
            assertThat(other.value("viewer.draw.mask.latest").asInt()).isEqualTo(1);
            assertThat(other.value("Object.keys(viewer.draw.mask.volumesMm3).join()")
                            .asText())
                    .isEqualTo("11");
            other.value(stroke);
            other.untilTrue("viewer.draw.mask.latest === 2");
            assertThat(browser.faults()).isEmpty();
        }
        assertThat(drawn().counts().keySet()).containsExactly(11, 12);
        assertThat(drawn().counts().get(12)).isEqualTo(4);
    }

    @Test
    void theStandalonePageOpensFromDisk() throws Exception {
        Phantom.write(folder, "PSR");
        Path page = folder.resolve("page.html");
        StandalonePage.write(Phantom.library(folder), Phantom.ID, page);
        browser.open(page.toUri().toString());
        browser.untilTrue("viewer.state.ready && viewer.state.meshesShown === 2");
        assertThat(browser.requests()).allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
        assertThat(browser.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "LAS", "LPS", "PSR"})
    void aStrokeLiesAtTheSamePlaceInEveryStorageOrder(String orientation) throws Exception {
        Phantom.write(folder.resolve("in"), orientation);
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            browser.open(server.address());
            browser.untilTrue("viewer.state.ready && viewer.draw.mask !== null");
            browser.value("viewer.setSlice(7)");
            browser.untilTrue("viewer.state.k === 7");
            browser.value("viewer.draw.radius = 0.5");
            // What is shown is the nuclei's part of the image.
            JsonNode part = browser.value("viewer.image().offset");
            int column = part.get(0).asInt();
            int row = part.get(1).asInt();
            assertThat(part.get(2).asInt()).isZero();
            stroke(new double[] {50 - column, 30 - row}, new double[] {58 - column, 30 - row});
            kept(1);
            assertThat(browser.faults()).isEmpty();
        }
        LabelMap labels = drawn();
        for (int i = 0; i < labels.geometry().voxelCount(); i++) {
            boolean inside = Phantom.GRID.z(i) == 7
                    && Phantom.GRID.y(i) == 30
                    && Phantom.GRID.x(i) >= 50
                    && Phantom.GRID.x(i) <= 58;
            assertThat(labels.get(i))
                    .as("voxel %d %d %d", Phantom.GRID.x(i), Phantom.GRID.y(i), Phantom.GRID.z(i))
                    .isEqualTo(inside ? 11 : 0);
        }
    }

    /** Puts a rater's signed mask of label 13 on the disk: a square in each of three slices. */
    private void sign(Rater rater, int... columns) throws Exception {
        AnnotationFolder annotations = new AnnotationFolder(folder.resolve("annotations"));
        try (Annotation mask = Annotation.open(
                annotations.file(Phantom.ID, LabelScheme.QSM, rater),
                Phantom.ID,
                LabelScheme.QSM,
                rater,
                Nifti.readHeader(folder.resolve("in/P1/QSM.nii.gz")).geometry(),
                "0.1.0")) {
            for (int i = 0; i < columns.length; i++) {
                mask.edit(
                        mask.latest(),
                        List.of(new Edit(
                                Tool.BRUSH, 13, 6 + i, square(columns[i]), List.of(), true, Map.of("radiusMm", "1"))));
            }
            mask.sign(mask.latest(), rater);
        }
    }

    /** Six by six pixels. */
    private static List<Integer> square(int column) {
        List<Integer> pixels = new ArrayList<>();
        for (int y = 33; y < 39; y++) {
            for (int x = column; x < column + 6; x++) {
                pixels.add(x + Phantom.GRID.nx() * y);
            }
        }
        return pixels;
    }

    private AnnotateHandler review(Rater who, Rater other) throws Exception {
        return new AnnotateHandler(
                CaseLibrary.forDrawing(Cohort.open(folder.resolve("in")), Optional.empty()),
                new AnnotationFolder(folder.resolve("annotations")),
                who,
                Optional.of(other),
                "0.1.0");
    }

    @Test
    void twoRatersAgreeByKeysAndSign() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        // Two pieces in each of the first two slices, one in the third, which wang leaves empty.
        sign(LI, 53, 53, 53);
        sign(WANG, 55, 56);
        try (AnnotateHandler handler = review(WANG, LI);
                LocalServer server = new LocalServer(0, handler)) {
            browser.open(server.address());
            browser.untilTrue("viewer.state.ready && viewer.draw.mask !== null && viewer.draw.review.id !== null");
            assertThat(browser.value("viewer.draw.mask.review.differences.length")
                            .asInt())
                    .isEqualTo(5);
            // The weightiest first: the whole square of li alone.
            browser.untilTrue("viewer.state.k === 8");
            browser.key("a");
            browser.untilTrue("document.getElementById('differences').textContent.startsWith('differences 1 of 5')");
            browser.untilTrue("viewer.state.k === 7");
            browser.key("b");
            browser.untilTrue("document.getElementById('differences').textContent.startsWith('differences 2 of 5')");
            browser.key("b");
            browser.untilTrue("document.getElementById('differences').textContent.startsWith('differences 3 of 5')");
            browser.untilTrue("viewer.state.k === 6");
            browser.key("m");
            browser.untilTrue("document.getElementById('differences').textContent.startsWith('differences 4 of 5')");
            // Taken back, and decided otherwise.
            browser.key("z");
            browser.untilTrue("document.getElementById('differences').textContent.startsWith('differences 3 of 5')");
            browser.key("r");
            browser.untilTrue("document.getElementById('differences').textContent.startsWith('differences 4 of 5')");
            // Once round, back to the one that is left.
            browser.key("n");
            browser.key("n");
            browser.untilTrue("viewer.state.k === 8");
            for (int i = 0; i < 3; i++) {
                browser.key("n");
            }
            browser.untilTrue("viewer.state.k === 6");
            browser.key("m");
            browser.untilTrue("document.getElementById('differences').textContent.startsWith('differences 5 of 5')");
            browser.value(
                    "[...document.querySelectorAll('#tools button')].find(b => b.textContent === 'Sign').click()");
            browser.untilTrue("viewer.draw.mask.review.signers.join() === 'wang'");
            assertThat(browser.faults()).isEmpty();
        }
        MaskExport export = new MaskExport(new AnnotationFolder(folder.resolve("annotations")), LI, Optional.of(WANG));
        CaseFolder one = Cohort.open(folder.resolve("in")).cases().get(0);
        assertThat(export.write(one, folder.resolve("early"))).isEmpty();
        try (AnnotateHandler handler = review(LI, WANG);
                LocalServer server = new LocalServer(0, handler)) {
            browser.open(server.address());
            browser.untilTrue("viewer.state.ready && viewer.draw.mask !== null && viewer.draw.review.id !== null");
            browser.value(
                    "[...document.querySelectorAll('#tools button')].find(b => b.textContent === 'Sign').click()");
            browser.untilTrue("viewer.draw.mask.review.signers.join() === 'li,wang'");
            assertThat(browser.faults()).isEmpty();
        }
        assertThat(export.write(one, folder.resolve("out"))).containsExactly(LabelScheme.QSM);
        LabelMap agreed = Reorient.toRas(
                Nifti.readLabels(folder.resolve("out/P1/QSM_mask.nii.gz")).labels());
        int plane = Phantom.GRID.nx() * Phantom.GRID.ny();
        assertThat(IntStream.range(0, plane).filter(i -> agreed.get(8 * plane + i) == 13))
                .containsExactlyElementsOf(square(53));
        assertThat(IntStream.range(0, plane).filter(i -> agreed.get(7 * plane + i) == 13))
                .containsExactlyElementsOf(square(56));
    }

    private static final String READY = "viewer.state.ready && viewer.draw.mask !== null";

    /** Opens the page, and a case in it, at slice 7. */
    private void begin(LocalServer server, String id) throws Exception {
        browser.open(server.address() + "#" + id);
        browser.untilTrue(READY);
        browser.value("viewer.setSlice(7)");
        browser.untilTrue("viewer.state.k === 7");
    }

    /** From now on the page's requests to addresses with this in them wait until {@link #letGo}. */
    private void hold(String part) throws Exception {
        browser.value("(() => { window.asks = window.asks || window.fetch; window.held = [];"
                + "window.fetch = (path, ...more) => path.includes('" + part + "')"
                + " ? new Promise(done => held.push(() => done(asks(path, ...more)))) : asks(path, ...more); })()");
    }

    /** From now on the page's requests to addresses with this in them find no program. */
    private void fail(String part) throws Exception {
        browser.value("(() => { window.asks = window.asks || window.fetch;"
                + "window.fetch = (path, ...more) => path.includes('" + part + "')"
                + " ? Promise.reject(new TypeError('no answer')) : asks(path, ...more); })()");
    }

    private void letGo() throws Exception {
        browser.untilTrue("held.length > 0");
        browser.value("held.shift()()");
    }

    /** Long enough for an answer that is not to show. */
    private void pause() throws Exception {
        browser.value("new Promise(done => setTimeout(done, 400))");
    }

    private void message(String start) throws Exception {
        browser.untilTrue("document.getElementById('message').textContent.startsWith('" + start + "')");
    }

    /** The number of the latest event on the disk. */
    private int latest(String id) throws Exception {
        try (Annotation mask = Annotation.open(
                new AnnotationFolder(folder.resolve("annotations")).file(id, LabelScheme.QSM, LI),
                id,
                LabelScheme.QSM,
                LI,
                Nifti.readHeader(folder.resolve("in/P1/QSM.nii.gz")).geometry(),
                "0.1.0")) {
            return mask.latest();
        }
    }

    @Test
    void aStrokeThatIsBegunWhileTheOneBeforeIsBeingKeptIsKeptToo() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, Phantom.ID);
            hold("/edit");
            stroke(new double[] {30, 25}, new double[] {36, 25});
            double[] from = screen(30, 35);
            double[] to = screen(36, 35);
            browser.mouse("mouseMoved", from[0], from[1], 0);
            browser.mouse("mousePressed", from[0], from[1], 1);
            letGo();
            kept(1);
            browser.mouse("mouseMoved", to[0], to[1], 1);
            browser.mouse("mouseReleased", to[0], to[1], 0);
            letGo();
            kept(2);
            message("kept ");
            // What the browser cuts short counts as far as it came.
            from = screen(30, 45);
            browser.mouse("mouseMoved", from[0], from[1], 0);
            browser.mouse("mousePressed", from[0], from[1], 1);
            browser.value("document.getElementById('overlay').dispatchEvent(new PointerEvent('pointercancel', "
                    + "{ pointerId: viewer.draw.stroke.pointer }))");
            letGo();
            kept(3);
            assertThat(browser.faults()).isEmpty();
        }
        int[] rows = new int[Phantom.GRID.ny()];
        drawn().forEachLabeled((index, label) -> rows[Phantom.GRID.y(index)]++);
        // Discs of radius 2 about each row, apart from each other.
        assertThat(IntStream.of(rows).filter(count -> count > 0).count()).isEqualTo(15);
    }

    @Test
    void theHeaderSaysKeptWhenNothingWaitsAnyMore() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, Phantom.ID);
            hold("/edit");
            stroke(new double[] {30, 25}, new double[] {36, 25});
            stroke(new double[] {30, 35}, new double[] {36, 35});
            letGo();
            kept(1);
            browser.untilTrue("held.length === 1");
            message("keeping ");
            letGo();
            kept(2);
            message("kept ");
            assertThat(browser.faults()).isEmpty();
        }
    }

    @Test
    void whatWaitsBehindAChangeThatIsNotKeptIsNotSent() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, Phantom.ID);
            stroke(new double[] {30, 25}, new double[] {36, 25});
            kept(1);
            // As another tab draws.
            browser.value("fetch('c/P1/draw/QSM/edit?part=nuclei', { method: 'POST', headers: { 'Content-Type':"
                    + " 'application/json' }, body: JSON.stringify({ on: 1, grid: viewer.draw.mask.grid, edits: [{"
                    + " tool: 'brush', label: 12, plane: 7, set: [5, 4], clear: [], protect: true, parameters: {} }]"
                    + " }) })");
            hold("/undo");
            for (int i = 0; i < 3; i++) {
                browser.key("z");
            }
            letGo();
            kept(2);
            message("not kept: the mask was changed in the meantime");
            pause();
            assertThat(browser.value("document.getElementById('message').textContent")
                            .asText())
                    .endsWith(". 2 changes made after it were not kept either.");
            assertThat(browser.value("held.length").asInt()).isZero();
            assertThat(browser.value("viewer.draw.mask.latest").asInt()).isEqualTo(2);
        }
        assertThat(drawn().counts().keySet()).containsExactly(11, 12);
    }

    private void touch(String type, double[]... fingers) throws Exception {
        List<Map<String, Double>> points = new ArrayList<>();
        for (double[] finger : fingers) {
            double[] at = screen(finger[1], finger[2]);
            points.add(Map.of("id", finger[0], "x", at[0], "y", at[1]));
        }
        browser.call("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
    }

    @Test
    void aPalmDoesNotEndTheStroke() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        int column;
        int row;
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, Phantom.ID);
            browser.value("viewer.draw.radius = 0.5");
            column = browser.value("viewer.image().offset[0]").asInt();
            row = browser.value("viewer.image().offset[1]").asInt();
            browser.call("Emulation.setTouchEmulationEnabled", Map.of("enabled", true, "maxTouchPoints", 5));
            double[] palm = {2, 60 - column, 45 - row};
            touch("touchStart", new double[] {1, 40 - column, 30 - row});
            touch("touchMove", new double[] {1, 44 - column, 30 - row});
            touch("touchStart", new double[] {1, 44 - column, 30 - row}, palm);
            touch("touchMove", new double[] {1, 46 - column, 30 - row}, new double[] {2, 61 - column, 46 - row});
            // The palm goes, the finger draws on.
            touch("touchMove", new double[] {1, 46 - column, 30 - row});
            touch("touchMove", new double[] {1, 50 - column, 30 - row});
            touch("touchEnd");
            kept(1);
            message("kept ");
            assertThat(browser.faults()).isEmpty();
        }
        List<String> voxels = new ArrayList<>();
        drawn().forEachLabeled((index, label) ->
                voxels.add(Phantom.GRID.x(index) + "," + Phantom.GRID.y(index) + "," + Phantom.GRID.z(index)));
        assertThat(voxels)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(40, 50).mapToObj(x -> x + ",30,7").toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingOfACaseStaysBesideOneThatCannotBeReadWhole(boolean drawing) throws Exception {
        Path in = folder.resolve("in");
        Phantom.write(in, "P1", "LAS");
        Phantom.write(in, "P2", "LAS");
        Files.delete(in.resolve("P2/QSM_mask.nii.gz"));
        Files.delete(in.resolve("P2/QSM_pred.nii.gz"));
        Cohort cohort = Cohort.open(in);
        AnnotationFolder annotations = new AnnotationFolder(folder.resolve("annotations"));
        FindingsSource findings = id -> {
            if (id.equals("P2")) {
                throw new IOException("P2/diagnosis.json: is not JSON");
            }
            return Optional.of(findings());
        };
        try (Annotation other = Annotation.open(
                        annotations.file("P2", LabelScheme.QSM, LI),
                        "P2",
                        LabelScheme.QSM,
                        LI,
                        Nifti.readHeader(in.resolve("P2/QSM.nii.gz")).geometry(),
                        "0.1.0");
                AnnotateHandler handler = new AnnotateHandler(
                        CaseLibrary.forDrawing(cohort, Optional.of(cohort)),
                        annotations,
                        LI,
                        Optional.empty(),
                        "0.1.0");
                LocalServer server = new LocalServer(
                        0, drawing ? handler : new ViewerHandler(Phantom.library(in), findings, "Substantia"))) {
            assertThat(other.latest()).isZero();
            browser.open(server.address() + "#P1");
            browser.untilTrue("viewer.state.ready && viewer.state.meshesShown === 2");
            browser.value("viewer.open('P2')");
            browser.untilTrue("document.getElementById('message').textContent.includes('"
                    + (drawing ? "is open in another program" : "P2/diagnosis.json: is not JSON") + "')");
            assertThat(browser.value("viewer.state.id + viewer.space().meshes.length"
                                    + " + document.getElementById('findings').childElementCount")
                            .asText())
                    .isEqualTo("P200");
        }
    }

    @Test
    void keysAreForThePlanesAgainAfterTheHeadersControls() throws Exception {
        Phantom.write(folder.resolve("in"), "P1", "LAS");
        Phantom.write(folder.resolve("in"), "P2", "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, "P1");
            stroke(new double[] {30, 25}, new double[] {36, 25});
            kept(1);
            JsonNode box = browser.value("(() => { const r = document.getElementById('whole').getBoundingClientRect();"
                    + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
            for (String type : List.of("mousePressed", "mouseReleased")) {
                browser.mouse(type, box.get(0).asDouble(), box.get(1).asDouble(), type.equals("mousePressed") ? 1 : 0);
            }
            browser.untilTrue(READY + " && viewer.state.part === 'whole'");
            browser.key("z");
            kept(2);
            browser.value("document.getElementById('cases').focus()");
            for (String type : List.of("keyDown", "keyUp")) {
                browser.call(
                        "Input.dispatchKeyEvent",
                        Map.of("type", type, "key", "ArrowDown", "code", "ArrowDown", "windowsVirtualKeyCode", 40));
            }
            browser.untilTrue(READY + " && viewer.state.id === 'P2'");
            browser.key("e");
            browser.untilTrue("viewer.draw.tool === 'eraser'");
            assertThat(browser.faults()).isEmpty();
        }
    }

    /** CN has the labels 1 and 2, as the nigra of NM: it became the susceptibility map's SN, stroke by stroke. */
    @Test
    void theNucleusChosenStaysChosenWhenTheWholeHeadIsShown() throws Exception {
        Phantom.write(folder.resolve("in"), "P1", "LAS");
        Phantom.write(folder.resolve("in"), "P2", "LAS");
        for (String id : List.of("P1", "P2")) {
            Files.copy(folder.resolve("in/" + id + "/QSM.nii.gz"), folder.resolve("in/" + id + "/NM.nii.gz"));
        }
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, "P1");
            browser.key("1");
            browser.untilTrue("viewer.draw.label === 1");
            for (String away : List.of(
                    "document.getElementById('whole').click()",
                    "viewer.open('P2')",
                    "viewer.show('T1')",
                    "viewer.show('QSM')")) {
                browser.value("void " + away);
                browser.untilTrue("viewer.state.ready && (viewer.state.image === 'T1' || viewer.draw.mask !== null)");
                assertThat(browser.value("viewer.draw.label").asInt()).as(away).isEqualTo(1);
            }
            stroke(new double[] {30, 25}, new double[] {36, 25});
            kept(1);
            assertThat(browser.value("Object.keys(viewer.draw.mask.volumesMm3).join()")
                            .asText())
                    .isEqualTo("1");
            // Each image has its own: the left nigra of NM is no caudate of the map.
            browser.value("void viewer.show('NM')");
            browser.untilTrue(READY + " && viewer.state.image === 'NM'");
            browser.key("x");
            browser.untilTrue("viewer.draw.label === 2");
            browser.value("void viewer.show('QSM')");
            browser.untilTrue(READY + " && viewer.state.image === 'QSM'");
            assertThat(browser.value("viewer.draw.label").asInt()).isEqualTo(1);
            assertThat(browser.value("document.querySelector('#tools select').value")
                            .asText())
                    .isEqualTo("1");
            assertThat(browser.faults()).isEmpty();
        }
    }

    @Test
    void whyAPredictionIsNotOfferedStandsInTheNotes() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        Path file = folder.resolve("in/P1/QSM_pred.nii.gz");
        Geometry lost = Geometry.axisAligned(90, 72, 14, 1, 1, 1);
        Nifti.write(
                file,
                LabelMap.of(
                        lost,
                        LabelMap.Width.UNSIGNED_8,
                        Nifti.readLabels(file).labels().toIntArray()));
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, Phantom.ID);
            browser.key("p");
            message("the case has no prediction for this image");
            assertThat(browser.value("document.getElementById('notes').innerText")
                            .asText())
                    .contains("not shown: ", "QSM_pred.nii.gz: lies on another grid than ");
        }
    }

    @Test
    void aStrokeGoesToTheCaseItWasDrawnOn() throws Exception {
        Phantom.write(folder.resolve("in"), "P1", "LAS");
        Phantom.write(folder.resolve("in"), "P2", "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, "P1");
            hold("/edit");
            stroke(new double[] {30, 25}, new double[] {36, 25});
            stroke(new double[] {30, 35}, new double[] {36, 35});
            browser.value("void viewer.open('P2')");
            // On its way from one case to the other the page takes no stroke.
            stroke(new double[] {30, 45}, new double[] {36, 45});
            letGo();
            letGo();
            browser.untilTrue(READY + " && viewer.state.id === 'P2'");
            assertThat(browser.value("viewer.draw.mask.latest + held.length").asInt())
                    .isZero();
            // Keys and Enter are the list's while it lies over the case.
            browser.value("viewer.list.open()");
            browser.untilTrue("document.querySelectorAll('.card').length === 2");
            browser.value("document.querySelector('.card[data-id=P1]').focus()");
            browser.key("e");
            String enter = "new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })";
            assertThat(browser.value("viewer.draw.tool + document.activeElement.dispatchEvent(" + enter + ")")
                            .asText())
                    .isEqualTo("brushtrue");
            assertThat(browser.faults()).isEmpty();
        }
        assertThat(latest("P1")).isEqualTo(2);
        assertThat(latest("P2")).isZero();
    }

    @Test
    void anImageThatWasOvertakenIsNotShown() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, Phantom.ID);
            hold("/image/T1");
            browser.value("void viewer.show('T1')");
            browser.untilTrue("held.length === 1");
            stroke(new double[] {30, 25}, new double[] {36, 25});
            browser.value("viewer.show('QSM')");
            letGo();
            pause();
            assertThat(browser.value("viewer.state.image + viewer.planes().volumes[0].name")
                            .asText())
                    .startsWith("QSMQSM");
            browser.untilTrue(READY);
            // There is nothing to press before the mask is there.
            hold("/draw/QSM?");
            browser.value("void viewer.show('QSM')");
            browser.untilTrue("held.length === 1");
            assertThat(browser.value("document.getElementById('tools').childElementCount")
                            .asInt())
                    .isZero();
            letGo();
            browser.untilTrue(READY);
            assertThat(browser.value("viewer.draw.mask.latest").asInt()).isZero();
            assertThat(browser.faults()).isEmpty();
        }
    }

    /** One stroke is kept of the nucleus that the key 7 chooses, label 13. */
    private void beginWithAStroke(LocalServer server) throws Exception {
        begin(server, Phantom.ID);
        browser.key("7");
        browser.untilTrue("viewer.draw.label === 13");
        stroke(new double[] {50, 35}, new double[] {60, 35});
        kept(1);
    }

    @Test
    void aBorderIsForTheNucleusAndSliceItWasSoughtFor() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            beginWithAStroke(server);
            hold("/snap");
            for (String away : List.of("x", "ArrowUp")) {
                browser.key("s");
                browser.untilTrue("held.length === 1");
                browser.key(away);
                browser.untilTrue("viewer.draw.label === 14 || viewer.state.k === 8");
                letGo();
                pause();
                assertThat(browser.value("viewer.draw.proposals.length").asInt())
                        .as(away)
                        .isZero();
                browser.key("Enter");
                browser.value("viewer.draw.choose(13)");
            }
            // A copy goes to the next slice itself.
            browser.key("ArrowDown");
            browser.untilTrue("viewer.state.k === 7");
            browser.key("c");
            browser.untilTrue("viewer.state.k === 8");
            letGo();
            browser.untilTrue("viewer.draw.proposals.length === 1");
            kept(1);
            // No slice is shown above the last.
            browser.value("viewer.setSlice(13)");
            browser.untilTrue("viewer.state.k === 13");
            browser.key("c");
            message("no slice is shown beyond this one");
            assertThat(browser.faults()).isEmpty();
        }
    }

    @Test
    void aBorderIsForTheMaskItWasSoughtIn() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            beginWithAStroke(server);
            // Undo drops a border that is being sought, and one that is shown.
            hold("/snap");
            browser.key("s");
            browser.untilTrue("held.length === 1");
            browser.key("z");
            kept(2);
            letGo();
            pause();
            assertThat(browser.value("viewer.draw.proposals.length").asInt()).isZero();
            browser.key("y");
            kept(3);
            browser.key("s");
            letGo();
            browser.untilTrue("viewer.draw.proposals.length === 1");
            browser.key("z");
            kept(4);
            assertThat(browser.value("viewer.draw.proposals.length").asInt()).isZero();
            browser.key("Enter");
            pause();
            kept(4);
            // A contour is that of the stroke before, whenever it is kept.
            hold("/edit");
            browser.key("t");
            stroke(new double[] {30, 25}, new double[] {36, 25}, new double[] {36, 31}, new double[] {30, 31});
            assertThat(browser.value("viewer.draw.trace.contour.length > 4").asBoolean())
                    .isTrue();
            browser.key("b");
            stroke(new double[] {50, 25}, new double[] {56, 25});
            letGo();
            letGo();
            kept(6);
            assertThat(browser.value("viewer.draw.trace === null").asBoolean()).isTrue();
            // A click is no contour.
            browser.key("t");
            stroke(new double[] {57, 35});
            letGo();
            message("kept ");
            assertThat(browser.value("viewer.draw.trace === null").asBoolean()).isTrue();
            assertThat(browser.faults()).isEmpty();
        }
    }

    @Test
    void whatCannotBeReadOrKeptIsTold() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        Path log = new AnnotationFolder(folder.resolve("annotations")).file(Phantom.ID, LabelScheme.QSM, LI);
        Files.createDirectories(log.getParent());
        assertThat(latest(Phantom.ID)).isZero();
        Files.writeString(log, "{\"seq\":1,\"ti", StandardOpenOption.APPEND);
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            begin(server, Phantom.ID);
            browser.untilTrue("viewer.state.meshesShown >= 0");
            assertThat(browser.value("document.getElementById('message').textContent")
                            .asText())
                    .contains("the last line was incomplete and was cut off");
            fail("/image/T1");
            browser.value("[...document.querySelectorAll('#images button')].find(b => b.textContent === 'T1').click()");
            message("The program has ended; what was kept is kept. Start it again and open the address");
            browser.value("viewer.show('QSM')");
            // Another tab draws, then this one's newer state cannot be read: it does not wait for it for ever.
            browser.value("viewer.draw.mask.latest = -1");
            fail("/draw/QSM?");
            stroke(new double[] {30, 25}, new double[] {36, 25});
            message("not kept, and the newer state cannot be read: The program has ended");
            fail("nothing");
            browser.value("viewer.draw.mask.latest = 0");
            stroke(new double[] {30, 25}, new double[] {36, 25});
            kept(1);
            message("kept ");
        }
    }

    @Test
    void tracesSnapsAndTakesBackByKeys() throws Exception {
        Phantom.write(folder.resolve("in"), "LAS");
        try (AnnotateHandler handler = annotate();
                LocalServer server = new LocalServer(0, handler)) {
            browser.open(server.address());
            browser.untilTrue("viewer.state.ready && viewer.draw.mask !== null");
            browser.value("viewer.setSlice(7)");
            browser.untilTrue("viewer.state.k === 7");
            browser.key("7");
            browser.untilTrue("viewer.draw.label === 13");
            browser.key("t");
            double[][] circle = new double[21][];
            for (int i = 0; i <= 20; i++) {
                circle[i] = new double[] {57 + 5 * Math.cos(Math.PI * i / 10), 35.3 + 5 * Math.sin(Math.PI * i / 10)};
            }
            stroke(circle);
            kept(1);
            // A preview that is left changes nothing.
            browser.untilTrue("viewer.draw.trace !== null");
            browser.key("s");
            browser.untilTrue("viewer.draw.proposals.length === 1");
            browser.key("Escape");
            browser.untilTrue("viewer.draw.proposals.length === 0");
            browser.key("s");
            browser.untilTrue("viewer.draw.proposals.length === 1");
            browser.key("Enter");
            kept(2);
            String before =
                    browser.value("JSON.stringify(viewer.draw.mask.mask)").asText();
            for (int i = 0; i < 3; i++) {
                browser.key("z");
            }
            // Two edits can be taken back.
            kept(4);
            assertThat(browser.value("Object.keys(viewer.draw.mask.mask.planes).length")
                            .asInt())
                    .isZero();
            browser.key("y");
            browser.key("y");
            kept(6);
            assertThat(browser.value("JSON.stringify(viewer.draw.mask.mask)").asText())
                    .isEqualTo(before);
            // Where nothing shows, Enter alone does not take the border.
            browser.value("viewer.setSlice(1)");
            browser.untilTrue("viewer.state.k === 1");
            stroke(circle);
            kept(7);
            browser.untilTrue("viewer.draw.trace !== null");
            browser.key("s");
            browser.untilTrue("document.getElementById('message').textContent.startsWith('no clear border here')");
            browser.key("Enter");
            Thread.sleep(300);
            kept(7);
            browser.key("Escape");
            browser.key("z");
            kept(8);
            assertThat(browser.faults()).isEmpty();
        }
        Mask red = Mask.of(drawn(), 13);
        LabelMap nuclei = Phantom.truth();
        byte[] truth = new byte[Phantom.GRID.voxelCount()];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = (byte) (nuclei.get(i) == 13 && Phantom.GRID.z(i) == 7 ? 1 : 0);
        }
        assertThat(Phantom.dice(red, new Mask(Phantom.GRID, truth))).isGreaterThan(0.93);
    }
}
