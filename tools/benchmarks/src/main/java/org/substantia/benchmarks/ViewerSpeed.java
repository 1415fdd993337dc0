package org.substantia.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.Rater;
import org.substantia.cohort.Cohort;
import org.substantia.testing.Browser;
import org.substantia.viewer.AnnotateHandler;
import org.substantia.viewer.CaseLibrary;
import org.substantia.viewer.LocalServer;

/**
 * How long the drawing page takes in a Chromium that draws by software: the first picture of a case, steps from slice
 * to slice, a stroke until it is on the screen and until it is kept, the filling of the masks off and on. Arguments: a
 * cohort whose cases have a QSM and predicted or reference masks, an empty folder for what is written.
 */
public final class ViewerSpeed {
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 900;
    private static final int LOADS = 5;
    private static final int STEPS = 30;
    private static final int STROKES = 10;
    private static final int MOVES = 12;
    /** Waits until what was drawn is painted, and for the graphics' queue to be empty. */
    private static final String PAINTED = "const painted = () => new Promise(done => requestAnimationFrame(() => "
            + "requestAnimationFrame(() => { const gl = viewer.planes().gl; "
            + "gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); done(); })));";

    private final Browser browser;

    private ViewerSpeed(Browser browser) {
        this.browser = browser;
    }

    public static void main(String[] args) throws Exception {
        Optional<Path> program = Browser.program();
        if (program.isEmpty()) {
            System.out.println("no Chromium on this machine: nothing was measured");
            return;
        }
        Path out = Path.of(args[1]);
        Cohort cohort = Cohort.open(Path.of(args[0]));
        CaseLibrary library = CaseLibrary.of(cohort, Optional.empty(), Optional.empty());
        Path profile = Files.createTempDirectory(out, "profile");
        try (AnnotateHandler handler = new AnnotateHandler(
                        library,
                        new AnnotationFolder(out.resolve("annotations")),
                        new Rater("speed"),
                        Optional.empty(),
                        "benchmark");
                LocalServer server = new LocalServer(0, handler);
                Browser browser = new Browser(program.get(), profile, WIDTH, HEIGHT)) {
            ViewerSpeed speed = new ViewerSpeed(browser);
            System.out.println("| measure | goal ms | median ms | worst ms | of |\n|---|---|---|---|---|");
            speed.measure(server.address() + "#" + cohort.cases().get(0).id());
        }
    }

    private static void row(String name, double goal, List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f | %d |%n",
                name,
                goal,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1),
                sorted.size());
    }

    private List<Double> times(String script) throws Exception {
        List<Double> times = new ArrayList<>();
        JsonNode found = browser.value("(async () => { const times = []; " + PAINTED + script + " return times; })()");
        found.forEach(time -> times.add(time.asDouble()));
        return times;
    }

    private void measure(String address) throws Exception {
        browser.open(address);
        browser.untilTrue("viewer.state.ready && viewer.draw.mask !== null");
        // The server has the case in memory from now on; the first load of all, which reads the files, is left out.
        List<Double> loads = new ArrayList<>();
        for (int i = 0; i < LOADS; i++) {
            browser.value("window.leaving = true");
            browser.call("Page.reload", Map.of());
            browser.untilTrue("!window.leaving && viewer.state.firstPicture > 0 && viewer.draw.mask !== null");
            loads.add(browser.value("viewer.state.firstPicture").asDouble());
        }
        row("first picture of a case", 3000, loads);
        row(
                "step to the next slice",
                50,
                times("for (let i = 0; i < " + STEPS + "; i++) { await painted(); const from = performance.now();"
                        + " viewer.setSlice(viewer.state.k + (i % 8 < 4 ? 1 : -1)); await painted();"
                        + " times.push(performance.now() - from); }"));
        strokes();
        row(
                "filling of the masks off or on",
                1500,
                times("for (let i = 0; i < " + STEPS + "; i++) { await painted(); const from = performance.now();"
                        + " viewer.draw.fill = !viewer.draw.fill; viewer.redraw(); await painted();"
                        + " times.push(performance.now() - from); }"));
    }

    /** By the mouse: from the time of the event to the end of the frame that shows it. */
    private void strokes() throws Exception {
        browser.value("window.moves = []; document.getElementById('overlay').addEventListener('pointermove', e => "
                + "requestAnimationFrame(() => setTimeout(() => window.moves.push(performance.now() - e.timeStamp))))");
        List<Double> kept = new ArrayList<>();
        for (int stroke = 0; stroke < STROKES; stroke++) {
            int before = browser.value("viewer.draw.mask.latest").asInt();
            double[] at = screen(10, 10 + 3 * stroke);
            browser.mouse("mouseMoved", at[0], at[1], 0);
            browser.mouse("mousePressed", at[0], at[1], 1);
            for (int move = 1; move <= MOVES; move++) {
                at = screen(10 + 2 * move, 10 + 3 * stroke);
                browser.mouse("mouseMoved", at[0], at[1], 1);
            }
            browser.value("window.from = performance.now()");
            browser.mouse("mouseReleased", at[0], at[1], 0);
            kept.add(browser.value("new Promise(done => { const look = () => viewer.draw.mask.latest > " + before
                            + " ? done(performance.now() - window.from) : requestAnimationFrame(look); look(); })")
                    .asDouble());
        }
        List<Double> moves = new ArrayList<>();
        browser.value("window.moves").forEach(time -> moves.add(time.asDouble()));
        row("stroke on the screen", 50, moves);
        row("stroke kept on the disk", 250, kept);
    }

    private double[] screen(double x, double y) throws Exception {
        JsonNode at = browser.value(String.format(Locale.ROOT, "viewer.clientAt(%f, %f)", x, y));
        return new double[] {at.get(0).asDouble(), at.get(1).asDouble()};
    }
}
