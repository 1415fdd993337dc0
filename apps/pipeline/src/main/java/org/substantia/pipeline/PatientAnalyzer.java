package org.substantia.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.base.time.Stopwatch;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanAligner;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.fusion.EncoderAssessor;
import org.substantia.pipeline.input.LabeledScans;
import org.substantia.segmentation.inference.NetworkOutput;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.inference.Segmentation;
import org.substantia.segmentation.inference.SegmentationOptions;
import org.substantia.segmentation.inference.Segmenter;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;

/**
 * Analyzes patients: from scans in memory to nuclei, biomarkers and a diagnosis in memory. An analysis reads and writes
 * no file and prints nothing. The same scans give the same result on the same device with the same number of libtorch's
 * threads, which the result records.
 *
 * <p>Thread-safe. The networks use all of libtorch's threads, so that cases given one after the other take as long as
 * cases given at once. Close it when no more patients come.
 *
 * <pre>{@code
 * try (Workers workers = Workers.all();
 *         PatientAnalyzer analyzer = PatientAnalyzer.open(
 *                 AnalysisOptions.defaults(), "0.1.0", ComputeDevice.choose("auto", "auto"), workers)) {
 *     PatientAnalysis analysis = analyzer.analyze(ScanReader.read(folder));
 *     new AnalysisWriter().write(analysis, Path.of("results", analysis.id()));
 * }
 * }</pre>
 */
public final class PatientAnalyzer implements AutoCloseable {
    private final Optional<ScanAligner> aligner;
    private final Segmenter segmenter;
    private final Optional<Assessor> assessor;
    private final AnalysisProvenance provenance;
    private final Runnable closing;

    /**
     * An analyzer of parts that are open already; closing it closes none of them.
     *
     * @param aligner empty: the headers tell where images lie
     * @param assessor empty: nothing is measured and nothing diagnosed
     */
    public PatientAnalyzer(
            Optional<ScanAligner> aligner,
            Segmenter segmenter,
            Optional<Assessor> assessor,
            AnalysisProvenance provenance) {
        this(aligner, segmenter, assessor, provenance, () -> {});
    }

    private PatientAnalyzer(
            Optional<ScanAligner> aligner,
            Segmenter segmenter,
            Optional<Assessor> assessor,
            AnalysisProvenance provenance,
            Runnable closing) {
        this.aligner = aligner;
        this.segmenter = segmenter;
        this.assessor = assessor;
        this.provenance = provenance;
        this.closing = closing;
    }

    /**
     * Opens the models.
     *
     * @param version of the program, for provenance
     * @param device that the networks run on
     * @param workers for everything but the networks, which use libtorch's own threads; closed by the caller
     * @throws IOException naming the file of a model that cannot be opened
     * @throws IllegalArgumentException if the models differ in images, labels or grids, so that no average can be taken
     */
    public static PatientAnalyzer open(AnalysisOptions options, String version, ComputeDevice device, Workers workers)
            throws IOException {
        Optional<Assessor> assessor = options.diagnosis().open(device);
        List<SegmentationModel> models = new ArrayList<>();
        try {
            List<ModelReference> references = openModels(options, device, models);
            if (!options.encoder().isEmpty()
                    && models.stream().allMatch(model -> model.plan().encoder().isEmpty())) {
                if (options.diagnosis().encoder().isEmpty()) {
                    throw new IOException(
                            options.encoder() + ": the models were trained without an encoder; leave --encoder out");
                }
                options.diagnosis().requireEncoder();
            }
            Networks networks =
                    Networks.averageOf(models.stream().map(Networks::of).toList());
            SegmentationOptions segmentation = AnalysisProvenance.segmentation(options);
            return new PatientAnalyzer(
                    options.registration() ? Optional.of(new ScanAligner(workers)) : Optional.empty(),
                    new Segmenter(networks, segmentation, workers),
                    assessor,
                    new AnalysisProvenance(
                            version, references, device.describe(), segmentation, options.registration()),
                    () -> {
                        models.forEach(SegmentationModel::close);
                        assessor.ifPresent(Assessor::close);
                    });
        } catch (IOException | RuntimeException e) {
            models.forEach(SegmentationModel::close);
            assessor.ifPresent(Assessor::close);
            throw e;
        }
    }

    /** The same analyzer for somebody who closes it while others go on: closing this one closes nothing. */
    public PatientAnalyzer borrowed() {
        return new PatientAnalyzer(aligner, segmenter, assessor, provenance);
    }

    private static List<ModelReference> openModels(
            AnalysisOptions options, ComputeDevice device, List<SegmentationModel> opened) throws IOException {
        List<ModelReference> references = new ArrayList<>();
        Optional<Path> encoder =
                options.encoder().isEmpty() ? Optional.empty() : Optional.of(Path.of(options.encoder()));
        if (options.segmentationModels().isEmpty()) {
            opened.add(ModelFiles.builtIn(device));
            references.add(new ModelReference(ModelFiles.BUILT_IN, opened.get(0).sha256()));
        }
        for (String name : options.segmentationModels()) {
            Path file = Path.of(name);
            SegmentationModel model = ModelFiles.open(file, encoder, device);
            opened.add(model);
            references.add(new ModelReference(file.getFileName().toString(), model.sha256()));
        }
        return references;
    }

    /**
     * Analyzes one patient.
     *
     * @throws CohortException with one line naming the case, if no nucleus is found or what is found cannot be a head's
     */
    public PatientAnalysis analyze(CaseScans scans) throws CohortException {
        return conclude(infer(scans));
    }

    /**
     * The first half of an analysis.
     *
     * @param output what the networks say
     * @param seconds that registration took
     */
    public record Inference(NetworkOutput output, Map<String, Double> seconds) {}

    /**
     * The half of an analysis that keeps the networks busy: a batch runs the other half of one case beside it.
     *
     * @throws CohortException with one line naming the case, if no nucleus is found
     */
    public Inference infer(CaseScans scans) throws CohortException {
        Stopwatch watch = new Stopwatch();
        CaseScans aligned = aligner.map(a -> a.align(scans)).orElse(scans);
        watch.lap("register");
        return new Inference(segmenter.infer(aligned), watch.seconds());
    }

    /**
     * The other half: nuclei are labeled, measured and assessed.
     *
     * @throws CohortException with one line naming the case, if what was found cannot be a head's nuclei
     */
    public PatientAnalysis conclude(Inference inference) throws CohortException {
        CaseScans scans = inference.output().scans();
        Segmentation segmentation = segmenter.label(inference.output());
        Stopwatch watch = new Stopwatch();
        Optional<Assessment> assessment = assessor.map(model -> assess(scans, segmentation, model, watch));
        Map<String, Double> seconds = new LinkedHashMap<>(inference.seconds());
        seconds.putAll(segmentation.seconds());
        seconds.putAll(watch.seconds());
        return new PatientAnalysis(scans, segmentation, assessment, provenance, seconds);
    }

    /** What the diagnosis model says of somebody in whom nothing was measured; empty without a model. */
    public Optional<Diagnosis> diagnosisWithoutEvidence(Demographics demographics) {
        return assessor.map(
                model -> model.diagnose(new Biomarkers(Map.of()), demographics).label());
    }

    private static Assessment assess(CaseScans scans, Segmentation segmentation, Assessor assessor, Stopwatch watch) {
        LabeledScans patient =
                new LabeledScans(scans, segmentation.labels(LabelScheme.QSM), segmentation.labels(LabelScheme.NM));
        Biomarkers biomarkers = CaseBiomarkers.measure(scans, patient.nuclei(), patient.nigra());
        watch.lap("measure");
        DiagnosisResult diagnosis = assessor.diagnose(biomarkers, scans.demographics());
        Optional<EncoderAssessor.Joined> joined = assessor.encoder().map(encoder -> encoder.assess(patient, diagnosis));
        watch.lap("diagnose");
        return new Assessment(
                biomarkers,
                joined.map(EncoderAssessor.Joined::result).orElse(diagnosis),
                joined.flatMap(EncoderAssessor.Joined::finding),
                assessor);
    }

    @Override
    public void close() {
        closing.run();
    }
}
