package org.substantia.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.pipeline.evaluation.ScoreFiles;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.classification.ConfusionCounts;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.DiagnosisEvaluation;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.ScoringFault;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.evaluation.SegmentationEvaluator;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.statistics.Bootstrap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import scala.Tuple2;

/** {@code substantia cluster evaluate}: the same files as {@code substantia evaluate}, scored by many machines. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Scores predicted masks and diagnoses on Spark; the files are those of 'substantia evaluate'.",
            ""
        })
public final class EvaluateJob implements Callable<Integer> {
    private static final int CASES_PER_PARTITION = 64;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TRUTH", description = "folder with reference masks, or its address")
    private String truth;

    @Parameters(index = "1", paramLabel = "PREDICTION", description = "folder with predicted masks, or its address")
    private String prediction;

    @Option(names = "--out", paramLabel = "DIR", description = "folder for the results (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("scores");

    @Option(names = "--labels", paramLabel = "FILE", description = "known diagnoses (default: the table in TRUTH)")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "weights of the composite (default: the challenge's)")
    private Optional<Path> weights = Optional.empty();

    @Option(
            names = "--tolerance",
            paramLabel = "MM",
            description = "tolerance of the normalized surface Dice in mm (default: ${DEFAULT-VALUE})")
    private double toleranceMm = 1.0;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            description = "number of bootstrap resamples (default: ${DEFAULT-VALUE})")
    private int replicates = Bootstrap.DEFAULT_REPLICATES;

    @Option(names = "--seed", paramLabel = "S", description = "seed of the resamples (default: ${DEFAULT-VALUE})")
    private long seed = 2025;

    @Mixin
    private SparkOptions options = new SparkOptions();

    @Override
    public Integer call() throws IOException {
        if (!(toleranceMm >= 0) || Double.isInfinite(toleranceMm) || replicates < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--tolerance must be at least 0 mm and --bootstrap at least 1");
        }
        Cohort reference = Storage.cohort(truth);
        Cohort submission = Storage.cohort(prediction);
        OutputFolders.requireWritable(out);
        SparkOptions.requireCases(truth, reference.cases().size());
        ChallengeWeights composite =
                weights.isPresent() ? ChallengeWeights.load(weights.get()) : ChallengeWeights.standard();
        Optional<LabelTable> known =
                labels.isPresent() ? Optional.of(LabelTable.readLabels(labels.get())) : Optional.empty();
        Optional<DiagnosisEvaluation> diagnosis = DiagnosisEvaluation.of(known, reference, submission);
        Bootstrap bootstrap = Bootstrap.seeded(seed).withReplicates(replicates);
        try (SparkSession spark = options.start("evaluate", Map.of());
                Workers workers = Workers.all()) {
            List<CaseEvaluation> cases = new ArrayList<>();
            for (byte[] row : score(spark, reference, submission)) {
                cases.add(EvaluationCodec.decode(row, composite));
            }
            SegmentationEvaluation segmentation = new SegmentationEvaluator(
                            CaseScorer.complete(CaseScorer.TOLERANCE_VOXELS, toleranceMm), composite)
                    .collect(reference, submission, cases);
            EvaluationSummary summary = EvaluationSummary.of(segmentation, diagnosis, bootstrap, workers);
            if (summary.isEmpty()) {
                throw new IOException(truth + ": has no mask, and no diagnosis is both known and predicted, so nothing"
                        + " can be scored; are the arguments exchanged?");
            }
            new ScoreFiles(Main.version(), toleranceMm, CaseScorer.TOLERANCE_VOXELS, bootstrap, false)
                    .write(out, summary);
            if (options.parquet()) {
                ParquetTables.writeScores(spark, out.resolve("scores.parquet"), cases);
            }
            print(summary);
            boolean passedOver = named(reference, "_mask");
            passedOver |= named(submission, segmentation.masksScored() ? "_mask" : "_pred");
            return summary.failed() || passedOver ? Main.DATA : Main.OK;
        }
    }

    private List<byte[]> score(SparkSession spark, Cohort reference, Cohort submission) {
        Set<LabelScheme> schemes = SegmentationEvaluator.schemes(reference);
        boolean masksScored = SegmentationEvaluator.scoresMasks(submission);
        List<Tuple2<CaseRef, CaseRef>> pairs = new ArrayList<>();
        for (CaseFolder one : reference.cases()) {
            CaseRef predicted = submission
                    .find(one.id())
                    .map(other -> CaseRef.of(other, Demographics.unknown()))
                    .orElse(null);
            pairs.add(new Tuple2<>(CaseRef.of(one, Demographics.unknown()), predicted));
        }
        int partitions = options.partitions(pairs.size(), CASES_PER_PARTITION);
        options.report(spark, "scoring", partitions);
        // Nothing of this object travels: what an executor needs are these few values.
        double tolerance = toleranceMm;
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(pairs, partitions)
                .map(pair -> score(pair._1(), Optional.ofNullable(pair._2()), schemes, masksScored, tolerance))
                .collect();
    }

    private static byte[] score(
            CaseRef truth,
            Optional<CaseRef> predicted,
            Set<LabelScheme> schemes,
            boolean masksScored,
            double toleranceMm)
            throws IOException {
        truth.requireVisible();
        if (predicted.isPresent()) {
            predicted.get().requireVisible();
        }
        SegmentationEvaluator evaluator = new SegmentationEvaluator(
                CaseScorer.complete(CaseScorer.TOLERANCE_VOXELS, toleranceMm), ChallengeWeights.standard());
        // The composite is computed by the driver, with its own weights.
        return EvaluationCodec.encode(
                evaluator.evaluate(truth.folder(), predicted.map(CaseRef::folder), schemes, masksScored));
    }

    private void print(EvaluationSummary summary) {
        PrintWriter print = spec.commandLine().getOut();
        print.println(summary.segmentation().cases().size() + " cases scored");
        for (ScoreConvention convention : summary.composites().keySet()) {
            print.println("composite, " + convention + ": "
                    + Format.fixed(summary.composites().get(convention).estimate(), 4));
        }
        summary.diagnosis()
                .flatMap(DiagnosisEvaluation::predictions)
                .map(ConfusionCounts::of)
                .ifPresent(counts -> print.println("accuracy, " + Format.count(counts.patients(), "patient") + ": "
                        + Format.fixed(counts.accuracy(), 4)));
        print.println("Files: " + out);
        tell(summary);
    }

    /** Names whatever makes the exit status other than 0, and what may be a mistake. */
    private void tell(EvaluationSummary summary) {
        SegmentationEvaluation segmentation = summary.segmentation();
        if (segmentation.masksScored() && !segmentation.schemes().isEmpty()) {
            tell(
                    "warning: ",
                    List.of(prediction + " holds no QSM_pred or NM_pred; its QSM_mask and NM_mask were scored in their"
                            + " place"));
        }
        tell("warning: ", segmentation.referenceWarnings());
        tell("warning: ", segmentation.warnings());
        if (!segmentation.unreferenced().isEmpty()) {
            tell(
                    "",
                    List.of("not in the reference and so not scored: "
                            + String.join(", ", segmentation.unreferenced())));
        }
        segmentation
                .failedCases()
                .forEach(one -> tell(
                        "", one.faults().stream().map(ScoringFault::message).toList()));
        summary.diagnosis().ifPresent(diagnosis -> {
            if (!diagnosis.unpredicted().isEmpty()) {
                tell(
                        "",
                        List.of("without a prediction, counted as wrong: "
                                + String.join(", ", diagnosis.unpredicted())));
            }
            tell("", diagnosis.faults());
            tell("note: ", diagnosis.notes());
        });
    }

    private void tell(String kind, List<String> lines) {
        PrintWriter err = spec.commandLine().getErr();
        lines.forEach(line -> err.println("substantia: " + kind + line));
    }

    private boolean named(Cohort cohort, String kind) {
        List<String> lines = cohort.overlooked().stream()
                .filter(file -> file.concerns(kind))
                .map(file -> file.message())
                .toList();
        tell("", lines);
        return !lines.isEmpty();
    }
}
