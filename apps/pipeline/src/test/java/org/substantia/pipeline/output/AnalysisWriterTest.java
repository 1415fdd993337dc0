package org.substantia.pipeline.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.pipeline.Assessor;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.TestCases;

@Tag("slow")
class AnalysisWriterTest {
    @TempDir
    Path folder;

    /** Regression: the case counted as done, with files of two analyses. */
    @Test
    void aCaseThatIsNotWrittenToTheEndIsNotTakenForWhole() throws IOException {
        Path out = folder.resolve("out");
        PatientAnalysis analysis = analysis();
        new AnalysisWriter().write(analysis, out);
        assertThat(WrittenCase.read(out)).isPresent();
        // Nothing can be moved to where a folder with a file is.
        Files.delete(out.resolve("report.html"));
        Files.createDirectories(out.resolve("report.html/in-the-way"));

        assertThatIOException().isThrownBy(() -> new AnalysisWriter().write(analysis, out));

        assertThat(WrittenCase.read(out)).isEmpty();
    }

    private PatientAnalysis analysis() throws IOException {
        Path image = folder.resolve("case/QSM.nii.gz");
        TestCases.image(image);
        CaseFolder patient = new CaseFolder(
                "case", "case", Map.of(Modality.QSM, ByteSource.of(image)), Map.of(), Map.of(), Optional.empty());
        try (PatientAnalyzer analyzer = TestCases.analyzer(Workers.caller(), Optional.of(Assessor.builtIn()))) {
            return analyzer.analyze(ScanReader.read(patient));
        }
    }
}
