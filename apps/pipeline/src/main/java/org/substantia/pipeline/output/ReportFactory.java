package org.substantia.pipeline.output;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.substantia.base.text.Format;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.BiomarkerTerms;
import org.substantia.diagnosis.biomarkers.Region;
import org.substantia.diagnosis.biomarkers.normative.NormativeModel;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.Evidence;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.foundation.adaptation.PatchEffects;
import org.substantia.foundation.roi.Roi;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.imaging.LabelMap;
import org.substantia.pipeline.Assessment;
import org.substantia.pipeline.ModelReference;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.fusion.EncoderAssessor;
import org.substantia.pipeline.fusion.EncoderFinding;
import org.substantia.report.patient.ConfidenceInterval;
import org.substantia.report.patient.DiagnosisPanel;
import org.substantia.report.patient.Distribution;
import org.substantia.report.patient.EncoderPanel;
import org.substantia.report.patient.MarkerPlot;
import org.substantia.report.patient.MeasuredValue;
import org.substantia.report.patient.ModalityPanel;
import org.substantia.report.patient.NormalRange;
import org.substantia.report.patient.NucleusRow;
import org.substantia.report.patient.PatientReport;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.Reliability;
import org.substantia.segmentation.inference.PredictedMap;
import org.substantia.segmentation.inference.Segmentation;
import org.substantia.segmentation.quality.QcFlag;
import org.substantia.segmentation.quality.StructureQuality;

/** Puts together what the report of a patient shows. Immutable. */
final class ReportFactory {
    /** The leading markers with what is known of them in Parkinson's disease (docs/reference/biomarkers.md). */
    private static final Map<BiomarkerId, String> MARKERS = markers();

    private static final int MAX_EVIDENCE = 10;

    private static final Map<ClassificationMetric, String> FIGURES = Map.of(
            ClassificationMetric.ACCURACY, "Accuracy",
            ClassificationMetric.AUROC, "AUROC",
            ClassificationMetric.SENSITIVITY, "Sensitivity",
            ClassificationMetric.SPECIFICITY, "Specificity",
            ClassificationMetric.BRIER, "Brier score",
            ClassificationMetric.CALIBRATION_ERROR, "Calibration error");

    private final Assessment assessment;
    private final DiagnosisModel model;
    private final String modelName;

    ReportFactory(Assessment assessment) {
        this.assessment = assessment;
        this.model = assessment.assessor().model();
        this.modelName = assessment.assessor().name();
    }

    private static Map<BiomarkerId, String> markers() {
        Map<BiomarkerId, String> markers = new LinkedHashMap<>();
        markers.put(BiomarkerId.mean(Region.SN, "qsm.mean"), "Iron: rises.");
        markers.put(BiomarkerId.mean(Region.SN, "qsm.below70"), "Nigra with little iron: falls.");
        markers.put(BiomarkerId.mean(Region.SN, "qsm.nigrosome"), "The dark dorsolateral spot: fades.");
        markers.put(BiomarkerId.mean(Region.SN, "nm.contrast"), "Neuromelanin: falls.");
        markers.put(BiomarkerId.mean(Region.SN, "nm.volume"), "Visible neuromelanin: shrinks.");
        markers.put(
                BiomarkerId.mean(Region.SN, "nm.gradient.ventrolateral"),
                "Neuromelanin goes first ventrolaterally: rises.");
        return markers;
    }

    PatientReport report(PatientAnalysis analysis) {
        Demographics subject = analysis.scans().demographics();
        return new PatientReport(
                analysis.id(),
                subject.age(),
                subject.sex(),
                panels(analysis),
                nuclei(analysis),
                String.format(
                        Locale.ROOT,
                        "Normal ranges: %d healthy persons of the diagnosis model's cohort (%s), adjusted to age and"
                                + " sex where these are known.",
                        model.healthy().people(),
                        source()),
                plots(subject),
                Optional.of(diagnosis(assessment.diagnosis())),
                flags(analysis.segmentation()),
                assessment.biomarkers(),
                provenance(analysis));
    }

    /** What the model was trained on, in words. */
    private String source() {
        Object options = model.provenance().get("options");
        return options instanceof Map<?, ?> map && map.get("description") != null
                ? String.valueOf(map.get("description"))
                : options instanceof Map<?, ?> some ? String.valueOf(some.get("cohort")) : modelName;
    }

    private static List<ModalityPanel> panels(PatientAnalysis analysis) {
        Optional<LabelMap> nuclei = analysis.segmentation().labels(LabelScheme.QSM);
        Optional<LabelMap> nigra = analysis.segmentation().labels(LabelScheme.NM);
        return analysis.scans().images().values().stream()
                .map(scan -> new ModalityPanel(scan.modality(), scan.volume(), nuclei, nigra))
                .toList();
    }

    /** What a model has learned of another protocol, the report has no place for: segmentation.json tells of it. */
    private List<NucleusRow> nuclei(PatientAnalysis analysis) {
        List<NucleusRow> rows = new ArrayList<>();
        Demographics subject = analysis.scans().demographics();
        for (PredictedMap map : analysis.segmentation().maps()) {
            for (LabelScheme scheme : LabelScheme.values()) {
                if (scheme.name().equals(map.labelSet().name())) {
                    for (StructureQuality structure : map.structures()) {
                        nucleus(scheme, structure.name())
                                .ifPresent(nucleus -> rows.add(row(subject, scheme, nucleus, structure)));
                    }
                }
            }
        }
        return rows;
    }

    private static Optional<Nucleus> nucleus(LabelScheme scheme, String symbol) {
        return scheme.nuclei().stream()
                .filter(nucleus -> nucleus.symbol().equals(symbol))
                .findFirst();
    }

    private NucleusRow row(Demographics subject, LabelScheme scheme, Nucleus nucleus, StructureQuality structure) {
        boolean traced = scheme == LabelScheme.NM;
        boolean nigra = nucleus.structure() == Structure.SN;
        return new NucleusRow(
                nucleus,
                scheme,
                figure(subject, BiomarkerId.of(nucleus, traced ? "nm.volume" : "volume")),
                traced ? Optional.empty() : figure(subject, BiomarkerId.of(nucleus, "qsm.mean")),
                !nigra
                        ? Optional.empty()
                        : figure(subject, BiomarkerId.of(nucleus, traced ? "nm.contrast" : "nm.contrast_qsm")),
                structure.confidence(),
                structure.flags().stream().map(ReportFactory::words).toList());
    }

    private static String words(QcFlag flag) {
        return Format.words(flag);
    }

    private Optional<MeasuredValue> figure(Demographics subject, BiomarkerId biomarker) {
        OptionalDouble value = assessment.biomarkers().value(biomarker);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(model.healthy()
                .expected(biomarker, subject)
                .map(usual -> MeasuredValue.of(value.getAsDouble(), usual.mean(), usual.deviation()))
                .orElseGet(() -> MeasuredValue.of(value.getAsDouble())));
    }

    private List<MarkerPlot> plots(Demographics subject) {
        List<MarkerPlot> plots = new ArrayList<>();
        MARKERS.forEach((marker, meaning) -> {
            var healthy = model.healthy().expected(marker, subject);
            var parkinson = model.parkinson().expected(marker, subject);
            if (healthy.isPresent() && parkinson.isPresent()) {
                plots.add(new MarkerPlot(
                        BiomarkerTerms.title(marker),
                        BiomarkerTerms.unit(marker),
                        meaning,
                        assessment.biomarkers().value(marker),
                        spread(marker, healthy.get()),
                        spread(marker, parkinson.get())));
            }
        });
        return plots;
    }

    private static Distribution spread(BiomarkerId marker, NormativeModel.Expected usual) {
        BiomarkerDefinition definition = BiomarkerCatalog.find(marker).orElseThrow();
        return Distribution.within(
                Distribution.normal(usual.mean(), usual.deviation()), definition.minimum(), definition.maximum());
    }

    private DiagnosisPanel diagnosis(DiagnosisResult result) {
        boolean told = result.isEstimated();
        return new DiagnosisPanel(
                told ? OptionalDouble.of(result.probability()) : OptionalDouble.empty(),
                told
                        ? Optional.of(new ConfidenceInterval(
                                result.estimate().low(), result.estimate().high()))
                        : Optional.empty(),
                result.threshold(),
                result.verdict(),
                reservation(result),
                result.evidence().stream()
                        .limit(MAX_EVIDENCE)
                        .map(this::evidence)
                        .toList(),
                missing(result),
                assessment.encoder().map(ReportFactory::encoder),
                crossValidation(result).flatMap(this::calibration));
    }

    /** Of those models whose kind gave the result. */
    private Optional<CrossValidation> crossValidation(DiagnosisResult result) {
        boolean joined =
                assessment.encoder().map(finding -> finding.weight() > 0).orElse(false);
        return joined
                ? assessment.assessor().encoder().map(EncoderAssessor::crossValidation)
                : model.crossValidation(result.families());
    }

    private static EncoderPanel encoder(EncoderFinding finding) {
        return new EncoderPanel(
                finding.encoder(),
                finding.probability(),
                finding.weight() > 0,
                finding.contribution(),
                finding.slices().stream()
                        .map(slices -> new EncoderPanel.Region(
                                Roi.parse(slices.roi()).title(), slices.logOdds(), slices.weights()))
                        .toList(),
                Optional.of(heatMap(finding.patches())));
    }

    /** In radiological convention: the patient's right at the left. */
    private static EncoderPanel.HeatMap heatMap(PatchEffects effects) {
        SliceStack stack = effects.stack();
        int size = stack.rows() * stack.columns();
        byte[] pixels = new byte[size];
        for (int i = 0; i < size; i++) {
            pixels[i] = stack.shades()[effects.slice() * size + stack.opposite(i)];
        }
        List<List<Double>> points = new ArrayList<>();
        for (int row = 0; row < effects.rows(); row++) {
            List<Double> line =
                    new ArrayList<>(effects.points().subList(row * effects.columns(), (row + 1) * effects.columns()));
            Collections.reverse(line);
            points.add(line);
        }
        return new EncoderPanel.HeatMap(
                Roi.parse(stack.roi()).title(), effects.slice() + 1, stack.slices(), stack.columns(), pixels, points);
    }

    private static Optional<String> reservation(DiagnosisResult result) {
        if (result.verdict() != Verdict.UNDETERMINED) {
            return Optional.empty();
        }
        if (!result.inDistribution()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "No verdict: this patient is unlike the persons the model was trained on"
                            + " (out-of-distribution score %.1f; 199 of 200 of them reach at most %.1f)."
                            + " Another scanner or protocol, or masks that went wrong, are the usual reasons.",
                    result.outOfDistribution().score(),
                    result.outOfDistribution().threshold()));
        }
        return Optional.of(result.accuracy()
                .map(accuracy -> String.format(
                        Locale.ROOT,
                        "No verdict: with what could be measured, models of this kind hardly tell patients from"
                                + " healthy persons: they were right in %.0f %% of persons, hardly more than by"
                                + " chance.",
                        100 * accuracy.estimate()))
                .orElse("Too little could be measured for a verdict."));
    }

    private DiagnosisPanel.EvidenceRow evidence(Evidence evidence) {
        Optional<NormalRange> normal = model.healthy()
                .expected(evidence.feature(), new Demographics(OptionalDouble.empty(), Optional.empty()))
                // Mean and deviation of the z that the classifier saw, adjusted to the patient.
                .map(usual -> new NormalRange(evidence.healthyMean(), evidence.healthySpread()));
        return new DiagnosisPanel.EvidenceRow(
                BiomarkerTerms.title(evidence.feature()),
                BiomarkerTerms.unit(evidence.feature()),
                evidence.value(),
                normal,
                evidence.z(),
                evidence.contribution());
    }

    private static List<String> missing(DiagnosisResult result) {
        List<String> missing = new ArrayList<>();
        if (!result.missingFamilies().isEmpty()) {
            missing.add("biomarkers of "
                    + result.missingFamilies().stream()
                            .sorted()
                            .map(EvidenceFamily::title)
                            .collect(Collectors.joining(" and ")));
        } else if (!result.missingFeatures().isEmpty()) {
            missing.add(
                    result.missingFeatures().stream().map(BiomarkerTerms::title).collect(Collectors.joining(", ")));
        }
        return missing;
    }

    private Optional<DiagnosisPanel.ModelQuality> calibration(CrossValidation validation) {
        return Reliability.equalWidth(validation.predictions(), Reliability.DEFAULT_BINS)
                .map(curve -> {
                    List<DiagnosisPanel.ReliabilityBin> bins = curve.bins().stream()
                            .map(bin -> new DiagnosisPanel.ReliabilityBin(
                                    bin.meanProbability(), bin.positiveShare(), bin.patients()))
                            .toList();
                    List<DiagnosisPanel.QualityMetric> figures = new ArrayList<>();
                    FIGURES.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .forEach(entry -> validation
                                    .metric(entry.getKey())
                                    .ifPresent(interval -> figures.add(new DiagnosisPanel.QualityMetric(
                                            entry.getValue(),
                                            interval.estimate(),
                                            Optional.of(new ConfidenceInterval(interval.low(), interval.high()))))));
                    return new DiagnosisPanel.ModelQuality(
                            "cross-validation on " + validation.predictions().patients() + " patients, " + source(),
                            bins,
                            figures);
                });
    }

    private static List<String> flags(Segmentation segmentation) {
        List<String> flags = new ArrayList<>(segmentation.warnings());
        for (PredictedMap map : segmentation.maps()) {
            for (StructureQuality structure : map.structures()) {
                List<String> words = structure.flags().stream()
                        .filter(QcFlag::needsReview)
                        .map(ReportFactory::words)
                        .toList();
                if (!words.isEmpty()) {
                    flags.add(structure.name() + " (" + map.labelSet().name() + "): " + String.join(", ", words));
                }
            }
        }
        return flags;
    }

    private Map<String, String> provenance(PatientAnalysis analysis) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Program", "Substantia " + analysis.provenance().version());
        rows.put(
                "Segmentation",
                analysis.provenance().models().stream()
                        .map(ReportFactory::describe)
                        .collect(Collectors.joining("; ")));
        rows.put("Diagnosis", modelName + ", " + model.learner());
        assessment.encoder().ifPresent(finding -> rows.put("Encoder", finding.encoder()));
        analysis.scans()
                .images()
                .forEach((modality, image) -> rows.put(
                        modality.name(),
                        image.name() + ", " + image.header().geometry().describe() + ", SHA-256 "
                                + image.sha256().substring(0, 16)));
        return rows;
    }

    private static String describe(ModelReference model) {
        return model.name() + ", SHA-256 " + model.sha256().substring(0, 16);
    }
}
