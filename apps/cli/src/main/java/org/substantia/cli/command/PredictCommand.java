package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.output.Plural;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.BatchFiles;
import org.substantia.pipeline.PatientFiles;
import org.substantia.segmentation.inference.CaseFollowUp;
import org.substantia.segmentation.inference.CaseReport;
import org.substantia.segmentation.inference.ModelFacts;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.inference.PredictionOptions;
import org.substantia.segmentation.inference.PredictionRun;
import org.substantia.segmentation.inference.RunFacts;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
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
            "Segments the deep gray matter nuclei in whatever T1, QSM and NM images patients have (docs/how-to/analyze-patients.md).",
            "Finds the nuclei in the whole image, then segments them in one patch at full resolution. Images on different grids "
                    + "are registered first.",
            "Then measures the nuclei, judges whether the patient has Parkinson's disease, and writes a report with the evidence. "
                    + "Research use only.",
            ""
        },
        footerHeading = "%nFiles written to OUTPUTS/ID:%n",
        footer = {
            "  QSM_pred.nii.gz         16 nuclei, on the QSM's own grid",
            "  NM_pred.nii.gz          the substantia nigra as NM shows it, on the NM's own grid",
            "  T1_pred.nii.gz          16 nuclei on the T1's grid, for cases without QSM",
            "  NM_nuclei_pred.nii.gz   16 nuclei on the NM's grid, for cases of NM alone",
            "  segmentation.json       volumes, confidence, quality flags, timings (docs/reference/segmentation-json.md)",
            "  biomarkers.json         what was measured, with deviations from healthy persons (docs/reference/biomarkers.md)",
            "  diagnosis.json          probability, interval, evidence, what was missing (docs/explanation/diagnosis.md)",
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
                    "one case folder with T1, QSM or NM as .nii.gz, a folder of such, the challenge's container layout "
                            + "(inputs/ID), or BIDS")
    private Path inputs;

    @Parameters(index = "1", paramLabel = "OUTPUTS", description = "folder in which every case gets a folder of its id")
    private Path outputs;

    @Option(
            names = "--model",
            arity = "1..*",
            paramLabel = "FILE",
            description = "model to use instead of the one that comes along; the answers of several are averaged")
    private List<Path> models = List.of();

    @Option(
            names = "--tta",
            description =
                    "also look at the mirrored patch and average, for a little accuracy and twice the network's time")
    private boolean mirrored;

    @Option(names = "--no-registration", description = "believe the headers where images lie on different grids")
    private boolean noRegistration;

    @Option(
            names = "--diagnosis",
            paramLabel = "FILE",
            description = "diagnosis model to use instead of the one that comes along (train diagnosis)")
    private Optional<Path> diagnosis = Optional.empty();

    @Option(names = "--no-report", description = "no HTML pages")
    private boolean noReport;

    @Option(names = "--segmentation-only", description = "label maps and segmentation.json, nothing else")
    private boolean segmentationOnly;

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
        PredictionOptions options =
                PredictionOptions.defaults().withMirrored(mirrored).withRegistration(!noRegistration);
        Optional<PatientFiles> patients = segmentationOnly ? Optional.empty() : Optional.of(patients(cohort));
        CaseFollowUp followUp = patients.isPresent() ? patients.get() : CaseFollowUp.none();
        List<CaseReport> reports;
        List<SegmentationModel> opened = new ArrayList<>();
        try (Workers workers = compute.workers();
                Progress progress = new Progress(
                        "segmenting", cases.size(), spec.commandLine().getErr())) {
            reports = new PredictionRun(outputs, options, workers, followUp)
                    .run(cases, () -> open(opened, options), report -> progress.step());
        } finally {
            opened.forEach(SegmentationModel::close);
        }
        Optional<Path> index = Optional.empty();
        if (patients.isPresent()) {
            BatchFiles.writeLabels(outputs, patients.get());
            if (!noReport) {
                index = Optional.of(BatchFiles.writeIndex(
                        outputs, reports, patients.get(), Map.of("Program", "Substantia " + Version.number())));
            }
        }
        print(reports, Duration.between(start, Instant.now()));
        index.ifPresent(page -> spec.commandLine().getOut().println("Reports: " + page));
        return exitCode(reports);
    }

    private PatientFiles patients(Cohort cohort) throws IOException {
        DiagnosisModel model = diagnosis.isPresent() ? DiagnosisModel.read(diagnosis.get()) : DiagnosisModel.builtIn();
        String name = diagnosis.map(file -> file.getFileName().toString()).orElse(DiagnosisModel.BUILT_IN);
        Optional<LabelTable> table = cohort.labels();
        Map<String, Demographics> persons = new HashMap<>();
        cohort.cases().forEach(patient -> persons.put(patient.id(), Demographics.of(patient, table)));
        return new PatientFiles(model, name, persons, !noReport);
    }

    private PredictionRun.Loaded open(List<SegmentationModel> opened, PredictionOptions options) throws IOException {
        ComputeDevice device = compute.device();
        List<ModelFacts> facts = new ArrayList<>();
        if (models.isEmpty()) {
            opened.add(ModelFiles.builtIn(device));
            facts.add(new ModelFacts(ModelFiles.BUILT_IN, opened.get(0).sha256()));
        }
        for (Path file : models) {
            SegmentationModel model = ModelFiles.open(file, device);
            opened.add(model);
            facts.add(new ModelFacts(file.getFileName().toString(), model.sha256()));
        }
        try {
            Networks networks =
                    Networks.averageOf(opened.stream().map(Networks::of).toList());
            return new PredictionRun.Loaded(
                    networks, new RunFacts(Version.number(), facts, device.describe(), options));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void print(List<CaseReport> reports, Duration time) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int complete = 0;
        for (CaseReport report : reports) {
            if (report.failure().isPresent()) {
                err.println("substantia: " + report.failure().get());
                report.fault().ifPresent(fault -> fault.printStackTrace(err));
                continue;
            }
            complete++;
            if (report.status() != QcStatus.OK) {
                List<String> reasons = new ArrayList<>(report.warnings());
                if (!report.flagged().isEmpty()) {
                    reasons.add("flagged " + String.join(" ", report.flagged()));
                }
                out.println(report.id() + ": "
                        + (report.status() == QcStatus.REVIEW ? "to be reviewed" : "most nuclei were not found")
                        + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons)));
            }
        }
        out.printf(
                Locale.ROOT,
                "%s segmented in %.1f s, in %s%n",
                complete == reports.size()
                        ? Plural.of(complete, "case")
                        : complete + " of " + Plural.of(reports.size(), "case"),
                time.toMillis() / 1000.0,
                outputs);
    }

    private static int exitCode(List<CaseReport> reports) {
        if (reports.stream().anyMatch(r -> r.fault().isPresent())) {
            return ExitCode.INTERNAL;
        }
        return reports.stream().anyMatch(r -> r.failure().isPresent()) ? ExitCode.DATA : ExitCode.OK;
    }
}
