package org.substantia.cli.output;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.substantia.base.text.Format;
import org.substantia.cohort.PatientIds;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.classification.ConfusionCounts;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.DiagnosisEvaluation;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.NucleusSummary;
import org.substantia.scoring.evaluation.ScoringFault;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.evaluation.SegmentationMetric;

/**
 * An evaluation as people read it.
 *
 * @param hidden whether nothing may be told of the reference but means over all cases and how many diagnoses are right
 */
public record EvaluationText(EvaluationSummary summary, boolean hidden) {
    private static final int MAX_WARNINGS = 5;

    private static final String MASKS_SCORED =
            "holds no QSM_pred or NM_pred; its QSM_mask and NM_mask were scored in their place";

    /** Says whether masks stand for the predictions that a submission lacks altogether. */
    public static void printMasksScored(String submission, EvaluationSummary summary, PrintWriter out) {
        if (summary.segmentation().masksScored()
                && !summary.segmentation().schemes().isEmpty()) {
            out.println("Warning: " + submission + " " + MASKS_SCORED);
        }
    }

    /** Why an {@linkplain EvaluationSummary#isEmpty empty} evaluation is empty, said of the reference. */
    public String whyEmpty() {
        if (summary.diagnosis().isEmpty()) {
            return "has no QSM_mask, NM_mask or table of labels, so nothing can be scored;"
                    + " are the arguments exchanged?";
        }
        List<String> said = diagnosisLines(summary.diagnosis().get());
        return "has no QSM_mask or NM_mask, and no diagnosis is both known and predicted, so nothing can be scored"
                + (said.isEmpty() ? "" : ": " + String.join("; ", said));
    }

    /**
     * Why an {@linkplain EvaluationSummary#isEmpty empty} evaluation is empty, said of one submission among several.
     */
    public static String whyUnscored(EvaluationSummary summary) {
        List<String> said =
                summary.diagnosis().map(EvaluationText::ofSubmission).orElse(List.of());
        return "predicts no diagnosis that is known, and the reference has no QSM_mask or NM_mask"
                + (said.isEmpty() ? "" : ": " + String.join("; ", said));
    }

    private static List<String> ofSubmission(DiagnosisEvaluation diagnosis) {
        return Stream.concat(diagnosis.submissionFaults().stream(), diagnosis.submissionNotes().stream())
                .toList();
    }

    private List<String> diagnosisLines(DiagnosisEvaluation diagnosis) {
        return hidden
                ? ofSubmission(diagnosis)
                : Stream.concat(diagnosis.faults().stream(), diagnosis.notes().stream())
                        .toList();
    }

    public void print(PrintWriter out) {
        SegmentationEvaluation segmentation = summary.segmentation();
        printMasksScored("the submission", summary, out);
        if (!segmentation.schemes().isEmpty()) {
            for (LabelScheme scheme : LabelScheme.values()) {
                printScheme(scheme, out);
            }
            printComposite(segmentation, out);
        }
        summary.diagnosis().ifPresent(diagnosis -> printDiagnosis(diagnosis, out));
        printFailures(segmentation, out);
    }

    private void printScheme(LabelScheme scheme, PrintWriter out) {
        List<NucleusSummary> nuclei =
                summary.nuclei().stream().filter(n -> n.scheme() == scheme).toList();
        if (nuclei.isEmpty()) {
            return;
        }
        TextTable table = new TextTable(
                scheme + " mask",
                "Dice [95 % interval]",
                "HD, voxels",
                "HD, mm",
                "HD95, mm",
                "ASSD, mm",
                "surface Dice",
                "cases",
                "missing");
        for (NucleusSummary nucleus : nuclei) {
            table.row(
                    nucleus.nucleus().symbol(),
                    nucleus.mean(SegmentationMetric.DICE)
                            .map(i -> IntervalText.of(i, 3))
                            .orElse("-"),
                    mean(nucleus, SegmentationMetric.HAUSDORFF_VOXELS, 2),
                    mean(nucleus, SegmentationMetric.HAUSDORFF_MM, 2),
                    mean(nucleus, SegmentationMetric.HAUSDORFF95_MM, 2),
                    mean(nucleus, SegmentationMetric.AVERAGE_SURFACE_DISTANCE_MM, 2),
                    mean(nucleus, SegmentationMetric.SURFACE_DICE_MM, 3),
                    Integer.toString(nucleus.cases()),
                    nucleus.missing() == 0 ? "" : Integer.toString(nucleus.missing()));
        }
        out.println(table);
        out.println();
    }

    private static String mean(NucleusSummary nucleus, SegmentationMetric figure, int decimals) {
        return nucleus.mean(figure)
                .map(i -> Format.fixed(i.estimate(), decimals))
                .orElse("-");
    }

    private void printComposite(SegmentationEvaluation segmentation, PrintWriter out) {
        if (summary.composites().isEmpty()) {
            out.println("No composite: the reference has not both kinds of mask.");
        } else {
            int cases = segmentation.composites(ScoreConvention.PUBLISHED).length;
            summary.composites()
                    .forEach((convention, interval) -> out.printf(
                            Locale.ROOT,
                            "Composite, %s convention: %s of at most %.2f (%s)%n",
                            Format.words(convention),
                            IntervalText.of(interval, 4),
                            segmentation.weights().maximum(convention),
                            Format.count(cases, "case")));
        }
        if (segmentation.flooredHausdorffCount() > 0) {
            out.printf(
                    Locale.ROOT,
                    "Hausdorff distances above %.0f voxels, whose part counts 0: %d%n",
                    segmentation.weights().hausdorffNormalizer(),
                    segmentation.flooredHausdorffCount());
        }
        if (!hidden) {
            segmentation.referenceWarnings().forEach(warning -> out.println("Warning: " + warning));
        }
        segmentation.warnings().forEach(warning -> out.println("Warning: " + warning));
    }

    /** Tells what is odd about the masks of one of several submissions; of many lines the first. */
    public static void printWarnings(String submission, EvaluationSummary summary, PrintWriter out) {
        List<String> warnings = summary.segmentation().warnings();
        warnings.stream()
                .limit(MAX_WARNINGS)
                .forEach(warning -> out.println("Warning: " + submission + ": " + warning));
        if (warnings.size() > MAX_WARNINGS) {
            out.println("Warning: " + submission + ": " + (warnings.size() - MAX_WARNINGS)
                    + " warnings more of its masks; evaluate tells all");
        }
    }

    /** Tells what is odd about the reference's masks. */
    public static void printReferenceWarnings(EvaluationSummary summary, PrintWriter out) {
        summary.segmentation().referenceWarnings().forEach(warning -> out.println("Warning: " + warning));
    }

    private void printDiagnosis(DiagnosisEvaluation diagnosis, PrintWriter out) {
        diagnosis.predictions().ifPresent(predictions -> printCounts(ConfusionCounts.of(predictions), out));
        if (!diagnosis.unpredicted().isEmpty()) {
            out.println("Without a prediction, counted as wrong: " + String.join(", ", diagnosis.unpredicted()));
        }
        (hidden ? diagnosis.submissionFaults() : diagnosis.faults()).forEach(fault -> out.println("  " + fault));
        (hidden ? diagnosis.submissionNotes() : diagnosis.notes()).forEach(note -> out.println("Note: " + note));
    }

    private void printCounts(ConfusionCounts counts, PrintWriter out) {
        if (hidden) {
            out.printf(
                    Locale.ROOT,
                    "%nDiagnosis of %s: accuracy %s%n",
                    Format.count(counts.patients(), "patient"),
                    IntervalText.of(counts.accuracyInterval(), 3));
            return;
        }
        out.printf(
                Locale.ROOT,
                "%nDiagnosis of %s: %d of %d with Parkinson's disease and %d of %d healthy recognized%n",
                Format.count(counts.patients(), "patient"),
                counts.truePositives(),
                counts.truePositives() + counts.falseNegatives(),
                counts.trueNegatives(),
                counts.trueNegatives() + counts.falsePositives());
        TextTable table = new TextTable("Figure", "[95 % interval]");
        summary.classification()
                .forEach((figure, interval) -> table.row(Format.words(figure), IntervalText.of(interval, 3)));
        out.println(table);
    }

    private void printFailures(SegmentationEvaluation segmentation, PrintWriter out) {
        if (!segmentation.unreferenced().isEmpty()) {
            List<String> hints = PatientIds.hints(
                    segmentation.failedCases().stream().map(CaseEvaluation::id).toList(), segmentation.unreferenced());
            out.println("Not in the reference and so not scored: " + String.join(", ", segmentation.unreferenced())
                    + (hints.isEmpty() ? "" : "; " + String.join(", ", hints)));
        }
        List<CaseEvaluation> failed = segmentation.failedCases();
        if (failed.isEmpty()) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "%n%d of %s could not be scored completely; what is missing of a prediction counts as missed:%n",
                failed.size(),
                Format.count(segmentation.cases().size(), "case"));
        failed.stream()
                .flatMap(c -> c.faults().stream())
                .filter(fault -> !hidden || !fault.ofReference())
                .map(ScoringFault::message)
                .forEach(message -> out.println("  " + message));
    }
}
