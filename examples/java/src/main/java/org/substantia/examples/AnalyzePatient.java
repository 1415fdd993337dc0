package org.substantia.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.output.AnalysisWriter;

/** Analyzes one patient with the bundled models and writes a report: {@code AnalyzePatient CASE_FOLDER OUT_FOLDER}. */
public final class AnalyzePatient {
    private AnalyzePatient() {}

    public static void main(String[] args) throws IOException {
        PatientAnalysis analysis = analyze(Path.of(args[0]));
        analysis.segmentation().maps().forEach(map -> map.structures()
                .forEach(s -> System.out.printf("%s %s %.0f mm3%n", map.name(), s.name(), s.volumeMm3())));
        analysis.assessment()
                .ifPresent(a -> System.out.printf(
                        "probability of Parkinson's disease: %.2f%n",
                        a.diagnosis().probability()));
        new AnalysisWriter().write(analysis, Path.of(args[1]));
    }

    static PatientAnalysis analyze(Path caseFolder) throws IOException {
        try (Workers workers = Workers.all();
                PatientAnalyzer analyzer = PatientAnalyzer.open(
                        AnalysisOptions.defaults(), "example", ComputeDevice.choose("auto", "auto"), workers)) {
            return analyzer.analyze(
                    ScanReader.read(Cohort.open(caseFolder).cases().get(0)));
        }
    }
}
