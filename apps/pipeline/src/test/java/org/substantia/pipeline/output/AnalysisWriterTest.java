package org.substantia.pipeline.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.ByteSource;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.BiomarkerTerms;
import org.substantia.diagnosis.biomarkers.Comparison;
import org.substantia.pipeline.Assessor;
import org.substantia.pipeline.BallNetworks;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.TestCases;
import org.substantia.report.patient.ReportTerms;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;

@Tag("slow")
class AnalysisWriterTest {
    @TempDir
    Path folder;

    /** Regression: the case counted as done, with files of two analyses. */
    @Test
    void aCaseThatIsNotWrittenToTheEndIsNotTakenForWhole() throws IOException {
        Path out = folder.resolve("out");
        PatientAnalysis analysis = analysis(new BallNetworks(TestCases.GRID));
        new AnalysisWriter().write(analysis, out);
        assertThat(WrittenCase.read(out)).isPresent();
        // Nothing can be moved to where a folder with a file is.
        Files.delete(out.resolve("report.html"));
        Files.createDirectories(out.resolve("report.html/in-the-way"));

        assertThatIOException().isThrownBy(() -> new AnalysisWriter().write(analysis, out));

        assertThat(WrittenCase.read(out)).isEmpty();
    }

    /** Regression: every case of a model that was trained with --labels was "a fault of the program". */
    @Test
    void whatTheChallengeDoesNotKnowIsLeftOutOfTheReport() throws IOException {
        LabelSet known = LabelSet.of(LabelScheme.QSM);
        List<LabelSet.Structure> structures = new ArrayList<>(known.structures());
        structures.set(0, new LabelSet.Structure("Claustrum", 1, "Claustrum", 1));
        structures.set(1, new LabelSet.Structure("Septum", 2, "Septum", 1));

        write(new LabelSet(known.name(), structures));
        assertThat(JsonFiles.read(folder.resolve("out/segmentation.json"))
                        .at("/outputs/QSM_pred.nii.gz/structures")
                        .fieldNames())
                .toIterable()
                .hasSize(16)
                .contains("Claustrum", "SN_r");
        assertThat(Files.readString(folder.resolve("out/report.html")))
                .contains("Substantia nigra")
                .doesNotContain("Caudate");

        write(new LabelSet("Basal", known.structures()));
        assertThat(JsonFiles.read(folder.resolve("out/segmentation.json"))
                        .at("/outputs/QSM_pred.nii.gz/labelSet")
                        .asText())
                .isEqualTo("Basal");
        assertThat(folder.resolve("out/report.html")).isNotEmptyFile();
    }

    /** Regression: what compares the sides had neither. */
    @Test
    void allEvidenceHasItsUnitAndItsZInTheReport() throws IOException {
        Path out = folder.resolve("out");
        new AnalysisWriter().write(analysis(new BallNetworks(TestCases.GRID)), out);

        String page = Files.readString(out.resolve("report.html"));
        JsonNode evidence = JsonFiles.read(out.resolve("diagnosis.json")).path("evidence");
        assertThat(evidence).isNotEmpty();
        List<String> shown = new ArrayList<>();
        for (JsonNode entry : evidence) {
            BiomarkerId id = BiomarkerId.parse(entry.path("feature").asText());
            BiomarkerId measured =
                    id.comparison() == Comparison.DIFFERENCE || id.comparison() == Comparison.UNUSUAL_DIFFERENCE
                            ? id.mean()
                            : id;
            assertThat(entry.path("unit").asText()).as(id.name()).isEqualTo(BiomarkerTerms.unit(measured));
            Matcher row = Pattern.compile(
                            ">" + Pattern.quote(entry.path("title").asText())
                                    + "</th>(?:\\s*<td[^>]*>[^<]*</td>){2}\\s*<td[^>]*>([^<]*)</td>")
                    .matcher(page);
            if (row.find()) {
                shown.add(id.name());
                assertThat(row.group(1))
                        .as(id.name())
                        .isEqualTo(ReportTerms.z(entry.path("z").asDouble()));
            }
        }
        assertThat(shown).as("the report shows the ten weightiest").hasSize(10);
    }

    private void write(LabelSet first) throws IOException {
        BallNetworks networks = new BallNetworks(TestCases.GRID) {
            @Override
            public SegmentationPlan plan() {
                SegmentationPlan plan = super.plan();
                return plan.withLabelSets(List.of(first, plan.labelSets().get(1)));
            }
        };
        new AnalysisWriter().write(analysis(networks), folder.resolve("out"));
    }

    private PatientAnalysis analysis(Networks networks) throws IOException {
        Path image = folder.resolve("case/QSM.nii.gz");
        TestCases.image(image);
        CaseFolder patient = new CaseFolder(
                "case", "case", Map.of(Modality.QSM, ByteSource.of(image)), Map.of(), Map.of(), Optional.empty());
        try (PatientAnalyzer analyzer =
                TestCases.analyzer(networks, Workers.caller(), Optional.of(Assessor.builtIn()))) {
            return analyzer.analyze(ScanReader.read(patient));
        }
    }
}
