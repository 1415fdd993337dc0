package org.substantia.cli.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.Progress;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.evaluation.DiagnosisEvaluation;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.evaluation.SegmentationEvaluator;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.statistics.Bootstrap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a submission is scored: the same options and the same work for every command that scores one. */
public final class EvaluationOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "known diagnoses: a table with patient_id and label (default: labels.csv or participants.tsv in "
                            + "TRUTH)")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "weights of the composite: properties such as region.qsm.STN=1.2 (default: the challenge's)")
    private Optional<Path> weightsFile = Optional.empty();

    @Option(
            names = "--tolerance",
            paramLabel = "MM",
            description =
                    "tolerance of the normalized surface Dice in mm (default: ${DEFAULT-VALUE}); in voxels it is 1")
    private double toleranceMm = 1.0;

    public double toleranceMm() {
        return toleranceMm;
    }

    /** Scores one submission; a bar tells how far it is. */
    public EvaluationSummary evaluate(Cohort reference, Cohort submission, Bootstrap bootstrap, Workers workers)
            throws IOException {
        if (!(toleranceMm >= 0) || Double.isInfinite(toleranceMm)) {
            throw new ParameterException(
                    command.commandLine(), "--tolerance must be at least 0 mm, not " + toleranceMm);
        }
        ChallengeWeights weights =
                weightsFile.isPresent() ? ChallengeWeights.load(weightsFile.get()) : ChallengeWeights.standard();
        Optional<LabelTable> known =
                labels.isPresent() ? Optional.of(LabelTable.readLabels(labels.get())) : Optional.empty();
        Optional<DiagnosisEvaluation> diagnosis = DiagnosisEvaluation.of(known, reference, submission);
        SegmentationEvaluator evaluator =
                new SegmentationEvaluator(CaseScorer.complete(CaseScorer.TOLERANCE_VOXELS, toleranceMm), weights);
        PrintWriter err = command.commandLine().getErr();
        SegmentationEvaluation segmentation;
        try (Progress progress = new Progress("scoring", reference.cases().size(), err)) {
            segmentation = evaluator.evaluate(reference, submission, workers, done -> progress.step());
        }
        return EvaluationSummary.of(segmentation, diagnosis, bootstrap, workers);
    }
}
