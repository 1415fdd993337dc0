package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.json.EnumNames;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.BootstrapOptions;
import org.substantia.cli.option.EvaluationOptions;
import org.substantia.cli.option.ThreadsOption;
import org.substantia.cli.output.ComparisonJson;
import org.substantia.cli.output.ComparisonText;
import org.substantia.cli.output.EvaluationText;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CohortException;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.SegmentationEvaluator;
import org.substantia.scoring.evaluation.SubmissionComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia compare}: which of several submissions is better, and how sure that is. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Ranks several submissions and compares them patient by patient.",
            "By the challenge's composite: bootstrap intervals and rank stability, paired permutation tests, "
                    + "corrected for the number of pairs (Holm), and Wilcoxon tests; for diagnoses McNemar's and "
                    + "DeLong's tests. Only the permutation tests are corrected.",
            ""
        },
        footerHeading = "%nFiles written to --out:%n",
        footer = {
            "  comparison.json   all results, including those not printed",
            "",
            "Example:",
            "  substantia compare truth ours.zip theirs.zip baseline/outputs"
        })
public final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TRUTH", description = "folder with ID/QSM_mask.nii.gz and ID/NM_mask.nii.gz")
    private Path truth;

    @Parameters(index = "1..*", arity = "2..*", paramLabel = "PREDICTION", description = "folders or submission zips")
    private List<Path> predictions;

    @Option(
            names = "--convention",
            paramLabel = "NAME",
            description = "composite to rank by: published or leaderboard (default: leaderboard)")
    private ScoreConvention convention = ScoreConvention.LEADERBOARD;

    @Option(names = "--out", paramLabel = "DIR", description = "folder for the results (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("scores");

    @Mixin
    private EvaluationOptions evaluation = new EvaluationOptions();

    @Mixin
    private BootstrapOptions bootstrap = new BootstrapOptions();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        refuseRepeated();
        Cohort reference = Cohort.open(truth);
        OutputFolders.requireWritable(out);
        boolean passedOver =
                PassedOver.print(reference, "_mask", spec.commandLine().getErr());
        Map<String, EvaluationSummary> summaries = new LinkedHashMap<>();
        try (Workers workers = threads.workers()) {
            for (Path prediction : predictions) {
                Cohort submission;
                try {
                    submission = Cohort.open(prediction);
                } catch (CohortException e) {
                    spec.commandLine().getErr().println("substantia: " + e.getMessage() + "; it is not compared");
                    continue;
                }
                passedOver |= PassedOver.print(
                        submission,
                        SegmentationEvaluator.scoresMasks(submission) ? "_mask" : "_pred",
                        spec.commandLine().getErr());
                EvaluationSummary summary = evaluation.evaluate(reference, submission, bootstrap.bootstrap(), workers);
                summaries.put(name(prediction), summary);
            }
            if (summaries.size() < 2) {
                throw new IOException("of " + predictions.size() + " submissions " + summaries.size()
                        + " can be read; a comparison needs two or more");
            }
            if (summaries.values().stream().allMatch(EvaluationSummary::isEmpty)) {
                EvaluationSummary first = summaries.values().iterator().next();
                throw new IOException(truth + ": " + new EvaluationText(first, false).whyEmpty());
            }
            leaveOutEmpty(summaries);
            if (summaries.size() < 2) {
                throw new IOException("of " + predictions.size() + " submissions " + summaries.size()
                        + " can be scored; a comparison needs two or more");
            }
            SubmissionComparison comparison =
                    SubmissionComparison.of(summaries, convention, bootstrap.bootstrap(), workers);
            JsonFiles.write(out.resolve("comparison.json"), ComparisonJson.of(provenance(summaries), comparison));
            PrintWriter print = spec.commandLine().getOut();
            EvaluationText.printReferenceWarnings(summaries.values().iterator().next(), print);
            summaries.forEach((name, summary) -> {
                EvaluationText.printMasksScored(name, summary, print);
                EvaluationText.printWarnings(name, summary, print);
            });
            new ComparisonText(comparison).print(print);
            print.println("Files: " + out);
            boolean failed = summaries.size() < predictions.size()
                    || summaries.values().stream().anyMatch(EvaluationSummary::failed);
            return failed || passedOver ? ExitCode.DATA : ExitCode.OK;
        }
    }

    /** One that nothing was scored of would be compared with none. */
    private void leaveOutEmpty(Map<String, EvaluationSummary> summaries) {
        summaries.forEach((name, summary) -> {
            if (summary.isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println("substantia: " + name + ": " + EvaluationText.whyUnscored(summary)
                                + "; it is not compared");
            }
        });
        summaries.values().removeIf(EvaluationSummary::isEmpty);
    }

    /** Another spelling or a link names the same submission too; scoring takes long, so this is told first. */
    private void refuseRepeated() {
        Map<Path, Path> known = new HashMap<>();
        for (Path prediction : predictions) {
            Path earlier = known.putIfAbsent(realPath(prediction), prediction);
            if (earlier != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        earlier.equals(prediction)
                                ? prediction + " is named twice"
                                : earlier + " and " + prediction + " are the same submission; name it once");
            }
        }
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** The last part of the path where that tells the submissions apart, else all of it. */
    private String name(Path prediction) {
        String last = lastName(prediction);
        long alike = predictions.stream().filter(p -> lastName(p).equals(last)).count();
        return alike == 1 ? last : prediction.toString();
    }

    private static String lastName(Path path) {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }

    private Provenance provenance(Map<String, EvaluationSummary> summaries) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("convention", EnumNames.of(convention));
        options.put("bootstrap", bootstrap.bootstrap().replicates());
        Map<String, String> inputs = new TreeMap<>();
        summaries.forEach((name, summary) -> summary.segmentation().cases().forEach(c -> c.inputs()
                .forEach((input, hash) -> inputs.put(
                        input.startsWith("prediction/") ? name + input.substring("prediction".length()) : input,
                        hash))));
        return new Provenance(
                Version.number(),
                "compare",
                options,
                OptionalLong.of(bootstrap.bootstrap().seed()),
                inputs);
    }
}
