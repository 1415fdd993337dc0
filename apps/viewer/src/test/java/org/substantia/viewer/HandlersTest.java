package org.substantia.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.annotation.Annotation;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.MaskExport;
import org.substantia.annotation.Rater;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.orientation.Reorient;

class HandlersTest {
    private static final Rater LI = new Rater("li");
    private final ObjectMapper json = new ObjectMapper();
    private String grid = "";

    @TempDir
    private Path folder;

    private static byte[] body(Response response) throws IOException {
        byte[] bytes = response.body().bytes();
        return response.gzipped() ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
    }

    private JsonNode get(Handler handler, String path) throws IOException {
        Response response = handler.handle(Request.get(path));
        assertThat(response.status()).isEqualTo(200);
        return json.readTree(body(response));
    }

    private Response post(Handler handler, String path, Object content) throws IOException {
        return handler.handle(Request.post(path, json.writeValueAsBytes(content)));
    }

    private AnnotateHandler annotate() throws IOException {
        return new AnnotateHandler(
                CaseLibrary.forDrawing(Cohort.open(folder.resolve("in")), Optional.empty()),
                new AnnotationFolder(folder.resolve("annotations")),
                LI,
                Optional.empty(),
                "0.1.0");
    }

    private Map<String, Object> edit(int on, String tool, int label, int plane, List<Integer> set) {
        return Map.of(
                "on",
                on,
                "grid",
                grid,
                "edits",
                List.of(Map.of(
                        "tool",
                        tool,
                        "label",
                        label,
                        "plane",
                        plane,
                        "set",
                        set,
                        "clear",
                        List.of(),
                        "protect",
                        true,
                        "parameters",
                        Map.of())));
    }

    private static List<Integer> integers(JsonNode list) {
        List<Integer> out = new ArrayList<>();
        list.forEach(one -> out.add(one.asInt()));
        return out;
    }

    @Test
    void describesACase() throws IOException {
        Phantom.write(folder, "LAS");
        ViewerHandler viewer = new ViewerHandler(Phantom.library(folder), "Substantia");
        assertThat(get(viewer, "/cases.json").get("cases").get(0).asText()).isEqualTo("P1");
        JsonNode shown = get(viewer, "/c/P1/case.json");
        assertThat(shown.get("images")).hasSize(2);
        assertThat(shown.get("masks").findValuesAsText("name")).containsExactly("QSM-prediction", "QSM-truth");
        assertThat(shown.get("labels").get("QSM")).hasSize(16);
        JsonNode mask = get(viewer, "/c/P1/mask/QSM-truth");
        assertThat(mask.get("planes").size()).isEqualTo(5);
        assertThat(viewer.handle(Request.get("/c/P1/mesh/QSM-truth/13")).status())
                .isEqualTo(200);
        assertThat(new String(body(viewer.handle(Request.get("/"))), StandardCharsets.UTF_8))
                .contains("<canvas");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "LAS", "LPS", "PSR"})
    void imagesKeepTheirValuesAndPlace(String orientation) throws IOException {
        Phantom.write(folder, orientation);
        ViewerHandler viewer = new ViewerHandler(Phantom.library(folder), "Substantia");
        Request whole = new Request("GET", "/c/P1/image/QSM", Map.of("part", "whole"), Request.Body.NONE);
        Path file = folder.resolve("sent.nii.gz");
        Files.write(file, viewer.handle(whole).body().bytes());
        Volume sent = Nifti.readVolume(file).volume();
        Volume original =
                Reorient.toRas(Nifti.readVolume(folder.resolve("P1/QSM.nii.gz")).volume());
        assertThat(sent.geometry().sameGrid(original.geometry(), 1e-3)).isTrue();
        for (int i = 0; i < original.data().length; i += 97) {
            assertThat(sent.data()[i]).isCloseTo(original.data()[i], within(0.02f));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/c/P2/case.json", "/c/P1/../P1/case.json", "/c/P1/image/NM", "/c/P1/mask/x", "/c/P1/mesh/QSM-truth/99",
                "/c/P1/mesh/QSM-truth/x", "/etc/passwd", "/vendor/niivue.js", "/c/P1", "/../viewer.js"
            })
    void whatDoesNotExistIsNotFound(String path) throws IOException {
        Phantom.write(folder, "RAS");
        assertThat(new ViewerHandler(Phantom.library(folder), "S")
                        .handle(Request.get(path))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void lookingChangesNothing() throws IOException {
        Phantom.write(folder, "RAS");
        Response response =
                new ViewerHandler(Phantom.library(folder), "S").handle(Request.post("/c/P1/case.json", new byte[0]));
        assertThat(response.status()).isEqualTo(405);
    }

    @Test
    void findsImagesInTheOtherCohorts() throws IOException {
        Phantom.write(folder.resolve("in"), "RAS");
        Path results = folder.resolve("results/P1");
        Files.createDirectories(results);
        Files.copy(folder.resolve("in/P1/QSM_pred.nii.gz"), results.resolve("QSM_pred.nii.gz"));
        Cohort alone = Cohort.open(folder.resolve("results"));
        assertThatThrownBy(() -> CaseLibrary.of(alone, Optional.empty(), Optional.empty()))
                .hasMessageContaining("--images");
        CaseLibrary library = CaseLibrary.of(alone, Optional.of(Cohort.open(folder.resolve("in"))), Optional.empty());
        assertThat(library.find("P1").orElseThrow().masks()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "LAS", "LPS", "PSR"})
    void whatIsDrawnIsSignedAndExportedWithTheImagesHeader(String orientation) throws IOException {
        Phantom.write(folder.resolve("in"), orientation);
        int nx = Phantom.GRID.nx();
        try (AnnotateHandler handler = annotate()) {
            JsonNode start = get(handler, "/c/P1/draw/QSM");
            grid = start.get("grid").asText();
            int first = 56 - 4 + nx * 36;
            JsonNode drawn = json.readTree(
                    body(post(handler, "/c/P1/draw/QSM/edit", edit(0, "brush", 13, 7, List.of(first, 9)))));
            assertThat(drawn.get("latest").asInt()).isEqualTo(1);
            assertThat(drawn.get("volumesMm3").get("13").asDouble()).isCloseTo(9 * 0.98, within(1e-6));
            assertThat(post(handler, "/c/P1/draw/QSM/edit", edit(0, "brush", 13, 7, List.of(first, 12)))
                            .status())
                    .isEqualTo(409);
            assertThat(post(handler, "/c/P1/draw/QSM/sign", Map.of("on", 1)).status())
                    .isEqualTo(200);
        }
        List<LabelScheme> written = new MaskExport(new AnnotationFolder(folder.resolve("annotations")), LI, "0.1.0")
                .write(Cohort.open(folder.resolve("in")).cases().get(0), folder.resolve("out"));
        assertThat(written).containsExactly(LabelScheme.QSM);
        Path mask = folder.resolve("out/P1/QSM_mask.nii.gz");
        assertThat(Nifti.readHeader(mask).geometry())
                .isEqualTo(Nifti.readHeader(folder.resolve("in/P1/QSM.nii.gz")).geometry());
        LabelMap labels = Reorient.toRas(Nifti.readLabels(mask).labels());
        for (int i = 0; i < labels.geometry().voxelCount(); i++) {
            boolean inside = Phantom.GRID.z(i) == 7 && Phantom.GRID.y(i) == 36 && Math.abs(Phantom.GRID.x(i) - 56) <= 4;
            assertThat(labels.get(i)).isEqualTo(inside ? 13 : 0);
        }
        assertThat(folder.resolve("out/P1/T1.nii.gz")).exists();
        assertThat(Cohort.open(folder.resolve("out")).cases()).hasSize(1);
    }

    @Test
    void nothingIsDecidedWhereOneRaterDraws() throws IOException {
        Phantom.write(folder.resolve("in"), "RAS");
        try (AnnotateHandler handler = annotate()) {
            get(handler, "/c/P1/draw/QSM");
            assertThatThrownBy(() -> post(
                            handler,
                            "/c/P1/draw/QSM/decide",
                            Map.of("on", 0, "id", "13-first-4", "decision", "first", "remark", "")))
                    .hasMessage("nothing is decided here: the page draws the mask of li alone");
        }
    }

    @Test
    void anotherGridIsRefused() throws IOException {
        Phantom.write(folder.resolve("in"), "RAS");
        try (AnnotateHandler handler = annotate()) {
            grid = "0".repeat(64);
            assertThatThrownBy(() -> post(handler, "/c/P1/draw/QSM/edit", edit(0, "brush", 13, 7, List.of(5, 2))))
                    .hasMessage("drawn on another grid; reload the page");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "PSR"})
    void snapsATracedCircleAndChangesNothing(String orientation) throws IOException {
        Phantom.write(folder.resolve("in"), orientation);
        List<Double> circle = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            circle.add(57 + 5 * Math.cos(Math.PI * i / 10));
            circle.add(35.3 + 5 * Math.sin(Math.PI * i / 10));
        }
        try (AnnotateHandler handler = annotate()) {
            JsonNode found = json.readTree(body(post(
                    handler, "/c/P1/draw/QSM/snap", Map.of("label", 13, "plane", 7, "from", 7, "contour", circle))));
            assertThat(found.get("outcome").asText()).isEqualTo("found");
            byte[] region = new byte[Phantom.GRID.voxelCount()];
            int plane = Phantom.GRID.nx() * Phantom.GRID.ny();
            for (int pixel : Runs.pixels(integers(found.get("set")))) {
                region[7 * plane + pixel] = 1;
            }
            LabelMap nuclei = Phantom.truth();
            byte[] truth = new byte[region.length];
            for (int i = 7 * plane; i < 8 * plane; i++) {
                truth[i] = (byte) (nuclei.get(i) == 13 ? 1 : 0);
            }
            assertThat(Phantom.dice(new Mask(Phantom.GRID, region), new Mask(Phantom.GRID, truth)))
                    .isGreaterThan(0.93);
            assertThat(get(handler, "/c/P1/draw/QSM").get("latest").asInt()).isZero();
            JsonNode none = json.readTree(body(post(
                    handler, "/c/P1/draw/QSM/snap", Map.of("label", 13, "plane", 1, "from", 1, "contour", circle))));
            assertThat(none.get("outcome").asText()).isEqualTo("noClearBorder");
            assertThat(none.get("message").asText()).isEqualTo("no clear border here");
            assertThatThrownBy(() -> post(
                            handler,
                            "/c/P1/draw/QSM/snap",
                            Map.of("label", 7, "plane", 7, "from", 7, "contour", circle)))
                    .hasMessageContaining("thalamus");
        }
    }

    @Test
    void proposesTheSlicesBetween() throws IOException {
        Phantom.write(folder.resolve("in"), "RAS");
        int nx = Phantom.GRID.nx();
        try (AnnotateHandler handler = annotate()) {
            grid = get(handler, "/c/P1/draw/QSM").get("grid").asText();
            post(handler, "/c/P1/draw/QSM/edit", edit(0, "brush", 13, 4, block(20)));
            post(handler, "/c/P1/draw/QSM/edit", edit(1, "brush", 13, 6, block(24)));
            JsonNode proposals = json.readTree(body(post(handler, "/c/P1/draw/QSM/interpolate", Map.of("label", 13))));
            assertThat(proposals).hasSize(1);
            assertThat(proposals.get(0).get("plane").asInt()).isEqualTo(5);
            List<Integer> pixels = Runs.pixels(integers(proposals.get(0).get("set")));
            assertThat(pixels.stream().filter(pixel -> pixel / nx == 24).map(pixel -> pixel % nx))
                    .containsExactly(22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
            assertThat(pixels).allMatch(pixel -> pixel / nx >= 20 && pixel / nx < 29);
        }
    }

    /** Ten columns of nine rows. */
    private static List<Integer> block(int x) {
        List<Integer> runs = new ArrayList<>();
        for (int y = 20; y < 29; y++) {
            runs.addAll(List.of(x + Phantom.GRID.nx() * y, 10));
        }
        return runs;
    }

    @Test
    void thePredictionFillsEmptySlicesOnly() throws IOException {
        Phantom.write(folder.resolve("in"), "RAS");
        try (AnnotateHandler handler = annotate()) {
            grid = get(handler, "/c/P1/draw/QSM").get("grid").asText();
            post(handler, "/c/P1/draw/QSM/edit", edit(0, "brush", 14, 7, List.of(5, 2)));
            post(handler, "/c/P1/draw/QSM/predict", Map.of("on", 1, "label", 14));
        }
        LabelMap labels;
        try (Annotation mask = Annotation.open(
                new AnnotationFolder(folder.resolve("annotations")).file("P1", LabelScheme.QSM, LI),
                "P1",
                LabelScheme.QSM,
                LI,
                Nifti.readHeader(folder.resolve("in/P1/QSM.nii.gz")).geometry(),
                "0.1.0")) {
            labels = mask.labels();
        }
        LabelMap truth = Phantom.truth();
        int plane = Phantom.GRID.nx() * Phantom.GRID.ny();
        for (int i = 0; i < Phantom.GRID.voxelCount(); i++) {
            int expected = truth.get(i) == 14 ? 14 : 0;
            boolean kept = i % plane == 5 || i % plane == 6;
            assertThat(labels.get(i)).isEqualTo(i / plane != 7 ? expected : kept ? 14 : 0);
        }
    }

    @Test
    void theStandalonePageHoldsEverythingAndRunsNothingElse() throws IOException {
        Phantom.write(folder, "LPS");
        Path page = folder.resolve("page.html");
        StandalonePage.write(Phantom.library(folder), "P1", page);
        String html = Files.readString(page);
        assertThat(html).contains("script-src 'sha256-").contains("image/QSM").doesNotContain("src=\"");
        assertThat(html).doesNotContain("connect-src");
        assertThatThrownBy(() -> StandalonePage.write(Phantom.library(folder), "P2", page))
                .hasMessageContaining("is none of the cases P1");
    }
}
