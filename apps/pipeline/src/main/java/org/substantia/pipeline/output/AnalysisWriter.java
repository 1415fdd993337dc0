package org.substantia.pipeline.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.FileFaults;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.time.Stopwatch;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.pipeline.Assessment;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.input.WrittenRegistration;
import org.substantia.report.patient.page.PatientReportHtml;
import org.substantia.segmentation.inference.PredictedMap;

/**
 * Writes the files of one case: the label maps, {@code biomarkers.json}, {@code diagnosis.json}, {@code PD_pred.txt},
 * {@code report.html} and, last of all, {@code segmentation.json}, whose predecessor goes first of all: a case that has
 * it is whole. Each is written beside its place and moved there, so that a crash leaves no half file. Immutable and
 * thread-safe.
 */
public final class AnalysisWriter {
    static final String REPORT = "report.html";
    static final String SEGMENTATION = WrittenRegistration.FILE;
    static final String BIOMARKERS = "biomarkers.json";
    static final String DIAGNOSIS = "diagnosis.json";
    static final String LABEL = "PD_pred.txt";
    static final String FAILURE = "failure.json";
    static final String NIFTI = ".nii.gz";

    /** What a case's folder may hold of an earlier run, first what says that the case is whole. */
    private static final List<String> OWN = Stream.of(
                    Stream.of(SEGMENTATION),
                    Arrays.stream(Modality.values())
                            .flatMap(m -> Stream.of(m + "_pred" + NIFTI, m + "_nuclei_pred" + NIFTI)),
                    Stream.of(BIOMARKERS, DIAGNOSIS, LABEL, REPORT, FAILURE))
            .flatMap(names -> names)
            .toList();

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
     * Writes what there is of an analysis, and takes away what an earlier run wrote of the case and this one does not.
     *
     * @param folder of the case, made if it is not there
     * @return the report, if one was written
     */
    public Optional<Path> write(PatientAnalysis analysis, Path folder) throws IOException {
        Stopwatch watch = new Stopwatch();
        // Or a run that is stopped here would leave files of two analyses that count as one.
        remove(folder.resolve(SEGMENTATION));
        Set<String> written = new HashSet<>();
        for (PredictedMap map : analysis.segmentation().maps()) {
            written.add(map.name() + NIFTI);
            Nifti.write(
                    folder.resolve(map.name() + NIFTI),
                    map.onOwnGrid(),
                    map.image().header());
        }
        Optional<Path> report = Optional.empty();
        if (analysis.assessment().isPresent()) {
            report = write(analysis, analysis.assessment().get(), folder);
            written.addAll(List.of(BIOMARKERS, DIAGNOSIS, LABEL));
        }
        report.ifPresent(file -> written.add(REPORT));
        removeOthers(folder, written);
        watch.lap("write");
        Map<String, Double> seconds = new LinkedHashMap<>(analysis.seconds());
        seconds.putAll(watch.seconds());
        JsonFiles.write(folder.resolve(SEGMENTATION), SegmentationJson.of(analysis, seconds));
        return report;
    }

    /**
     * Writes {@code failure.json}, from which a table of all cases can tell of a case that has no result.
     *
     * @param folder of the case, made if it is not there
     * @param failure one line
     * @param internal whether it is no fault of the case: the program's own, or for lack of memory
     */
    public static void writeFailure(Path folder, String id, String failure, boolean internal) throws IOException {
        JsonFiles.write(folder.resolve(FAILURE), new Failure(1, id, failure, internal));
    }

    /** {@code failure.json}. */
    private record Failure(
            int schemaVersion, @JsonProperty("case") String id, String failure, boolean internal) {}

    /**
     * Takes away what an earlier run wrote of a case, or this one before the case failed; other files stay.
     *
     * @throws IOException naming a file that cannot be removed
     */
    public static void removeAll(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        removeOthers(folder, Set.of());
        try (Stream<Path> rest = Files.list(folder)) {
            if (rest.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(folder);
    }

    private static void removeOthers(Path folder, Set<String> kept) throws IOException {
        for (String name : OWN) {
            if (!kept.contains(name)) {
                remove(folder.resolve(name));
            }
        }
    }

    private static void remove(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new IOException(file + ": of an earlier run, cannot be removed: " + FileFaults.reason(e), e);
        }
    }

    private Optional<Path> write(PatientAnalysis analysis, Assessment assessment, Path folder) throws IOException {
        JsonFiles.write(folder.resolve(BIOMARKERS), BiomarkersJson.of(analysis, assessment));
        JsonFiles.write(folder.resolve(DIAGNOSIS), DiagnosisJson.of(analysis.id(), assessment));
        AtomicFiles.writeText(
                folder.resolve(LABEL),
                Integer.toString(assessment.diagnosis().label().label()));
        if (!reports) {
            return Optional.empty();
        }
        Path report = folder.resolve(REPORT);
        PatientReportHtml.write(new ReportFactory(assessment).report(analysis), report);
        return Optional.of(report);
    }
}
