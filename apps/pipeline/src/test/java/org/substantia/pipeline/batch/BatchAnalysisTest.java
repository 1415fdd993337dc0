package org.substantia.pipeline.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.pipeline.BallNetworks;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.TestCases;
import org.substantia.pipeline.output.AnalysisWriter;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.model.Probabilities;

@Tag("slow")
class BatchAnalysisTest {
    @TempDir
    Path folder;

    @Test
    void failingCasesDoNotStopTheOthers() throws IOException {
        image("a/QSM");
        Files.createDirectories(folder.resolve("in/b"));
        Files.writeString(folder.resolve("in/b/QSM.nii.gz"), "no image");
        Files.createDirectories(folder.resolve("in/c"));
        Nifti.write(folder.resolve("in/c/QSM.nii.gz"), Volume.zeros(Geometry.axisAligned(30, 30, 2, 4, 4, 4)));
        image("d/QSM");
        List<String> reported = new ArrayList<>();

        BatchSummary summary;
        try (Workers workers = Workers.of(2)) {
            summary = batch().run(cohort().cases(), () -> TestCases.analyzer(workers), o -> reported.add(o.id()));
        }

        assertThat(reported).containsExactly("a", "b", "c", "d");
        assertThat(summary.cases()).extracting(CaseOutcome::id).containsExactly("a", "b", "c", "d");
        assertThat(summary.cases()).extracting(o -> o.failure().isPresent()).containsExactly(false, true, true, false);
        assertThat(summary.complete()).isEqualTo(2);
        assertThat(summary.hasFault()).isFalse();
        assertThat(summary.cases().get(1).failure().orElseThrow())
                .contains("b/QSM.nii.gz")
                .doesNotContain("\n");
        assertThat(folder.resolve("out/b")).doesNotExist();
        assertThat(Nifti.readLabels(folder.resolve("out/d/QSM_pred.nii.gz"))
                        .labels()
                        .counts())
                .hasSize(16);
    }

    @Test
    void writesTheFilesOfACaseAndOfTheBatch() throws IOException {
        image("a/QSM");
        image("a/NM");
        BatchSummary summary = run();
        BatchFiles.writeLabels(folder.resolve("out"), summary);
        BatchFiles.writeIndex(folder.resolve("out"), summary, Map.of());

        assertThat(files("out/a"))
                .containsExactly(
                        "NM_pred.nii.gz",
                        "PD_pred.txt",
                        "QSM_pred.nii.gz",
                        "biomarkers.json",
                        "diagnosis.json",
                        "report.html",
                        "segmentation.json");
        String label = Files.readString(folder.resolve("out/a/PD_pred.txt"));
        assertThat(Files.readString(folder.resolve("out/label_predict.csv")))
                .matches("patient_id,prediction,probability\na," + label + ",[01]\\.[0-9]{6}\n");
        assertThat(Files.readString(folder.resolve("out/index.html"))).contains("a/report.html");
        NiftiHeader in = Nifti.readHeader(folder.resolve("in/a/QSM.nii.gz"));
        NiftiHeader out = Nifti.readHeader(folder.resolve("out/a/QSM_pred.nii.gz"));
        assertThat(out.sformCode()).isEqualTo(in.sformCode());
        assertThat(out.qformCode()).isEqualTo(in.qformCode());
        assertThat(out.geometry()).isEqualTo(in.geometry());
    }

    /** Regression: such an id once gave a row of three columns. */
    @Test
    void anIdWithACommaStaysInItsColumn() throws IOException {
        image("a,b/QSM");
        BatchFiles.writeLabels(folder.resolve("out"), run());
        assertThat(Files.readAllLines(folder.resolve("out/label_predict.csv")).get(1))
                .matches("\"a,b\",[01],.*");
    }

    @Test
    void recordsWhereAResultComesFrom() throws IOException {
        image("a/QSM");
        run();
        JsonNode json = JsonFiles.read(folder.resolve("out/a/segmentation.json"));
        assertThat(json.at("/schemaVersion").intValue()).isEqualTo(2);
        assertThat(json.at("/provenance/program").textValue()).isEqualTo("substantia");
        assertThat(json.at("/provenance/inputs/a~1QSM").textValue()).hasSize(64);
        assertThat(json.at("/models/0/name").textValue()).isEqualTo("phantom");
        assertThat(json.at("/reference").textValue()).isEqualTo("QSM");
        assertThat(json.at("/seconds").fieldNames())
                .toIterable()
                .containsExactly("read", "register", "localize", "segment", "export", "measure", "diagnose", "write");
        JsonNode caudate = json.at("/outputs/QSM_pred.nii.gz/structures/CN_r");
        assertThat(caudate.get("label").intValue()).isEqualTo(1);
        assertThat(caudate.get("flags").toString()).contains("implausibleVolume");
        JsonNode diagnosis = JsonFiles.read(folder.resolve("out/a/diagnosis.json"));
        assertThat(diagnosis.at("/outOfDistribution/inDistribution").isBoolean())
                .isTrue();
        assertThat(diagnosis.at("/case").textValue()).isEqualTo("a");
    }

    @Test
    void aFaultOfTheProgramIsToldApart() throws IOException {
        image("a/QSM");
        Networks broken = new BallNetworks(TestCases.GRID) {
            @Override
            public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
                throw new IllegalStateException("broken");
            }
        };
        BatchSummary summary = batch().withFailureFiles().run(cohort().cases(), () -> analyzer(broken), o -> {});
        assertThat(summary.hasFault()).isTrue();
        assertThat(summary.cases().get(0).failure().orElseThrow()).startsWith("a: a fault of the program");
        assertThat(WrittenBatch.read(folder.resolve("out"), "test").summary().hasFault())
                .as("for group, too")
                .isTrue();
    }

    /** Regression: exit status 3 said that the case was to blame. */
    @Test
    void tooLittleMemoryIsNoFaultOfTheCase() throws IOException {
        image("a/QSM");
        Networks large = new BallNetworks(TestCases.GRID) {
            @Override
            public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
                throw new IllegalStateException("DefaultCPUAllocator: can't allocate memory");
            }
        };
        BatchSummary summary = batch().withFailureFiles().run(cohort().cases(), () -> analyzer(large), o -> {});
        assertThat(summary.hasFault()).isTrue();
        assertThat(summary.cases().get(0).fault()).as("nothing to be traced").isEmpty();
        assertThat(summary.cases().get(0).failure().orElseThrow()).startsWith("a: not enough memory");
        assertThat(WrittenBatch.read(folder.resolve("out"), "test").summary().hasFault())
                .as("for group, too")
                .isTrue();
    }

    private static PatientAnalyzer analyzer(Networks networks) {
        return TestCases.analyzer(networks, Workers.caller(), Optional.empty());
    }

    @Test
    void modelsThatCannotBeOpenedEndTheRun() throws IOException {
        image("a/QSM");
        Cohort cohort = cohort();
        assertThatIOException()
                .isThrownBy(() -> batch().run(
                                cohort.cases(),
                                () -> {
                                    throw new IOException("m.safetensors: cut short");
                                },
                                o -> {}))
                .withMessage("m.safetensors: cut short");
    }

    private BatchSummary run() throws IOException {
        return batch().run(cohort().cases(), () -> TestCases.analyzer(Workers.caller()), o -> {});
    }

    private BatchAnalysis batch() {
        return new BatchAnalysis(folder.resolve("out"), new AnalysisWriter(), Optional.empty());
    }

    private Cohort cohort() throws IOException {
        return Cohort.open(folder.resolve("in"));
    }

    private void image(String name) throws IOException {
        TestCases.image(folder.resolve("in").resolve(name + ".nii.gz"));
    }

    private List<String> files(String name) throws IOException {
        try (var files = Files.list(folder.resolve(name))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** Case a loses an image, case b cannot be read any more; notes of the user stay. */
    @Test
    void resultsOfAnEarlierRunDoNotStay() throws IOException {
        image("a/QSM");
        image("a/NM");
        image("b/QSM");
        run();
        Files.writeString(folder.resolve("out/a/notes.txt"), "of the user");
        Files.delete(folder.resolve("in/a/NM.nii.gz"));
        Files.writeString(folder.resolve("in/b/QSM.nii.gz"), "no image");

        run();

        assertThat(files("out/a")).contains("QSM_pred.nii.gz", "notes.txt").doesNotContain("NM_pred.nii.gz");
        assertThat(folder.resolve("out/b")).doesNotExist();
    }

    /** In the challenge's container a missing file costs more than a wrong one. */
    @Test
    void failedCasesGetEmptyMasksAndADiagnosisWhereEveryFileIsWanted() throws IOException {
        image("a/QSM");
        Files.createDirectories(folder.resolve("in/b"));
        Files.writeString(folder.resolve("in/b/QSM.nii.gz"), "no image");
        Nifti.write(
                folder.resolve("in/b/NM.nii.gz"),
                new Volume(Geometry.axisAligned(40, 40, 12, 4, 4, 4), new float[40 * 40 * 12]));
        Files.createDirectories(folder.resolve("in/c"));
        Files.writeString(folder.resolve("in/c/T1.nii.gz"), "no image");

        BatchSummary summary =
                batch().withPlaceholders().run(cohort().cases(), () -> TestCases.analyzer(Workers.caller()), o -> {});

        assertThat(summary.complete()).isEqualTo(1);
        assertThat(files("out/b")).containsExactly("NM_pred.nii.gz", "PD_pred.txt", "QSM_pred.nii.gz");
        for (String mask : List.of("QSM_pred", "NM_pred")) {
            LabelMap labels = Nifti.readLabels(folder.resolve("out/b/" + mask + ".nii.gz"))
                    .labels();
            assertThat(labels.counts()).isEmpty();
            assertThat(labels.geometry().nz())
                    .as("on the grid of the image that can be read")
                    .isEqualTo(12);
        }
        assertThat(Files.readString(folder.resolve("out/b/PD_pred.txt"))).isIn("0", "1");
        assertThat(summary.cases().get(1).failure().orElseThrow())
                .contains("b/QSM.nii.gz")
                .contains("an empty QSM_pred.nii.gz and an empty NM_pred.nii.gz and PD_pred.txt (0) stand in for it")
                .doesNotContain("\n");
        assertThat(files("out/c"))
                .as("on the grid of another case")
                .containsExactly("NM_pred.nii.gz", "PD_pred.txt", "QSM_pred.nii.gz");
        assertThat(files("out/a")).contains("report.html");
    }

    /** Regression: a mask of 1.7 billion voxels was made, and the lack of memory ended the batch. */
    @Test
    void damagedHeadersDoNotSizeWhatStandsIn() throws IOException {
        image("a/NM");
        damaged("a/QSM.nii");
        damaged("b/QSM.nii");
        image("c/QSM");

        BatchSummary summary =
                batch().withPlaceholders().run(cohort().cases(), () -> TestCases.analyzer(Workers.caller()), o -> {});

        assertThat(summary.cases()).extracting(o -> o.failure().isPresent()).containsExactly(true, true, false);
        assertThat(files("out/a")).containsExactly("NM_pred.nii.gz", "PD_pred.txt", "QSM_pred.nii.gz");
        assertThat(Nifti.readHeader(folder.resolve("out/a/QSM_pred.nii.gz"))
                        .geometry()
                        .sameSize(TestCases.GRID))
                .as("on the grid of the NM image")
                .isTrue();
        assertThat(Nifti.readHeader(folder.resolve("out/b/QSM_pred.nii.gz"))
                        .geometry()
                        .sameSize(TestCases.GRID))
                .as("on the grid of another case")
                .isTrue();
    }

    /** Regression: such cases succeeded without a mask, and their folders without files had none at all. */
    @Test
    void casesWithoutEveryImageGetEmptyMasksForTheOthersWhereEveryFileIsWanted() throws IOException {
        image("a/NM");
        image("b/T1");
        Files.createDirectories(folder.resolve("in/c"));
        BatchAnalysis everyFile = batch().withPlaceholders();
        List<CaseFolder> cases = cohort().withUnrecognized().cases();

        BatchSummary summary = everyFile.run(cases, () -> TestCases.analyzer(Workers.caller()), o -> {});

        for (String id : List.of("a", "b", "c")) {
            assertThat(files("out/" + id)).as(id).contains("NM_pred.nii.gz", "PD_pred.txt", "QSM_pred.nii.gz");
        }
        assertThat(Nifti.readLabels(folder.resolve("out/a/NM_pred.nii.gz"))
                        .labels()
                        .counts())
                .as("what was found in an image stays")
                .isNotEmpty();
        assertThat(Nifti.readLabels(folder.resolve("out/a/QSM_pred.nii.gz"))
                        .labels()
                        .counts())
                .isEmpty();
        assertThat(summary.cases())
                .extracting(o -> o.standIn().orElse(""))
                .containsExactly(
                        "a: has no image of QSM; an empty QSM_pred.nii.gz stands in for it",
                        "b: has no image of QSM and NM; an empty QSM_pred.nii.gz and an empty NM_pred.nii.gz stand in"
                                + " for it",
                        "");
        assertThat(summary.cases().get(2).failure().orElseThrow())
                .contains("c: has no image")
                .contains("an empty NM_pred.nii.gz and PD_pred.txt (0) stand in for it");
    }

    /** Regression: a run that was stopped left the table and the index of the run before beside its own cases. */
    @Test
    void aRunThatIsStoppedLeavesNoTablesOfTheRunBefore() throws IOException {
        image("a/QSM");
        image("b/QSM");
        Path out = folder.resolve("out");
        BatchFiles.write(out, run(), true, true, "test");
        Networks stopped = new BallNetworks(TestCases.GRID) {
            private int calls;

            @Override
            public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
                if (++calls > 1) {
                    throw new AssertionError("stopped");
                }
                return super.segment(images, nx, ny, nz);
            }
        };

        assertThatThrownBy(() -> batch().run(cohort().cases(), () -> analyzer(stopped), o -> {}))
                .isInstanceOf(AssertionError.class);

        assertThat(out.resolve("label_predict.csv")).doesNotExist();
        assertThat(out.resolve("index.html")).doesNotExist();
    }

    /** A model that cannot be opened is no reason to lose what is there. */
    @Test
    void tablesStayUntilTheModelsAreOpen() throws IOException {
        image("a/QSM");
        Path out = folder.resolve("out");
        BatchFiles.write(out, run(), true, true, "test");

        assertThatIOException().isThrownBy(() -> batch().run(
                        cohort().cases(),
                        () -> {
                            throw new IOException("m.safetensors: cut short");
                        },
                        o -> {}));

        assertThat(out.resolve("label_predict.csv")).exists();
        assertThat(out.resolve("index.html")).exists();
    }

    /** Its header says 1200 voxels each way. */
    private void damaged(String name) throws IOException {
        Path file = folder.resolve("in").resolve(name);
        Files.createDirectories(file.getParent());
        Nifti.write(file, Volume.zeros(Geometry.axisAligned(40, 40, 12, 4, 4, 4)));
        byte[] content = Files.readAllBytes(file);
        ByteBuffer header = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        for (int axis = 0; axis < 3; axis++) {
            header.putShort(42 + 2 * axis, (short) 1200);
        }
        Files.write(file, content);
    }
}
