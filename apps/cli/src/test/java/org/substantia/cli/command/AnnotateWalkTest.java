package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.Main;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.testing.Browser;
import org.substantia.testing.Repository;

/**
 * The last section of docs/how-to/annotate.md, from a clone to a model that was trained on two raters' consensus: its
 * commands as they stand there, each a program of its own, and its numbered steps by mouse and keys in a real browser.
 */
@Tag("slow")
class AnnotateWalkTest {
    private static final String SECTION = "## From a clone to a model fine-tuned on a consensus\n";
    private static final String PROGRAM = "    ./substantia ";
    private static final int RN_RIGHT = 13;
    private static final int SHIFT = 8;
    private static final String READY = "viewer.state.ready && viewer.draw.mask !== null";

    @TempDir
    private Path folder;

    private Browser browser;

    /** What a person does in one page. */
    private interface Steps {
        void take() throws Exception;
    }

    @Test
    void everyStepOfTheGuideDoesWhatItSays() throws Exception {
        Optional<Path> chromium = Browser.program();
        Assumptions.assumeTrue(
                chromium.isPresent(), "no Chromium on this machine: the guide's pages are not walked through");
        Path profile = Files.createDirectory(folder.resolve("profile"));
        List<Steps> pages =
                new ArrayList<>(List.of(this::firstRater, this::secondRater, this::review, this::countersign));
        try (Browser opened = new Browser(chromium.get(), profile, 1200, 800)) {
            browser = opened;
            for (List<String> command : commands()) {
                boolean page = command.get(0).equals("annotate")
                        && command.stream().noneMatch(List.of("--agreement", "--verify", "--export")::contains);
                if (page) {
                    inPage(command, pages.remove(0));
                } else {
                    run(command);
                }
            }
        }
        assertThat(pages).isEmpty();

        JsonNode agreement = JsonFiles.read(folder.resolve("agreement.json"));
        double dice = agreement.at("/masks/QSM/cases/0/nuclei/RN_r/dice").asDouble();
        assertThat(dice).as("one stroke apart").isBetween(0.5, 0.999);
        assertThat(agreement.at("/masks/QSM/cases/0/nuclei/SN_r/dice").asDouble())
                .isEqualTo(1);
        assertThat(Nifti.readLabels(folder.resolve("agreed/SYN_0001/QSM_mask.nii.gz"))
                        .labels()
                        .counts())
                .containsKeys(RN_RIGHT, 11, 15);
        assertThat(folder.resolve("agreed/SYN_0001/NM_mask.nii.gz")).exists();
        assertThat(folder.resolve("again/SYN_0001/QSM_pred.nii.gz")).exists();
    }

    private static List<List<String>> commands() throws Exception {
        String guide = Files.readString(Repository.root().resolve("docs/how-to/annotate.md"));
        String section = guide.substring(guide.indexOf(SECTION) + SECTION.length());
        return section.lines()
                .filter(line -> line.startsWith(PROGRAM))
                .map(line -> Arrays.asList(line.substring(PROGRAM.length()).split(" ")))
                .toList();
    }

    private ProcessBuilder program(List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx3g",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(command);
        return new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    }

    private void run(List<String> command) throws Exception {
        Path log = folder.resolve("log");
        Process process = program(command).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor())
                .as("%s%n%s", String.join(" ", command), Files.readString(log))
                .isZero();
    }

    private void inPage(List<String> command, Steps steps) throws Exception {
        List<String> line = new ArrayList<>(command);
        line.add("--no-browser");
        Process process = program(line).start();
        try {
            String address = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(address).as(String.join(" ", line)).startsWith("http://127.0.0.1:");
            browser.newPage();
            browser.open(address);
            browser.untilTrue(READY);
            steps.take();
            assertThat(browser.faults()).isEmpty();
        } finally {
            // As Ctrl-C does.
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private void firstRater() throws Exception {
        takeAllFromTheModel();
        chooseRedNucleus();
        browser.key("e");
        browser.untilTrue("viewer.draw.tool === 'eraser'");
        double[] center = center();
        stroke(new double[] {center[0], center[1] - 6}, new double[] {center[0], center[1] + 6});
        browser.key("t");
        browser.untilTrue("viewer.draw.tool === 'trace'");
        double[][] circle = new double[25][];
        for (int i = 0; i < circle.length; i++) {
            double angle = 2 * Math.PI * i / (circle.length - 1);
            circle[i] = new double[] {center[0] + 5 * Math.cos(angle), center[1] + 5 * Math.sin(angle)};
        }
        stroke(circle);
        browser.untilTrue("viewer.draw.trace !== null");
        browser.key("s");
        browser.untilTrue("viewer.draw.proposals.length === 1");
        int before = latest();
        browser.key("Enter");
        if (!browser.value("viewer.draw.armed").asBoolean()) {
            browser.key("Enter");
        }
        keptAfter(before);
        sign();
        signNigraOfTheModel();
    }

    private void secondRater() throws Exception {
        takeAllFromTheModel();
        chooseRedNucleus();
        browser.key("b");
        browser.untilTrue("viewer.draw.tool === 'brush'");
        double[] center = center();
        stroke(new double[] {center[0] + 4, center[1] - 3}, new double[] {center[0] + 4, center[1] + 3});
        sign();
        signNigraOfTheModel();
    }

    private void review() throws Exception {
        browser.untilTrue("viewer.draw.review.id !== null");
        String[] decisions = {"a", "b", "m"};
        String open = "viewer.draw.mask.review.differences.filter(d => !d.decision).length";
        int left = browser.value(open).asInt();
        assertThat(left).isPositive();
        for (int i = 0; left > 0; i++) {
            browser.key(decisions[i % decisions.length]);
            int before = left;
            browser.untilTrue(open + " < " + before);
            left = browser.value(open).asInt();
        }
        countersign();
    }

    private void countersign() throws Exception {
        signReview();
        show("NM");
        signReview();
    }

    private void takeAllFromTheModel() throws Exception {
        int before = latest();
        browser.call("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", "P", "text", "P", "modifiers", SHIFT));
        browser.call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", "P", "modifiers", SHIFT));
        keptAfter(before);
    }

    private void chooseRedNucleus() throws Exception {
        browser.key("7");
        browser.untilTrue("viewer.draw.label === " + RN_RIGHT);
        browser.value("[...document.querySelectorAll('#measures tbody tr')].find(r => r.textContent.includes('RN_r'))"
                + ".click()");
        browser.untilTrue(
                "viewer.draw.mask.mask.planes[viewer.state.k]?.outlines.some(o => o.label === " + RN_RIGHT + ")");
    }

    /** Of the red nucleus in the slice that is shown, in its pixels. */
    private double[] center() throws Exception {
        JsonNode points = browser.value(
                "viewer.draw.mask.mask.planes[viewer.state.k].outlines.find(o => o.label === " + RN_RIGHT + ").points");
        double[] sum = new double[2];
        for (int i = 0; i < points.size(); i++) {
            sum[i % 2] += 2 * points.get(i).asDouble() / points.size();
        }
        return sum;
    }

    private void signNigraOfTheModel() throws Exception {
        show("NM");
        takeAllFromTheModel();
        sign();
    }

    private void show(String image) throws Exception {
        browser.value("viewer.show('" + image + "')");
        browser.untilTrue(READY + " && viewer.state.image === '" + image + "'");
    }

    private void sign() throws Exception {
        click("Sign");
        browser.untilTrue("viewer.draw.mask.signed");
    }

    private void signReview() throws Exception {
        click("Sign");
        browser.untilTrue("viewer.draw.mask.review.signers.includes(viewer.draw.mask.rater)");
    }

    private void click(String button) throws Exception {
        browser.value("[...document.querySelectorAll('#tools button')].find(b => b.textContent === '" + button
                + "').click()");
    }

    private int latest() throws Exception {
        return browser.value("viewer.draw.mask.latest").asInt();
    }

    private void keptAfter(int before) throws Exception {
        browser.untilTrue("viewer.draw.mask.latest > " + before + " && viewer.draw.stroke === null");
    }

    private void stroke(double[]... places) throws Exception {
        int before = latest();
        double[] at = screen(places[0]);
        browser.mouse("mouseMoved", at[0], at[1], 0);
        browser.mouse("mousePressed", at[0], at[1], 1);
        for (double[] place : places) {
            at = screen(place);
            browser.mouse("mouseMoved", at[0], at[1], 1);
        }
        browser.mouse("mouseReleased", at[0], at[1], 0);
        keptAfter(before);
    }

    private double[] screen(double[] pixel) throws Exception {
        JsonNode at = browser.value(String.format(Locale.ROOT, "viewer.clientAt(%f, %f)", pixel[0], pixel[1]));
        return new double[] {at.get(0).asDouble(), at.get(1).asDouble()};
    }
}
