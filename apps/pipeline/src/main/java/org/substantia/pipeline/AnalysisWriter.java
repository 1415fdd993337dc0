package org.substantia.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.time.Stopwatch;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.report.patient.page.PatientReportHtml;
import org.substantia.segmentation.inference.PredictedMap;

/**
 * Writes the files of one case: the label maps, {@code biomarkers.json}, {@code diagnosis.json}, {@code PD_pred.txt},
 * {@code report.html} and, last of all, {@code segmentation.json}. Each is written beside its place and moved there, so
 * that a crash leaves no half file. Immutable and thread-safe.
 */
public final class AnalysisWriter {
    private static final String REPORT = "report.html";
    static final String NIFTI = ".nii.gz";

    private final boolean reports;

    /** Writes reports, too. */
    public AnalysisWriter() {
        this(true);
    }

    /** @param reports whether to write {@code report.html} */
    public AnalysisWriter(boolean reports) {
        this.reports = reports;
    }

    /**
     * Writes what there is of an analysis.
     *
     * @param folder of the case, made if it is not there
     * @return the report, if one was written
     */
    public Optional<Path> write(PatientAnalysis analysis, Path folder) throws IOException {
        Stopwatch watch = new Stopwatch();
        for (PredictedMap map : analysis.segmentation().maps()) {
            Nifti.write(
                    folder.resolve(map.name() + NIFTI),
                    map.onOwnGrid(),
                    map.image().header());
        }
        Optional<Path> report = Optional.empty();
        if (analysis.assessment().isPresent()) {
            report = write(analysis, analysis.assessment().get(), folder);
        }
        watch.lap("write");
        Map<String, Double> seconds = new LinkedHashMap<>(analysis.seconds());
        seconds.putAll(watch.seconds());
        JsonFiles.write(folder.resolve("segmentation.json"), SegmentationJson.of(analysis, seconds));
        return report;
    }

    private Optional<Path> write(PatientAnalysis analysis, Assessment assessment, Path folder) throws IOException {
        JsonFiles.write(folder.resolve("biomarkers.json"), BiomarkersJson.of(analysis, assessment));
        JsonFiles.write(folder.resolve("diagnosis.json"), DiagnosisJson.of(analysis.id(), assessment));
        AtomicFiles.writeText(
                folder.resolve("PD_pred.txt"),
                Integer.toString(assessment.diagnosis().label().label()));
        if (!reports) {
            return Optional.empty();
        }
        Path report = folder.resolve(REPORT);
        PatientReportHtml.write(new ReportFactory(assessment).report(analysis), report);
        return Optional.of(report);
    }
}
