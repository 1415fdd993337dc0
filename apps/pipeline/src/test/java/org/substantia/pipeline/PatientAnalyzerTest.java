package org.substantia.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.cohort.subject.Sex;

class PatientAnalyzerTest {
    @TempDir
    Path folder;

    @Test
    void analyzesScansInMemoryWithoutFilesAndWithoutPrinting() throws IOException {
        CaseScans scans = scansInMemory();
        List<Path> before = files();
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PatientAnalysis analysis;
        try (Workers workers = Workers.of(2);
                PatientAnalyzer analyzer = TestCases.analyzer(workers)) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            analysis = analyzer.analyze(scans);
        } finally {
            System.setOut(out);
        }

        assertThat(files()).isEqualTo(before);
        assertThat(printed.size()).isZero();
        assertThat(analysis.id()).isEqualTo("in memory");
        assertThat(analysis.segmentation().labels(LabelScheme.QSM).orElseThrow().counts())
                .hasSize(16);
        Assessment assessment = analysis.assessment().orElseThrow();
        assertThat(assessment.biomarkers().values()).isNotEmpty();
        assertThat(assessment.diagnosis().probability()).isBetween(0.0, 1.0);
        assertThat(analysis.seconds())
                .containsOnlyKeys("register", "localize", "segment", "export", "measure", "diagnose");
    }

    @Tag("slow")
    @Test
    void sameScansGiveTheSameDiagnosisOnAnyNumberOfThreads() throws IOException {
        CaseScans scans = scansInMemory();
        Assessment first;
        try (PatientAnalyzer analyzer = TestCases.analyzer(Workers.caller())) {
            first = analyzer.analyze(scans).assessment().orElseThrow();
        }
        try (Workers workers = Workers.of(3);
                PatientAnalyzer analyzer = TestCases.analyzer(workers)) {
            Assessment second = analyzer.analyze(scans).assessment().orElseThrow();
            assertThat(second.biomarkers()).isEqualTo(first.biomarkers());
            assertThat(second.diagnosis()).isEqualTo(first.diagnosis());
        }
    }

    @Test
    void withoutADiagnosisModelNothingIsMeasured() throws IOException {
        try (PatientAnalyzer analyzer = TestCases.analyzer(Workers.caller(), Optional.empty())) {
            PatientAnalysis analysis = analyzer.analyze(scansInMemory());
            assertThat(analysis.assessment()).isEmpty();
            assertThat(analysis.segmentation().maps()).hasSize(1);
        }
    }

    @Test
    void optionsTravelToOtherMachines() throws Exception {
        AnalysisOptions options = AnalysisOptions.defaults()
                .withSegmentationModels(List.of("a.safetensors", "b.safetensors"))
                .withDiagnosis(DiagnosisChoice.of(Path.of("pd.json")))
                .withAugmented(true)
                .withRegistration(false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(options);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(options);
        }
    }

    private CaseScans scansInMemory() throws IOException {
        Path file = folder.resolve("QSM.nii.gz");
        TestCases.image(file);
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        ByteSource source = new ByteSource() {
            @Override
            public String name() {
                return "QSM";
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(content);
            }
        };
        CaseFolder inMemory = new CaseFolder(
                "in memory", "in memory", Map.of(Modality.QSM, source), Map.of(), Map.of(), Optional.empty());
        return ScanReader.read(inMemory, new Demographics(OptionalDouble.of(66), Optional.of(Sex.FEMALE)));
    }

    /** Of this test and of the working directory. */
    private List<Path> files() throws IOException {
        try (Stream<Path> mine = Files.walk(folder);
                Stream<Path> working = Files.list(Path.of(""))) {
            return Stream.concat(mine, working).sorted().toList();
        }
    }
}
