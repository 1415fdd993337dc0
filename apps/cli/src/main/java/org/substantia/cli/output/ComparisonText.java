package org.substantia.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.substantia.base.text.Format;
import org.substantia.scoring.classification.ClassificationComparison;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.NucleusSummary;
import org.substantia.scoring.evaluation.SegmentationMetric;
import org.substantia.scoring.evaluation.SubmissionComparison;
import org.substantia.scoring.statistics.PairedComparison;
import org.substantia.scoring.statistics.RankedSubmission;
import org.substantia.scoring.statistics.Ranking;
import org.substantia.scoring.statistics.RankingMethod;

/** A comparison as people read it. */
public record ComparisonText(SubmissionComparison comparison) {
    public void print(PrintWriter out) {
        comparison.rankings().forEach((method, ranking) -> printRanking(method, ranking, out));
        if (comparison.rankings().isEmpty()) {
            out.println("No ranking: the reference has not both kinds of mask.");
        }
        printPairs(out);
        printNuclei(out);
        printDiagnoses(out);
        for (int s = 0; s < comparison.names().size(); s++) {
            int failed =
                    comparison.summaries().get(s).segmentation().failedCases().size();
            if (failed > 0) {
                out.printf(
                        Locale.ROOT,
                        "%s: %s could not be scored completely; what is missing counts as missed; "
                                + "`substantia evaluate` lists it%n",
                        comparison.names().get(s),
                        Format.count(failed, "case"));
            }
            String name = comparison.names().get(s);
            comparison.summaries().get(s).diagnosis().ifPresent(diagnosis -> {
                diagnosis.faults().forEach(fault -> out.println(name + ": " + fault));
                diagnosis.notes().forEach(note -> out.println(name + ": " + note));
            });
        }
    }

    private void printRanking(RankingMethod method, Ranking ranking, PrintWriter out) {
        boolean byMean = method == RankingMethod.MEAN_THEN_RANK;
        out.println(
                byMean
                        ? "Ranking by the mean composite, " + Format.words(comparison.convention()) + " convention"
                        : "Ranking by the mean of the ranks on every patient");
        List<String> header =
                new ArrayList<>(List.of("Submission", "rank", byMean ? "mean" : "mean rank", "95 % ranks"));
        for (int rank = 1; rank <= ranking.submissions().size(); rank++) {
            header.add("rank " + rank);
        }
        TextTable table = new TextTable(header.toArray(new String[0]));
        for (RankedSubmission submission : ranking.submissions()) {
            List<String> row = new ArrayList<>(List.of(
                    submission.name(),
                    Integer.toString(submission.rank()),
                    Format.fixed(submission.value(), byMean ? 4 : 2),
                    submission.low() + " to " + submission.high()));
            for (int rank = 1; rank <= ranking.submissions().size(); rank++) {
                row.add(Format.fixed(100 * submission.share(rank), 1) + " %");
            }
            table.row(row.toArray(new String[0]));
        }
        out.println(table);
        ranking.agreement()
                .ifPresent(tau -> out.printf(
                        Locale.ROOT,
                        "Kendall's tau of resampled rankings with this one: %s [%s, %s]%n",
                        Format.fixed(tau.mean(), 3),
                        Format.fixed(tau.low(), 3),
                        Format.fixed(tau.high(), 3)));
        out.println();
    }

    private void printPairs(PrintWriter out) {
        TextTable table = new TextTable(
                "Composite, first - second",
                "difference [95 % interval]",
                "effect size",
                "permutation p",
                "Holm p",
                "Wilcoxon p");
        boolean any = false;
        for (SubmissionComparison.Pair pair : comparison.pairs()) {
            if (pair.composite().isPresent()) {
                PairedComparison paired = pair.composite().get();
                table.row(
                        names(pair),
                        IntervalText.of(paired.difference(), 4),
                        Format.fixed(paired.effectSize(), 2),
                        Format.fixed(paired.permutation().pValue(), 4),
                        Format.fixed(pair.adjustedP(), 4),
                        Format.fixed(paired.wilcoxon().pValue(), 4));
                any = true;
            }
        }
        if (any) {
            out.println(table);
            out.println();
        }
    }

    private String names(SubmissionComparison.Pair pair) {
        return comparison.names().get(pair.first()) + " - " + comparison.names().get(pair.second());
    }

    private void printNuclei(PrintWriter out) {
        List<NucleusSummary> first = comparison.summaries().get(0).nuclei();
        if (first.isEmpty()) {
            return;
        }
        List<String> header = new ArrayList<>(List.of("Mean Dice"));
        header.addAll(comparison.names());
        TextTable table = new TextTable(header.toArray(new String[0]));
        for (int n = 0; n < first.size(); n++) {
            List<String> row = new ArrayList<>(
                    List.of(first.get(n).scheme() + " " + first.get(n).nucleus().symbol()));
            for (EvaluationSummary summary : comparison.summaries()) {
                row.add(summary.nuclei()
                        .get(n)
                        .mean(SegmentationMetric.DICE)
                        .map(i -> Format.fixed(i.estimate(), 3))
                        .orElse("-"));
            }
            table.row(row.toArray(new String[0]));
        }
        out.println(table);
        out.println();
    }

    private void printDiagnoses(PrintWriter out) {
        TextTable table = new TextTable(
                "Diagnosis, first - second",
                "accuracy [95 % interval]",
                "McNemar p",
                "AUROC [95 % interval]",
                "DeLong p");
        boolean any = false;
        for (SubmissionComparison.Pair pair : comparison.pairs()) {
            if (pair.diagnosis().isPresent()) {
                ClassificationComparison diagnosis = pair.diagnosis().get();
                table.row(
                        names(pair),
                        difference(diagnosis, ClassificationMetric.ACCURACY),
                        Format.fixed(diagnosis.mcNemar().pValue(), 4),
                        difference(diagnosis, ClassificationMetric.AUROC),
                        diagnosis.deLong().map(d -> Format.fixed(d.pValue(), 4)).orElse("-"));
                any = true;
            }
        }
        if (any) {
            out.println(table);
            out.println();
        }
    }

    private static String difference(ClassificationComparison diagnosis, ClassificationMetric figure) {
        return diagnosis.differences().containsKey(figure)
                ? IntervalText.of(diagnosis.differences().get(figure), 3)
                : "-";
    }
}
