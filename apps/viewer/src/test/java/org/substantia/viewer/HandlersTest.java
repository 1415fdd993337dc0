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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.annotation.Annotation;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.Edit;
import org.substantia.annotation.LogCheck;
import org.substantia.annotation.MaskExport;
import org.substantia.annotation.Rater;
import org.substantia.annotation.Tool;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.viewer.findings.CaseFindings;
import org.substantia.viewer.findings.FindingsSource;
import org.substantia.viewer.findings.Marker;
import org.substantia.viewer.findings.MarkerPlace;
import org.w3c.dom.Document;

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
        return annotate(LI);
    }

    private AnnotateHandler annotate(Rater rater) throws IOException {
        return new AnnotateHandler(
                CaseLibrary.forDrawing(Cohort.open(folder.resolve("in")), Optional.empty()),
                new AnnotationFolder(folder.resolve("annotations")),
                rater,
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

    @Test
    void theNucleiOfACaseWithoutQsmAreShownOnItsT1() throws IOException {
        Phantom.write(folder, "LAS");
        Path one = folder.resolve("P1");
        Files.delete(one.resolve("QSM.nii.gz"));
        Files.delete(one.resolve("QSM_mask.nii.gz"));
        Files.move(one.resolve("QSM_pred.nii.gz"), one.resolve("T1_pred.nii.gz"));
        Marker volume = marker(Modality.QSM, LabelScheme.QSM, Optional.of(Structure.RN), Optional.of(Side.RIGHT));
        ViewerHandler viewer =
                new ViewerHandler(Phantom.library(folder), id -> Optional.of(findings(0.1, volume)), "Substantia");
        JsonNode masks = get(viewer, "/c/P1/case.json").get("masks");
        assertThat(masks).hasSize(1);
        assertThat(masks.get(0).get("image").asText()).isEqualTo("T1");
        assertThat(masks.get(0).get("volumesMm3").has("13")).isTrue();
        assertThat(get(viewer, "/c/P1/mask/QSM-prediction").get("planes").size())
                .isEqualTo(5);
        assertThat(new String(body(viewer.handle(Request.get("/c/P1/thumbnail.svg"))), StandardCharsets.UTF_8))
                .contains("<path");
        JsonNode target =
                get(viewer, "/c/P1/findings.json").get("evidence").get(0).get("target");
        assertThat(target.get("image").asText()).isEqualTo("T1");
        assertThat(target.get("mask").asText()).isEqualTo("QSM-prediction");
    }

    /** Margins of 20 mm are 25 voxels of 0.8 mm, and 26 of 0.7999 mm. */
    @Test
    void aMaskIsNotShownOnAnotherImageOfWhichOtherVoxelsAreSent() throws IOException {
        byte[] labels = new byte[120 * 120 * 14];
        RandomStream random = new RandomStream(5);
        for (Map.Entry<String, Double> image : Map.of("QSM", 0.8, "T1", 0.7999).entrySet()) {
            double spacing = image.getValue();
            Volume volume = Volume.zeros(Geometry.axisAligned(120, 120, 14, spacing, spacing, 2));
            for (int i = 0; i < labels.length; i++) {
                volume.data()[i] = (float) (50 + 10 * random.nextGaussian());
            }
            Nifti.write(folder.resolve("P1/" + image.getKey() + ".nii.gz"), volume);
        }
        Geometry grid = Geometry.axisAligned(120, 120, 14, 0.8, 0.8, 2);
        labels[grid.index(60, 60, 7)] = Phantom.RED_R;
        Nifti.write(folder.resolve("P1/QSM_mask.nii.gz"), LabelMap.ofBytes(grid, labels));
        ViewerHandler viewer = new ViewerHandler(Phantom.library(folder), "Substantia");
        JsonNode nuclei = get(viewer, "/c/P1/case.json");
        assertThat(nuclei.get("images").findValues("offset"))
                .extracting(offset -> offset.get(0).asInt())
                .containsExactly(34, 35);
        assertThat(shownOn(nuclei)).containsExactly("QSM");
        Request whole = new Request("GET", "/c/P1/case.json", Map.of("part", "whole"), Request.Body.NONE);
        assertThat(shownOn(json.readTree(body(viewer.handle(whole))))).containsExactly("T1", "QSM");
    }

    /**
     * The voxels were right and the sides exchanged: the right nucleus of the prediction lay where the truth has the
     * left one, and Shift-P drew it there.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 0.7})
    void aMaskWithoutItsImagesHeaderIsNamedAndNotShown(double spacing) throws IOException {
        Phantom.write(folder.resolve("in"), "LAS");
        Path file = folder.resolve("in/P1/QSM_pred.nii.gz");
        Geometry lost = Geometry.axisAligned(90, 72, 14, spacing, spacing, spacing == 1 ? 1 : 2);
        Nifti.write(
                file,
                LabelMap.of(
                        lost,
                        LabelMap.Width.UNSIGNED_8,
                        Nifti.readLabels(file).labels().toIntArray()));
        ViewerHandler viewer = new ViewerHandler(Phantom.library(folder.resolve("in")), "Substantia");
        JsonNode shown = get(viewer, "/c/P1/case.json");
        assertThat(shown.get("masks").findValuesAsText("name")).containsExactly("QSM-truth");
        assertThat(shown.get("notes")).hasSize(1);
        assertThat(shown.get("notes").get(0).asText())
                .startsWith("not shown: " + file + ": lies on another grid than ")
                .endsWith("; save it with the header of its image");
        assertThat(new String(body(viewer.handle(Request.get("/c/P1/thumbnail.svg"))), StandardCharsets.UTF_8))
                .contains("<image")
                .doesNotContain("<path");
        try (AnnotateHandler handler = annotate()) {
            get(handler, "/c/P1/draw/QSM");
            assertThat(get(handler, "/c/P1/case.json").get("notes")).isEqualTo(shown.get("notes"));
            assertThatThrownBy(() -> post(handler, "/c/P1/draw/QSM/predict", Map.of("on", 0, "label", 0)))
                    .hasMessage("the case has no prediction for this image");
            assertThat(get(handler, "/c/P1/draw/QSM").get("latest").asInt()).isZero();
        }
    }

    @Test
    void aMaskWhoseAxesAreStoredInAnotherOrderIsShown() throws IOException {
        Phantom.write(folder, "LAS");
        Path file = folder.resolve("P1/QSM_pred.nii.gz");
        ViewerHandler before = new ViewerHandler(Phantom.library(folder), "Substantia");
        JsonNode as = get(before, "/c/P1/mask/QSM-prediction");
        Nifti.write(
                file,
                Reorient.to(Orientation.parse("PSR"), Nifti.readLabels(file).labels()));
        ViewerHandler viewer = new ViewerHandler(Phantom.library(folder), "Substantia");
        assertThat(get(viewer, "/c/P1/case.json").get("notes")).isEmpty();
        assertThat(get(viewer, "/c/P1/mask/QSM-prediction")).isEqualTo(as);
    }

    /** Of the same size it was shown voxel by voxel, of another size not at all; elsewhere its header counts. */
    @Test
    void aMaskOnAnotherGridIsShownWhereItsHeaderPutsItAndANoteSaysSo() throws IOException {
        Phantom.write(folder, "RAS");
        Path file = folder.resolve("P1/QSM_pred.nii.gz");
        Geometry off = new Geometry(90, 72, 14, Affine.of(0.7, 0, 0, -21.3, 0, 0.7, 0, -30, 0, 0, 2, 10));
        int[] labels = Phantom.truth().toIntArray();
        LabelMap moved = LabelMap.of(off, LabelMap.Width.UNSIGNED_8, labels);
        for (LabelMap mask : List.of(moved, moved.crop(new BoundingBox(10, 10, 1, 80, 60, 12)))) {
            Nifti.write(file, mask);
            ShownCase shown = Phantom.library(folder).find("P1").orElseThrow();
            assertThat(shown.notes()).hasSize(1);
            assertThat(shown.notes().get(0))
                    .startsWith(file + ": shown where its header puts it; it lies on another grid than ");
            LabelMap drawn = shown.mask("QSM-prediction").orElseThrow().labels();
            assertThat(drawn.geometry().sameGrid(Phantom.GRID, 1e-3)).isTrue();
            for (int i = 1; i < labels.length; i++) {
                assertThat(drawn.get(i)).isEqualTo(Phantom.GRID.x(i) == 0 ? 0 : labels[i - 1]);
            }
        }
    }

    /** A part of the map is sent, in which a corner that was masked out may be small. */
    @Test
    void whatWasMaskedOutIsBlackAndSingleVoxelsOf0PpbAreNot() throws IOException {
        Phantom.write(folder.resolve("in"), "LAS");
        Path file = folder.resolve("in/P1/QSM.nii.gz");
        Volume map = Nifti.readVolume(file).volume();
        Geometry grid = map.geometry();
        for (int i = 0; i < grid.voxelCount(); i++) {
            map.data()[i] = grid.x(i) < 3 ? 0 : map.data()[i];
        }
        // In the middle of the left and the right nucleus, which lie the other way round in this order.
        map.data()[grid.index(33, 36, 7)] = 0;
        map.data()[grid.index(59, 36, 7)] = 0;
        Nifti.write(file, map);
        try (AnnotateHandler handler = annotate()) {
            int latest = get(handler, "/c/P1/draw/QSM").get("latest").asInt();
            JsonNode drawn =
                    json.readTree(body(post(handler, "/c/P1/draw/QSM/predict", Map.of("on", latest, "label", 0))));
            assertThat(drawn.get("rules").findValuesAsText("rule")).doesNotContain("inside");
            Request whole = new Request("GET", "/c/P1/image/QSM", Map.of("part", "whole"), Request.Body.NONE);
            Path sent = folder.resolve("sent.nii.gz");
            Files.write(sent, handler.handle(whole).body().bytes());
            Volume shown =
                    Reorient.to(Orientation.parse("LAS"), Nifti.readVolume(sent).volume());
            assertThat(shown.data()[grid.index(33, 36, 7)]).isCloseTo(0, within(0.1f));
            assertThat(shown.data()[grid.index(1, 36, 7)]).isCloseTo(-300, within(0.1f));
        }
    }

    private static List<String> shownOn(JsonNode described) {
        List<String> out = new ArrayList<>();
        described.get("masks").get(0).get("shownOn").forEach(image -> out.add(image.asText()));
        return out;
    }

    private static CaseFindings findings(double doubt, Marker... evidence) {
        return new CaseFindings(
                List.of("look at RN_r"),
                Optional.of("healthy"),
                OptionalDouble.of(0.2),
                OptionalDouble.of(doubt),
                List.of(evidence),
                List.of());
    }

    private static Marker marker(Modality image, LabelScheme mask, Optional<Structure> structure, Optional<Side> side) {
        return new Marker(
                "name",
                "title",
                1.5,
                "ppb",
                OptionalDouble.of(-2),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                true,
                new MarkerPlace(image, mask, structure, side));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "PSR"})
    void listsCasesWithWhatIsKnownOfThemAndThumbnails(String orientation) throws Exception {
        Phantom.write(folder, orientation);
        ViewerHandler viewer =
                new ViewerHandler(Phantom.library(folder), id -> Optional.of(findings(0.1)), "Substantia");
        JsonNode row = get(viewer, "/list.json").get(0);
        assertThat(row.get("id").asText()).isEqualTo("P1");
        assertThat(row.get("flags").get(0).asText()).isEqualTo("look at RN_r");
        assertThat(row.get("verdict").asText()).isEqualTo("healthy");
        assertThat(row.get("probability").asDouble()).isEqualTo(0.2);
        byte[] picture = body(viewer.handle(Request.get("/c/P1/thumbnail.svg")));
        Document svg =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(picture));
        // The gray picture, and of both nuclei the rim and the outline.
        assertThat(svg.getElementsByTagName("image").getLength()).isEqualTo(1);
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(4);
        // Made once: it is there though the image is not any more.
        Files.delete(folder.resolve("P1/QSM.nii.gz"));
        assertThat(body(viewer.handle(Request.get("/c/P1/thumbnail.svg")))).isEqualTo(picture);
        assertThat(viewer.handle(Request.get("/c/P2/thumbnail.svg")).status()).isEqualTo(404);
    }

    @Test
    void whatCannotBeReadOfACaseIsAFlagInTheList() throws IOException {
        Phantom.write(folder, "RAS");
        FindingsSource broken = id -> {
            throw new IOException(id + "/diagnosis.json: is not JSON");
        };
        JsonNode row = get(new ViewerHandler(Phantom.library(folder), broken, "S"), "/list.json")
                .get(0);
        assertThat(row.get("flags").get(0).asText()).isEqualTo("P1/diagnosis.json: is not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "LPS", "PSR"})
    void everyMarkerLeadsToItsPlace(String orientation) throws IOException {
        Phantom.write(folder, orientation);
        Optional<Structure> red = Optional.of(Structure.RN);
        ViewerHandler viewer = new ViewerHandler(
                Phantom.library(folder),
                id -> Optional.of(findings(
                        0.1,
                        marker(Modality.QSM, LabelScheme.QSM, red, Optional.of(Side.RIGHT)),
                        marker(Modality.NM, LabelScheme.QSM, red, Optional.empty()),
                        marker(Modality.T1, LabelScheme.QSM, Optional.empty(), Optional.empty()),
                        marker(Modality.QSM, LabelScheme.QSM, Optional.of(Structure.STN), Optional.empty()),
                        marker(Modality.NM, LabelScheme.NM, Optional.of(Structure.SN), Optional.empty()))),
                "Substantia");
        JsonNode qsm = get(viewer, "/c/P1/case.json").get("images").get(1);
        assertThat(qsm.get("name").asText()).isEqualTo("QSM");
        List<Integer> offset = integers(qsm.get("offset"));
        JsonNode evidence = get(viewer, "/c/P1/findings.json").get("evidence");
        JsonNode right = evidence.get(0).get("target");
        assertThat(right.get("image").asText()).isEqualTo("QSM");
        assertThat(right.get("mask").asText()).isEqualTo("QSM-prediction");
        assertThat(integers(right.get("labels"))).containsExactly(13);
        // The prediction lies one voxel farther to the right than the truth.
        assertThat(integers(right.get("voxel")))
                .containsExactly(57 - offset.get(0), 36 - offset.get(1), 7 - offset.get(2));
        assertThat(right.get("radiusMm").asDouble()).isCloseTo(4.2, within(0.3));
        // Without an NM image it is shown where the mask was drawn, both sides together.
        JsonNode both = evidence.get(1).get("target");
        assertThat(both.get("image").asText()).isEqualTo("QSM");
        assertThat(integers(both.get("labels"))).containsExactly(13, 14);
        assertThat(both.get("voxel").get(0).asInt() + offset.get(0)).isBetween(43, 44);
        assertThat(evidence.get(2).get("target").get("image").asText()).isEqualTo("T1");
        assertThat(evidence.get(2).get("target").has("mask")).isFalse();
        assertThat(evidence.get(3).has("target")).isFalse();
        assertThat(evidence.get(4).has("target")).isFalse();
    }

    @Test
    void theModelsDoubtOrdersWhatIsNotSigned() throws IOException {
        for (String id : List.of("P1", "P2", "P3", "P4")) {
            Phantom.write(folder.resolve("in"), id, "RAS");
        }
        Map<String, Double> doubts = Map.of("P1", 0.1, "P2", 0.3, "P3", 0.4, "P4", 0.2);
        try (AnnotateHandler handler = new AnnotateHandler(
                CaseLibrary.forDrawing(Cohort.open(folder.resolve("in")), Optional.empty()),
                id -> Optional.of(findings(doubts.get(id))),
                new AnnotationFolder(folder.resolve("annotations")),
                LI,
                Optional.empty(),
                "0.1.0")) {
            for (String id : List.of("P2", "P3")) {
                grid = get(handler, "/c/" + id + "/draw/QSM").get("grid").asText();
                post(handler, "/c/" + id + "/draw/QSM/edit", edit(0, "brush", 13, 7, List.of(5, 2)));
            }
            post(handler, "/c/P3/draw/QSM/sign", Map.of("on", 1));
            JsonNode rows = get(handler, "/list.json");
            assertThat(rows.findValuesAsText("id")).containsExactly("P2", "P4", "P1", "P3");
            // The diagnosis would lead the hand.
            assertThat(rows.findValuesAsText("verdict")).isEmpty();
            assertThat(rows.findValuesAsText("probability")).isEmpty();
            assertThat(get(handler, "/c/P1/findings.json").get("evidence")).isEmpty();
            assertThat(rows.get(0).get("drawing").get("QSM").asText()).isEqualTo("drawn");
            assertThat(rows.get(0).get("drawing").get("NM").asText()).isEqualTo("empty");
            assertThat(rows.get(3).get("drawing").get("QSM").asText()).isEqualTo("signed");
            assertThat(rows.findValuesAsText("done")).containsExactly("false", "false", "false", "true");
        }
    }

    @Test
    void aReviewIsDoneForWhoeverHasSignedIt() throws IOException {
        Phantom.write(folder.resolve("in"), "P1", "RAS");
        Phantom.write(folder.resolve("in"), "P2", "RAS");
        Rater wang = new Rater("wang");
        for (Rater rater : List.of(LI, wang)) {
            try (AnnotateHandler handler = annotate(rater)) {
                for (String id : List.of("P1", "P2")) {
                    grid = get(handler, "/c/" + id + "/draw/QSM").get("grid").asText();
                    post(handler, "/c/" + id + "/draw/QSM/edit", edit(0, "brush", 13, 7, List.of(5, 2)));
                    post(handler, "/c/" + id + "/draw/QSM/sign", Map.of("on", 1));
                }
            }
        }
        try (AnnotateHandler handler = review(LI, wang)) {
            int latest = get(handler, "/c/P1/draw/QSM").get("latest").asInt();
            assertThat(post(handler, "/c/P1/draw/QSM/sign", Map.of("on", latest))
                            .status())
                    .isEqualTo(200);
            assertThat(done(handler)).containsExactly("P2 false", "P1 true");
        }
        try (AnnotateHandler handler = review(wang, LI)) {
            assertThat(done(handler)).containsExactly("P1 false", "P2 false");
            int latest = get(handler, "/c/P1/draw/QSM").get("latest").asInt();
            post(handler, "/c/P1/draw/QSM/sign", Map.of("on", latest));
            assertThat(done(handler)).containsExactly("P2 false", "P1 true");
            post(handler, "/c/P1/draw/QSM/reopen", Map.of("reason", "the border of slice 7"));
            assertThat(done(handler)).containsExactly("P1 false", "P2 false");
        }
    }

    private void sign(Rater rater, String id, LabelScheme scheme) throws IOException {
        AnnotationFolder annotations = new AnnotationFolder(folder.resolve("annotations"));
        Geometry stored = Nifti.readHeader(folder.resolve("in/P1/QSM.nii.gz")).geometry();
        try (Annotation mask =
                Annotation.open(annotations.file(id, scheme, rater), id, scheme, rater, stored, "0.1.0")) {
            int label = scheme == LabelScheme.QSM ? 13 : 1;
            mask.edit(mask.latest(), List.of(new Edit(Tool.BRUSH, label, 7, List.of(5), List.of(), true, Map.of())));
            mask.sign(mask.latest(), rater);
        }
    }

    @Test
    void aReviewIsLeftWhileAMaskOfBothIsNotSignedByMe() throws IOException {
        Rater wang = new Rater("wang");
        for (String id : List.of("P1", "P2", "P3")) {
            Phantom.write(folder.resolve("in"), id, "RAS");
            Files.copy(folder.resolve("in/P1/QSM.nii.gz"), folder.resolve("in/" + id + "/NM.nii.gz"));
        }
        // P1 can be reviewed in both images, P3 in one; of P2 wang has signed nothing.
        for (Rater rater : List.of(LI, wang)) {
            sign(rater, "P1", LabelScheme.QSM);
            sign(rater, "P1", LabelScheme.NM);
            sign(rater, "P3", LabelScheme.QSM);
        }
        sign(LI, "P2", LabelScheme.QSM);
        sign(wang, "P3", LabelScheme.NM);
        try (AnnotateHandler handler = review(LI, wang)) {
            assertThat(done(handler)).containsExactly("P1 false", "P3 false", "P2 false");
            JsonNode rows = get(handler, "/list.json");
            assertThat(rows.get(0).has("waits")).isFalse();
            assertThat(rows.get(2).get("waits").asText())
                    .isEqualTo("cannot be reviewed yet: li and wang have not both signed a mask of it");
            for (String id : List.of("P1", "P3")) {
                int latest =
                        get(handler, "/c/" + id + "/draw/QSM").get("latest").asInt();
                post(handler, "/c/" + id + "/draw/QSM/sign", Map.of("on", latest));
            }
            // The review of P1's NM has not begun.
            assertThat(done(handler)).containsExactly("P1 false", "P3 true", "P2 false");
            int latest = get(handler, "/c/P1/draw/NM").get("latest").asInt();
            post(handler, "/c/P1/draw/NM/sign", Map.of("on", latest));
            assertThat(done(handler)).containsExactly("P1 true", "P3 true", "P2 false");
        }
    }

    private AnnotateHandler review(Rater who, Rater other) throws IOException {
        return new AnnotateHandler(
                CaseLibrary.forDrawing(Cohort.open(folder.resolve("in")), Optional.empty()),
                new AnnotationFolder(folder.resolve("annotations")),
                who,
                Optional.of(other),
                "0.1.0");
    }

    private List<String> done(AnnotateHandler handler) throws IOException {
        List<String> rows = new ArrayList<>();
        get(handler, "/list.json")
                .forEach(row -> rows.add(row.get("known").get("id").asText() + " "
                        + row.get("done").asText()));
        return rows;
    }

    @Test
    void aLogThatCannotBeReadIsAFlagInTheListOfDrawings() throws IOException {
        Phantom.write(folder.resolve("in"), "P1", "RAS");
        Phantom.write(folder.resolve("in"), "P2", "RAS");
        Path log = new AnnotationFolder(folder.resolve("annotations")).file("P1", LabelScheme.QSM, LI);
        Files.createDirectories(log.getParent());
        for (Map.Entry<String, String> content :
                Map.of("no event\n", "is not JSON", "null\n", "holds nothing").entrySet()) {
            Files.writeString(log, content.getKey());
            try (AnnotateHandler handler = annotate()) {
                JsonNode rows = get(handler, "/list.json");
                assertThat(rows.findValuesAsText("id")).containsExactly("P1", "P2");
                JsonNode broken = rows.get(0);
                assertThat(broken.get("known").get("flags").get(0).asText())
                        .contains("QSM.li.jsonl: last line: " + content.getValue());
                assertThat(broken.get("drawing").has("QSM")).isFalse();
                assertThat(broken.get("done").asBoolean()).isFalse();
            }
        }
    }

    /** The brush of one tab on what the other has seen. */
    @Test
    void aStaleTabIsToldAndGetsTheNewerState() throws IOException {
        Phantom.write(folder.resolve("in"), "LAS");
        try (AnnotateHandler handler = annotate()) {
            grid = get(handler, "/c/P1/draw/QSM").get("grid").asText();
            post(handler, "/c/P1/draw/QSM/edit", edit(0, "brush", 13, 7, List.of(5, 2)));
            Response stale = post(handler, "/c/P1/draw/QSM/edit", edit(0, "brush", 14, 7, List.of(4, 3)));
            assertThat(stale.status()).isEqualTo(409);
            assertThat(json.readTree(body(stale)).get("error").asText())
                    .startsWith("not kept: the mask was changed in the meantime, in another tab or window")
                    .contains("The newer state is shown now");
            for (String what : List.of("undo", "redo", "sign")) {
                assertThat(post(handler, "/c/P1/draw/QSM/" + what, Map.of("on", 0))
                                .status())
                        .as(what)
                        .isEqualTo(409);
            }
            JsonNode now = get(handler, "/c/P1/draw/QSM");
            assertThat(now.get("latest").asInt()).isEqualTo(1);
            assertThat(now.get("volumesMm3").has("14")).isFalse();
            // On the newer state it is kept, and the other tab's voxels stay.
            post(handler, "/c/P1/draw/QSM/edit", edit(1, "brush", 14, 7, List.of(4, 3)));
            now = get(handler, "/c/P1/draw/QSM");
            assertThat(now.get("volumesMm3").get("13").asDouble()).isCloseTo(2 * 0.98, within(1e-6));
            assertThat(now.get("volumesMm3").get("14").asDouble()).isCloseTo(0.98, within(1e-6));
        }
    }

    /** Two tabs that draw at once, each on what it saw last: what is acknowledged is there, once. */
    @Test
    void tabsThatDrawAtOnceLoseNothing() throws Exception {
        Phantom.write(folder.resolve("in"), "PSR");
        int strokes = 20;
        int tabs = 3;
        int nx = Phantom.GRID.nx();
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger conflicts = new AtomicInteger();
        try (AnnotateHandler handler = annotate()) {
            grid = get(handler, "/c/P1/draw/QSM").get("grid").asText();
            List<Callable<Void>> drawing = new ArrayList<>();
            for (int tab = 0; tab < tabs; tab++) {
                int row = 10 + tab;
                drawing.add(() -> {
                    int seen = 0;
                    for (int stroke = 0; stroke < strokes; ) {
                        int pixel = 2 * stroke + nx * row;
                        Response response =
                                post(handler, "/c/P1/draw/QSM/edit", edit(seen, "brush", 13, 5, List.of(pixel, 1)));
                        if (response.status() == 409) {
                            conflicts.incrementAndGet();
                            seen = get(handler, "/c/P1/draw/QSM").get("latest").asInt();
                        } else {
                            assertThat(response.status()).isEqualTo(200);
                            seen = json.readTree(body(response)).get("latest").asInt();
                            acknowledged.add(pixel);
                            stroke++;
                        }
                    }
                    return null;
                });
            }
            ExecutorService threads = Executors.newFixedThreadPool(tabs);
            try {
                for (Future<Void> done : threads.invokeAll(drawing)) {
                    done.get();
                }
            } finally {
                threads.shutdown();
            }
            assertThat(get(handler, "/c/P1/draw/QSM").get("latest").asInt()).isEqualTo(tabs * strokes);
        }
        // The first stroke of all tabs but one was made on an old state.
        assertThat(conflicts.get()).isGreaterThanOrEqualTo(tabs - 1);
        LabelMap labels = drawn(LI);
        Set<Integer> kept = new HashSet<>();
        labels.forEachLabeled((index, label) -> kept.add(index - 5 * nx * Phantom.GRID.ny()));
        assertThat(kept).hasSize(tabs * strokes).isEqualTo(acknowledged);
    }

    private LabelMap drawn(Rater rater) throws IOException {
        try (Annotation mask = Annotation.open(
                new AnnotationFolder(folder.resolve("annotations")).file("P1", LabelScheme.QSM, rater),
                "P1",
                LabelScheme.QSM,
                rater,
                Nifti.readHeader(folder.resolve("in/P1/QSM.nii.gz")).geometry(),
                "0.1.0")) {
            return Reorient.toRas(mask.labels());
        }
    }

    /** One tab on another case closes the logs of this one; they are opened again. */
    @Test
    void tabsOnTwoCasesDisturbNoOther() throws Exception {
        Phantom.write(folder.resolve("in"), "P1", "RAS");
        Phantom.write(folder.resolve("in"), "P2", "RAS");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (AnnotateHandler handler = annotate()) {
            grid = get(handler, "/c/P1/draw/QSM").get("grid").asText();
            List<Callable<Void>> drawing = new ArrayList<>();
            for (String id : List.of("P1", "P2")) {
                drawing.add(() -> {
                    for (int stroke = 0; stroke < 8; stroke++) {
                        Response response = post(
                                handler,
                                "/c/" + id + "/draw/QSM/edit",
                                edit(stroke, "brush", 13, 5, List.of(2 * stroke, 1)));
                        assertThat(response.status()).isEqualTo(200);
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(drawing)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(drawn(LI).counts()).containsExactlyEntriesOf(Map.of(13, 8));
    }

    @Test
    void twoRatersDrawOneCaseAtOnceAndOneRaterOnlyOnce() throws IOException {
        Phantom.write(folder.resolve("in"), "LPS");
        Rater wang = new Rater("wang");
        try (AnnotateHandler first = annotate();
                AnnotateHandler second = annotate(wang);
                AnnotateHandler twice = annotate()) {
            grid = get(first, "/c/P1/draw/QSM").get("grid").asText();
            post(first, "/c/P1/draw/QSM/edit", edit(0, "brush", 13, 7, List.of(5, 2)));
            post(second, "/c/P1/draw/QSM/edit", edit(0, "brush", 13, 7, List.of(6, 4)));
            post(first, "/c/P1/draw/QSM/edit", edit(1, "brush", 13, 8, List.of(5, 2)));
            assertThatThrownBy(() -> get(twice, "/c/P1/draw/QSM"))
                    .hasMessageContaining("QSM.li.jsonl: is open in another program; one rater draws a case at a time");
            // Neither sees the other's.
            assertThat(get(second, "/c/P1/draw/QSM").get("latest").asInt()).isEqualTo(1);
        }
        assertThat(drawn(LI).counts()).containsExactlyEntriesOf(Map.of(13, 4));
        assertThat(drawn(wang).counts()).containsExactlyEntriesOf(Map.of(13, 4));
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
            // While the page still shows the case.
            CaseFolder shown = Cohort.open(folder.resolve("in")).cases().get(0);
            AnnotationFolder annotations = new AnnotationFolder(folder.resolve("annotations"));
            assertThat(new MaskExport(annotations, LI, Optional.empty()).write(shown, folder.resolve("out")))
                    .containsExactly(LabelScheme.QSM);
            assertThat(LogCheck.of(shown, LabelScheme.QSM, LI, Optional.empty(), annotations)
                            .signed())
                    .isTrue();
        }
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
            int latest = get(handler, "/c/P1/draw/QSM").get("latest").asInt();
            // All at once is taken back at once.
            JsonNode all =
                    json.readTree(body(post(handler, "/c/P1/draw/QSM/predict", Map.of("on", latest, "label", 0))));
            assertThat(all.get("volumesMm3").has("13")).isTrue();
            JsonNode back = json.readTree(body(post(
                    handler,
                    "/c/P1/draw/QSM/undo",
                    Map.of("on", all.get("latest").asInt()))));
            assertThat(back.get("volumesMm3").has("13")).isFalse();
        }
        LabelMap labels = drawn(LI);
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
