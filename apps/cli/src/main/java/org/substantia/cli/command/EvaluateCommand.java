package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.BootstrapOptions;
import org.substantia.cli.option.EvaluationOptions;
import org.substantia.cli.option.ThreadsOption;
import org.substantia.cli.output.EvaluationText;
import org.substantia.cohort.Cohort;
import org.substantia.pipeline.evaluation.ScoreFiles;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.segmentation.CaseScorer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia evaluate}: how good a submission's masks and diagnoses are. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {"Scores predicted masks and diagnoses as the challenge does, with further metrics.", ""},
        footerHeading = "%nFiles written to --out:%n",
        footer = {
            "  batch_seg_eval_results_qsm.csv, batch_seg_eval_results_nm.csv",
            "      identical, byte for byte, to what the organizers' script writes",
            "  scores.json",
            "      every metric of every case and nucleus, composites, intervals; no single cases above 20,000",
            "      (docs/reference/scores-json.md)",
            "",
            "Examples:",
            "  substantia evaluate truth outputs --out scores",
            "  substantia evaluate truth team_name.zip --labels labels.csv --out scores"
        })
public final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "TRUTH",
            description = "folder with ID/QSM_mask.nii.gz and ID/NM_mask.nii.gz, and optionally labels.csv")
    private Path truth;

    @Parameters(
            index = "1",
            paramLabel = "PREDICTION",
            description = "folder or submission zip with ID/QSM_pred.nii.gz and ID/NM_pred.nii.gz, at the top or below "
                    + "outputs/, and optionally label_predict.csv or ID/PD_pred.txt")
    private Path prediction;

    @Option(names = "--out", paramLabel = "DIR", description = "folder for the results (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("scores");

    @Option(
            names = "--hidden-reference",
            description = "tell only what may be shown while the reference stays secret: means over all cases and the "
                    + "accuracy with Wilson's interval")
    private boolean hidden;

    @Mixin
    private EvaluationOptions evaluation = new EvaluationOptions();

    @Mixin
    private BootstrapOptions bootstrap = new BootstrapOptions();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        Cohort reference = Cohort.open(truth);
        Cohort submission = Cohort.open(prediction);
        OutputFolders.requireWritable(out);
        try (Workers workers = threads.workers()) {
            EvaluationSummary summary = evaluation.evaluate(reference, submission, bootstrap.bootstrap(), workers);
            PrintWriter err = spec.commandLine().getErr();
            boolean passedOver = !hidden && PassedOver.print(reference, "_mask", err);
            EvaluationText text = new EvaluationText(summary, hidden);
            if (summary.isEmpty()) {
                // Before the files of an earlier run are replaced.
                throw new IOException(truth + ": " + text.whyEmpty());
            }
            SegmentationEvaluation segmentation = summary.segmentation();
            new ScoreFiles(
                            Version.number(),
                            evaluation.toleranceMm(),
                            CaseScorer.TOLERANCE_VOXELS,
                            bootstrap.bootstrap(),
                            hidden)
                    .write(out, summary);
            text.print(print);
            print.println("Files: " + out);
            passedOver |= PassedOver.print(submission, segmentation.masksScored() ? "_mask" : "_pred", err);
            return summary.failed() || passedOver ? ExitCode.DATA : ExitCode.OK;
        }
    }
}
