package org.substantia.pipeline.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.split.Part;
import org.substantia.pipeline.AnalysisProvenance;
import org.substantia.pipeline.Assessor;
import org.substantia.pipeline.ModelReference;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.TestCases;
import org.substantia.pipeline.output.AnalysisWriter;
import org.substantia.segmentation.inference.SegmentationOptions;

/** Batches that are cut into parts, stopped and started again. */
@Tag("slow")
class PartsTest {
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e");

    @TempDir
    Path folder;

    /** Five cases, of which the fourth cannot be read. */
    @BeforeEach
    void cases() throws IOException {
        for (String id : IDS) {
            TestCases.image(folder.resolve("in").resolve(id).resolve("QSM.nii.gz"));
        }
        Files.writeString(folder.resolve("in/d/QSM.nii.gz"), "no image");
    }

    @Test
    void partsAndGroupGiveTheFilesOfOneRun() throws IOException {
        Path one = folder.resolve("one");
        BatchFiles.write(one, run(batch(one).withFailureFiles(), all()), true, true, "test");

        Path parts = folder.resolve("parts");
        for (int i : List.of(3, 0, 2, 1)) {
            run(batch(parts).withFailureFiles(), new Part(i, 4).of(all()));
            assertThat(parts.resolve("label_predict.csv")).doesNotExist();
        }
        WrittenBatch written = WrittenBatch.read(parts, "other");
        BatchFiles.write(parts, written);
        BatchSummary summary = written.summary();

        assertThat(files(parts)).isEqualTo(files(one));
        assertThat(summary.cases()).extracting(CaseOutcome::id).isEqualTo(IDS);
        assertThat(summary.complete()).isEqualTo(4);
        assertThat(summary.cases().get(3).failure().orElseThrow()).contains("d/QSM.nii.gz: not a NIfTI image");
        assertThat(files(one).get("index.html")).contains("a/report.html", "d/QSM.nii.gz: not a NIfTI image");
    }

    @Test
    void finishedCasesAreLeftAloneAndFailedOnesTriedAgain() throws IOException {
        Path out = folder.resolve("out");
        run(batch(out).withFailureFiles(), all());
        long written = time(out, "a");
        TestCases.image(folder.resolve("in/d/QSM.nii.gz"));
        List<String> told = new ArrayList<>();

        BatchSummary summary = batch(out)
                .skipping(finished(expected("test")))
                .run(all(), () -> TestCases.analyzer(Workers.caller()), outcome -> told.add(outcome.id()));

        assertThat(summary.isComplete()).isTrue();
        assertThat(summary.cases()).extracting(CaseOutcome::id).isEqualTo(IDS);
        assertThat(told).containsExactly("a", "b", "c", "e", "d");
        assertThat(time(out, "a")).isEqualTo(written);
        assertThat(summary.cases().get(0))
                .isEqualTo(WrittenBatch.read(out, "test").summary().cases().get(0));
    }

    @Test
    void whatWouldComeOutOtherwiseIsMadeAnew() throws IOException {
        Path out = folder.resolve("out");
        BatchAnalysis batch = batch(out);
        run(batch, all().subList(0, 2));
        assertThat(remade(out, finished(expected("test")))).isEmpty();

        assertThat(remade(out, finished(expected("other version")))).containsExactly("a", "b");
        assertThat(remade(out, FinishedCases.of(expected("test"), Optional.empty(), true)))
                .containsExactly("a", "b");
        assertThat(remade(out, FinishedCases.of(expected("test"), Optional.of(assessor()), false)))
                .containsExactly("a", "b");
        for (String id : List.of("a", "b")) {
            Path file = out.resolve(id).resolve("segmentation.json");
            JsonFiles.write(file, ((ObjectNode) JsonFiles.read(file)).put("device", "cpu bf16 amx, 2 threads"));
        }
        for (String device : List.of("", "cpu", "bf16", "cpu bf16")) {
            assertThat(remade(out, finished(expected("test", device))))
                    .as(device)
                    .isEmpty();
        }
        for (String device : List.of("cuda", "fp32", "cpu fp32", "cuda bf16")) {
            assertThat(remade(out, finished(expected("test", device))))
                    .as(device)
                    .containsExactly("a", "b");
        }
        Assessor retrained = new Assessor(assessor().model(), assessor().name(), "0".repeat(64));
        assertThat(remade(out, FinishedCases.of(expected("test"), Optional.of(retrained), true)))
                .as("a model of the same name and options, but other content")
                .containsExactly("a", "b");
        Files.move(out.resolve("a/PD_pred.txt"), folder.resolve("PD_pred.txt"));
        Files.move(out.resolve("b/QSM_pred.nii.gz"), folder.resolve("QSM_pred.nii.gz"));
        assertThat(remade(out, finished(expected("test"))))
                .as("files that were removed")
                .containsExactly("a", "b");
        Files.move(folder.resolve("PD_pred.txt"), out.resolve("a/PD_pred.txt"));
        Files.move(folder.resolve("QSM_pred.nii.gz"), out.resolve("b/QSM_pred.nii.gz"));
        assertThat(remade(out, finished(expected("test")))).isEmpty();
        Files.delete(out.resolve("a/segmentation.json"));
        Files.writeString(out.resolve("b/diagnosis.json"), "half a fi");
        assertThat(remade(out, finished(expected("test")))).containsExactly("a", "b");

        run(batch, all().subList(0, 2));
        Files.copy(folder.resolve("in/a/QSM.nii.gz"), folder.resolve("in/a/T1.nii.gz"));
        assertThat(remade(out, finished(expected("test")))).containsExactly("a");
    }

    @Test
    void aFolderWithoutCasesIsNamed() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatIOException()
                .isThrownBy(() -> WrittenBatch.read(empty, "test"))
                .withMessage(empty + ": holds no case; name the folder that predict wrote to");
    }

    @Test
    void filesOfAnotherVersionAreNamed() throws IOException {
        Path out = folder.resolve("out");
        run(batch(out), all().subList(0, 1));
        Path file = out.resolve("a/segmentation.json");
        JsonFiles.write(file, ((ObjectNode) JsonFiles.read(file)).put("schemaVersion", 1));

        assertThatIOException()
                .isThrownBy(() -> WrittenBatch.read(out, "test"))
                .withMessage(file + ": is of another version of the program; run the case again");
    }

    @Test
    void describesDerivativesOnce() throws IOException {
        Files.writeString(folder.resolve("in/dataset_description.json"), "{\"DatasetDOI\": \"doi:10.0/1\"}");
        Path out = folder.resolve("out");
        DerivativesDescription.writeOnce(out, folder.resolve("in"), "1.0");
        DerivativesDescription.writeOnce(out, folder.resolve("in"), "2.0");

        var description = JsonFiles.read(out.resolve("dataset_description.json"));
        assertThat(description.at("/DatasetType").asText()).isEqualTo("derivative");
        assertThat(description.at("/GeneratedBy/0/Version").asText()).isEqualTo("1.0");
        assertThat(description.at("/SourceDatasets/0/DOI").asText()).isEqualTo("doi:10.0/1");
    }

    /** Regression: every finished job of the data set failed. */
    @Test
    void aDescriptionThatCannotBeReadIsNoFaultOfTheResults() throws IOException {
        Files.writeString(folder.resolve("in/dataset_description.json"), "{\"DatasetDOI\": ");
        Path out = folder.resolve("out");

        Optional<String> warning = DerivativesDescription.writeOnce(out, folder.resolve("in"), "1.0");

        assertThat(warning.orElseThrow())
                .contains("in/dataset_description.json")
                .endsWith("; the results do not name the data set's DOI")
                .doesNotContain("\n");
        var description = JsonFiles.read(out.resolve("dataset_description.json"));
        assertThat(description.at("/GeneratedBy/0/Version").asText()).isEqualTo("1.0");
        assertThat(description.at("/SourceDatasets/0/DOI").isMissingNode()).isTrue();
    }

    /** Which of the first two cases would be analyzed; none is. */
    private List<String> remade(Path out, FinishedCases finished) throws IOException {
        List<String> remade = new ArrayList<>();
        for (CaseFolder one : all().subList(0, 2)) {
            try {
                batch(out).skipping(finished).run(List.of(one), PartsTest::noAnalyzer, outcome -> {});
            } catch (IOException e) {
                remade.add(one.id());
            }
        }
        return remade;
    }

    private static PatientAnalyzer noAnalyzer() throws IOException {
        throw new IOException("would be analyzed");
    }

    private static BatchSummary run(BatchAnalysis batch, List<CaseFolder> cases) throws IOException {
        return batch.run(cases, () -> TestCases.analyzer(Workers.caller()), outcome -> {});
    }

    private static BatchAnalysis batch(Path out) {
        return new BatchAnalysis(out, new AnalysisWriter(), Optional.empty());
    }

    private List<CaseFolder> all() throws IOException {
        return Cohort.open(folder.resolve("in")).cases();
    }

    private static FinishedCases finished(AnalysisProvenance expected) throws IOException {
        return FinishedCases.of(expected, Optional.of(assessor()), true);
    }

    private static Assessor assessor() throws IOException {
        return Assessor.builtIn();
    }

    private static AnalysisProvenance expected(String version) {
        return expected(version, "");
    }

    private static AnalysisProvenance expected(String version, String device) {
        return new AnalysisProvenance(
                version,
                List.of(new ModelReference("phantom", "0".repeat(64))),
                device,
                SegmentationOptions.defaults(),
                false);
    }

    private static long time(Path out, String id) throws IOException {
        return Files.getLastModifiedTime(out.resolve(id).resolve("segmentation.json"))
                .toMillis();
    }

    /** Every file by its path; without times. */
    private static Map<String, String> files(Path top) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(top)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                files.put(
                        top.relativize(file).toString(),
                        text.replaceFirst("(?s)\"seconds\" : \\{.*?\\}", "").replace(top.toString(), "OUT"));
            }
        }
        return files;
    }
}
