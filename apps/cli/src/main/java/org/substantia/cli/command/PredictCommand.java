package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.SubjectTable;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.ContainerLayout;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.DiagnosisChoice;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.batch.BatchAnalysis;
import org.substantia.pipeline.batch.BatchFiles;
import org.substantia.pipeline.batch.BatchSummary;
import org.substantia.pipeline.batch.CaseOutcome;
import org.substantia.pipeline.output.AnalysisWriter;
import org.substantia.segmentation.quality.QcStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia predict}: label maps of the nuclei, biomarkers, a diagnosis and a report. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = {
            "Segments the deep gray matter nuclei and estimates the probability of Parkinson's disease.",
            "Takes whichever of T1, QSM and NM a patient has (docs/how-to/analyze-patients.md). Images on different "
                    + "grids are registered first. The nuclei are located in the whole image, segmented in one patch "
                    + "at full resolution and measured. A report shows the evidence. For research only.",
            ""
        },
        footerHeading = "%nFiles written to OUTPUTS/ID:%n",
        footer = {
            "  QSM_pred.nii.gz         16 nuclei, on the QSM's own grid",
            "  NM_pred.nii.gz          the substantia nigra as NM shows it, on the NM's own grid",
            "  T1_pred.nii.gz          16 nuclei on the T1's grid, for cases without QSM",
            "  NM_nuclei_pred.nii.gz   16 nuclei on the NM's grid, for cases of NM alone",
            "  segmentation.json       volumes, confidence, quality flags, timings",
            "                          (docs/reference/segmentation-json.md)",
            "  biomarkers.json         measurements and their deviations from healthy subjects",
            "                          (docs/reference/biomarkers.md)",
            "  diagnosis.json          probability, interval, evidence, missing inputs",
            "                          (docs/explanation/diagnosis.md)",
            "  PD_pred.txt             0 or 1",
            "  report.html             one page that opens without a network (docs/reference/report.md)",
            "and to OUTPUTS: label_predict.csv and index.html, the table of all reports.",
            "",
            "Examples:",
            "  substantia predict cases predictions",
            "  substantia predict cases/patient7 predictions --tta --threads 4"
        })
public final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "INPUTS",
            description =
                    "a case folder with T1, QSM or NM as .nii.gz, a folder of case folders, the challenge's container "
                            + "layout (inputs/ID), or BIDS")
    private Path inputs;

    @Parameters(index = "1", paramLabel = "OUTPUTS", description = "folder for the results, with one folder per case")
    private Path outputs;

    @Option(
            names = "--model",
            arity = "1..*",
            paramLabel = "FILE",
            description = "use this model instead of the bundled one; the probabilities of several models are averaged")
    private List<Path> models = List.of();

    @Option(
            names = "--tta",
            description = "test-time augmentation: average with the mirrored patch; slightly more accurate, twice the "
                    + "network time")
    private boolean mirrored;

    @Option(names = "--no-registration", description = "trust the NIfTI headers; do not register")
    private boolean noRegistration;

    @Option(
            names = "--diagnosis",
            paramLabel = "FILE",
            description = "use this diagnosis model instead of the bundled one (see train diagnosis)")
    private Optional<Path> diagnosis = Optional.empty();

    @Option(names = "--no-report", description = "do not write HTML reports")
    private boolean noReport;

    @Option(names = "--segmentation-only", description = "write only label maps and segmentation.json")
    private boolean segmentationOnly;

    @Option(
            names = "--container",
            negatable = true,
            description =
                    "write empty masks and PD_pred.txt for a case that fails, as the challenge wants every file of "
                            + "every case (default: where INPUTS and OUTPUTS are the folders inputs and outputs of "
                            + "one folder, or INPUTS holds a folder inputs)")
    private Optional<Boolean> container = Optional.empty();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Override
    public Integer call() throws IOException {
        Instant start = Instant.now();
        if (segmentationOnly && diagnosis.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--segmentation-only and --diagnosis contradict each other");
        }
        Cohort cohort = Cohort.open(inputs);
        List<CaseFolder> cases = cohort.cases();
        if (cases.isEmpty()) {
            throw new IOException(inputs + ": holds no case");
        }
        OutputFolders.requireWritable(outputs);
        SubjectTable subjects = segmentationOnly
                ? SubjectTable.none()
                : SubjectTable.read(
                        cohort,
                        EnumSet.of(TableColumn.AGE, TableColumn.SEX),
                        spec.commandLine().getErr());
        BatchSummary summary;
        try (Workers workers = compute.workers();
                Progress progress = new Progress(
                        "segmenting", cases.size(), spec.commandLine().getErr())) {
            BatchAnalysis batch = new BatchAnalysis(outputs, new AnalysisWriter(!noReport), subjects.table());
            boolean everyFile = container.orElseGet(() -> ContainerLayout.is(inputs, outputs));
            summary = (everyFile ? batch.withPlaceholders() : batch)
                    .run(cases, () -> open(workers), outcome -> progress.step());
        }
        print(summary, Duration.between(start, Instant.now()));
        Optional<Path> index;
        try {
            index = writeBatchFiles(summary);
        } catch (IOException e) {
            // The cases are named already; one that is the program's own fault decides the status.
            spec.commandLine().getErr().println("substantia: " + e.getMessage());
            return summary.hasFault() ? ExitCode.INTERNAL : ExitCode.DATA;
        }
        index.ifPresent(page -> spec.commandLine().getOut().println("Reports: " + page));
        boolean passedOver = PassedOver.print(cohort, spec.commandLine().getErr());
        return exitCode(summary, passedOver || subjects.failed());
    }

    private AnalysisOptions options() {
        DiagnosisChoice choice = segmentationOnly
                ? DiagnosisChoice.none()
                : diagnosis.map(DiagnosisChoice::of).orElseGet(DiagnosisChoice::bundled);
        return AnalysisOptions.defaults()
                .withSegmentationModels(models.stream().map(Path::toString).toList())
                .withDiagnosis(choice)
                .withMirrored(mirrored)
                .withRegistration(!noRegistration);
    }

    private PatientAnalyzer open(Workers workers) throws IOException {
        ComputeDevice device = compute.device();
        try {
            return PatientAnalyzer.open(options(), Version.number(), device, workers);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** @return the index of the reports, if there is one */
    private Optional<Path> writeBatchFiles(BatchSummary summary) throws IOException {
        if (segmentationOnly) {
            BatchFiles.removeLabels(outputs);
            BatchFiles.removeIndex(outputs);
            return Optional.empty();
        }
        BatchFiles.writeLabels(outputs, summary);
        if (noReport) {
            BatchFiles.removeIndex(outputs);
            return Optional.empty();
        }
        return Optional.of(
                BatchFiles.writeIndex(outputs, summary, Map.of("Program", "Substantia " + Version.number())));
    }

    private void print(BatchSummary summary, Duration time) {
        summary.cases().forEach(this::print);
        int all = summary.cases().size();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s segmented in %.1f s, in %s%n",
                        summary.isComplete()
                                ? Format.count(all, "case")
                                : summary.complete() + " of " + Format.count(all, "case"),
                        time.toMillis() / 1000.0,
                        outputs);
    }

    private void print(CaseOutcome outcome) {
        if (outcome.failure().isPresent()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("substantia: " + outcome.failure().get());
            outcome.fault().ifPresent(fault -> fault.printStackTrace(err));
        } else if (outcome.status() != QcStatus.OK) {
            List<String> reasons = new ArrayList<>(outcome.warnings());
            if (!outcome.flagged().isEmpty()) {
                reasons.add("flagged " + String.join(" ", outcome.flagged()));
            }
            spec.commandLine()
                    .getOut()
                    .println(outcome.id() + ": "
                            + (outcome.status() == QcStatus.REVIEW ? "to be reviewed" : "most nuclei were not found")
                            + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons)));
        }
    }

    private static int exitCode(BatchSummary summary, boolean passedOver) {
        if (summary.hasFault()) {
            return ExitCode.INTERNAL;
        }
        return summary.isComplete() && !passedOver ? ExitCode.OK : ExitCode.DATA;
    }
}
