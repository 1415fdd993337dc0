package org.substantia.challenge.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.viewer.Request;
import org.substantia.viewer.Response;
import org.substantia.viewer.ViewerHandler;

class CaseViewsTest {
    private static final Geometry GRID = Geometry.axisAligned(60, 50, 14, 2, 2, 2);

    @TempDir
    private Path folder;

    private DataFolder data;
    private CaseViews views;
    private DatasetFile images;
    private DatasetFile labels;

    @BeforeEach
    void challenge() throws IOException {
        data = new DataFolder(folder.resolve("challenge"));
        views = new CaseViews(data, "Substantia");
        images = file("images.zip", DatasetFile.Kind.IMAGES, List.of("P1/QSM.nii.gz", "P2/QSM.nii.gz"));
        labels = file("masks.zip", DatasetFile.Kind.LABELS, List.of("P1/QSM_mask.nii.gz", "P2/QSM_mask.nii.gz"));
    }

    private DatasetFile file(String name, DatasetFile.Kind kind, List<String> entries) throws IOException {
        Path path = data.datasets().resolve("test").resolve(name);
        zip(path, entries);
        return new DatasetFile(name, "test", kind, name, Files.size(path), Sha256.hex(path));
    }

    private void zip(Path path, List<String> entries) throws IOException {
        Files.createDirectories(path.getParent());
        Path one = folder.resolve("one.nii.gz");
        try (OutputStream out = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                if (entry.endsWith("QSM.nii.gz")) {
                    Volume image = Volume.zeros(GRID);
                    for (int i = 0; i < GRID.voxelCount(); i++) {
                        image.data()[i] = i % 97;
                    }
                    Nifti.write(one, image);
                } else {
                    byte[] mask = new byte[GRID.voxelCount()];
                    mask[GRID.index(30, 25, 7)] = 11;
                    Nifti.write(one, LabelMap.ofBytes(GRID, mask));
                }
                Files.copy(one, zip);
            }
        }
    }

    private Submission submission(List<String> entries) throws IOException {
        Path file = folder.resolve("team.zip");
        zip(file, entries);
        String sha256 = Sha256.hex(file);
        new Blobs(data.path()).take(file, sha256);
        return new Submission(
                "s",
                "u",
                "t",
                "a",
                "test",
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Submission.State.ACCEPTED,
                "",
                "team.zip",
                sha256,
                1,
                "{}",
                false,
                false,
                Optional.empty());
    }

    private static JsonNode json(ViewerHandler viewer, String path) throws IOException {
        Response response = viewer.handle(Request.get(path));
        assertThat(response.status()).as(path).isEqualTo(200);
        byte[] body = response.body().bytes();
        return new ObjectMapper()
                .readTree(
                        response.gzipped() ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body);
    }

    private static List<String> masks(ViewerHandler viewer, String id) throws IOException {
        List<String> kinds = new ArrayList<>();
        json(viewer, "/c/" + id + "/case.json")
                .get("masks")
                .forEach(mask -> kinds.add(mask.get("name").asText()));
        return kinds;
    }

    private static List<String> ids(ViewerHandler viewer) throws IOException {
        List<String> ids = new ArrayList<>();
        json(viewer, "/cases.json").get("cases").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    @Test
    void masksAreShownOnlyOnceTheirFileIsOut() throws IOException {
        ViewerHandler before = views.of(List.of(images), Optional.empty()).orElseThrow();
        assertThat(ids(before)).containsExactly("P1", "P2");
        assertThat(masks(before, "P1")).isEmpty();
        ViewerHandler after =
                views.of(List.of(images, labels), Optional.empty()).orElseThrow();
        assertThat(masks(after, "P1")).containsExactly("QSM-truth");
        assertThat(masks(before, "P1")).isEmpty();
    }

    @Test
    void aSubmissionIsShownOnTheImagesOfItsCases() throws IOException {
        Submission team = submission(List.of("outputs/P2/QSM_pred.nii.gz", "outputs/P9/QSM_pred.nii.gz"));
        ViewerHandler viewer = views.of(List.of(images), Optional.of(team)).orElseThrow();
        assertThat(ids(viewer)).containsExactly("P2");
        assertThat(masks(viewer, "P2")).containsExactly("QSM-prediction");
        assertThat(viewer.handle(Request.get("/c/P1/case.json")).status()).isEqualTo(404);
    }

    @Test
    void thereIsNothingToSeeWithoutImages() throws IOException {
        assertThat(views.of(List.of(), Optional.empty())).isEmpty();
        assertThat(views.of(List.of(labels), Optional.empty())).isEmpty();
        Path leaflet = data.datasets().resolve("test/leaflet.pdf");
        Files.writeString(leaflet, "%PDF");
        DatasetFile text = new DatasetFile("l", "test", DatasetFile.Kind.IMAGES, "leaflet.pdf", 4, Sha256.hex(leaflet));
        assertThat(views.of(List.of(text), Optional.empty())).isEmpty();
        assertThat(ids(views.of(List.of(text, images), Optional.empty()).orElseThrow()))
                .hasSize(2);
    }

    @Test
    void noMessageTellsWhereTheServerKeepsItsFiles() throws IOException {
        Path path = data.datasets().resolve("test/broken.zip");
        try (OutputStream out = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("P1/QSM.nii.gz"));
            zip.write("no image".getBytes(StandardCharsets.UTF_8));
        }
        DatasetFile broken = new DatasetFile("b", "test", DatasetFile.Kind.IMAGES, "broken.zip", 1, Sha256.hex(path));
        ViewerHandler viewer = views.of(List.of(broken), Optional.empty()).orElseThrow();
        assertThatIOException()
                .isThrownBy(() -> viewer.handle(Request.get("/c/P1/case.json")))
                .withMessageStartingWith("P1/QSM: ")
                .withMessageNotContaining(folder.toString());
        assertThat(json(viewer, "/list.json").toString()).doesNotContain(folder.toString());
    }
}
