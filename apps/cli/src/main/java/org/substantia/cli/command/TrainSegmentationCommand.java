package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.SubjectTable;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.output.TrainingPlots;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.StratifiedSplitter;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.inference.SegmentationOptions;
import org.substantia.segmentation.inference.Segmenter;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSetFile;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.SegmentationTraining;
import org.substantia.segmentation.training.SegmentationTrainingOptions;
import org.substantia.segmentation.training.TrainingDataset;
import org.substantia.synthesis.anatomy.AnatomyBank;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code substantia train segmentation}: a segmentation model from synthetic patients, from a cohort, or both. */
@Command(
        name = "segmentation",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model that segments the deep gray matter nuclei, or fine-tunes one "
                    + "(docs/how-to/train-a-segmenter.md).",
            "With --synthetic, patients are made from the training anatomies of the bundled bank during training. With "
                    + "--cohort, the network is trained on cases with masks. Ctrl-C writes a checkpoint; --resume then "
                    + "continues as if the run had not been interrupted.",
            ""
        },
        footerHeading = "%nFiles written to OUT:%n",
        footer = {
            "  model.safetensors         the model, for substantia predict --model",
            "  *.checkpoint              all that is needed to resume",
            "  *.jsonl, *.svg            training logs, one line every 25 steps, and their plots",
            "  samples/                  training samples, about 20 MB each; may be deleted afterwards",
            "  training.json             options, folds, program version",
            "",
            "Examples:",
            "  substantia train segmentation --synthetic --out run",
            "  substantia train segmentation --cohort train_data --init run/model.safetensors --steps 500 --out tuned"
        })
final class TrainSegmentationCommand implements Callable<Integer> {
    /** What is trained on: at least one. */
    static final class Source {
        @Option(
                names = "--synthetic",
                description = "train on synthetic patients of both regimes, from training anatomies only")
        private boolean synthetic;

        @Option(
                names = "--cohort",
                paramLabel = "DIR",
                description = "train on cases with T1, QSM or NM and their masks")
        private Optional<Path> cohort = Optional.empty();
    }

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Source source;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the run")
    private Path out;

    @Option(names = "--init", paramLabel = "MODEL", description = "model to initialize from; its localizer is kept")
    private Optional<Path> init = Optional.empty();

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "structures to segment instead of the challenge's "
                    + "(docs/how-to/train-a-segmenter.md describes the format)")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "training steps of the fine network; 0 keeps that of --init (default: ${DEFAULT-VALUE})")
    private long steps = 6000;

    @Option(
            names = "--localizer-steps",
            paramLabel = "N",
            description =
                    "training steps of the coarse network, each about four times faster (default: ${DEFAULT-VALUE})")
    private long localizerSteps = 2000;

    @Option(
            names = "--refinement-steps",
            paramLabel = "N",
            description = "training steps of the small network that traces the nigra in NM (default: 10000, or 0 with "
                    + "--init, which keeps the network of that model)")
    private Optional<Long> refinementSteps = Optional.empty();

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = "peak learning rate (default: 0.002, or 0.0005 with --init)")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--synthetic-cases",
            paramLabel = "N",
            description = "total number of synthetic patients, about 20 MB each (default: ${DEFAULT-VALUE})")
    private int syntheticCases = 600;

    @Option(
            names = "--synthetic-share",
            paramLabel = "P",
            description = "proportion of synthetic examples when a cohort is given, too (default: ${DEFAULT-VALUE})")
    private double syntheticShare = 0.5;

    @Option(names = "--folds", paramLabel = "K", description = "cross-validation: split the cohort into K folds")
    private Optional<Integer> folds = Optional.empty();

    @Option(names = "--fold", paramLabel = "I", description = "the fold to hold out, 0 to K - 1")
    private Optional<Integer> fold = Optional.empty();

    @Option(names = "--seed", paramLabel = "S", description = "seed of every random choice (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--resume", description = "continue the run in OUT")
    private boolean resume;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "steps between checkpoints (default: ${DEFAULT-VALUE})")
    private int checkpointEvery = 250;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    private boolean passedOver;

    /** Whether a case of the cohort could not be used. */
    private boolean failed;

    @Override
    public Integer call() throws IOException {
        check();
        SegmentationPlan plan = SegmentationPlan.challenge();
        if (labels.isPresent()) {
            plan = plan.withLabelSets(LabelSetFile.read(labels.get()));
        }
        Path record = out.resolve("training.json");
        if (Files.exists(record) && !resume) {
            throw wrong(out + " already holds a run; continue it with --resume or name another folder");
        }
        if (!Files.exists(record) && resume) {
            throw wrong(out + " holds no run to resume");
        }
        OutputFolders.requireWritable(out);
        ComputeDevice where = compute.device();
        Map<String, Object> facts = facts(where);
        try (Workers workers = compute.workers()) {
            TrainingDataset data = data(plan, facts, where, workers);
            JsonFiles.write(record, facts);
            return train(plan, where, data);
        }
    }

    private void check() {
        if (folds.isPresent() != fold.isPresent()) {
            throw wrong("--folds and --fold go together");
        }
        if (folds.isPresent() && source.cohort.isEmpty()) {
            throw wrong("--folds needs a --cohort");
        }
        if (fold.isPresent() && (fold.get() < 0 || fold.get() >= folds.get())) {
            throw wrong("--fold must be 0 to " + (folds.get() - 1) + ", not " + fold.get());
        }
        if (labels.isPresent() && init.isEmpty()) {
            throw wrong("--labels needs --init: the localizer of that model finds the nuclei");
        }
        if (labels.isPresent() && source.synthetic) {
            throw wrong(
                    "--labels and --synthetic contradict each other: synthetic patients have the challenge's labels");
        }
        if (steps < (init.isPresent() ? 0 : 1)
                || refinementSteps.orElse(0L) < 0
                || localizerSteps < 1
                || checkpointEvery < 1
                || syntheticCases < 1) {
            throw wrong("numbers of steps and cases must be at least 1");
        }
        if (!(syntheticShare >= 0 && syntheticShare <= 1)) {
            throw wrong("--synthetic-share must be 0 to 1, not " + syntheticShare);
        }
        if (learningRate.isPresent() && !(learningRate.get() > 0)) {
            throw wrong("--learning-rate must be above 0, not " + learningRate.get());
        }
    }

    private Map<String, Object> facts(ComputeDevice where) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", Version.number());
        facts.put("synthetic", source.synthetic);
        source.cohort.ifPresent(path -> facts.put("cohort", path.getFileName().toString()));
        init.ifPresent(path -> facts.put("init", path.getFileName().toString()));
        facts.put("steps", steps);
        facts.put("localizerSteps", localizerSteps);
        facts.put("refinementSteps", refinementSteps());
        facts.put("learningRate", peak());
        facts.put("seed", seed);
        facts.put("device", where.describe());
        return facts;
    }

    private long refinementSteps() {
        return refinementSteps.orElse(init.isPresent() ? 0L : 10_000L);
    }

    private double peak() {
        return learningRate.orElse(init.isPresent() ? 5e-4 : 2e-3);
    }

    private TrainingDataset data(SegmentationPlan plan, Map<String, Object> facts, ComputeDevice where, Workers workers)
            throws IOException {
        Path samples = out.resolve("samples");
        Optional<TrainingDataset> synthetic = Optional.empty();
        if (source.synthetic) {
            AnatomyBank bank = AnatomyBank.builtIn();
            facts.put("anatomyBank", bank.sha256());
            facts.put("syntheticCases", syntheticCases);
            synthetic = Optional.of(
                    TrainingDataset.synthetic(samples.resolve("synthetic"), plan, bank, seed, syntheticCases, 0.1, 1));
        }
        if (source.cohort.isEmpty()) {
            return synthetic.orElseThrow();
        }
        Cohort patients = Cohort.open(source.cohort.get());
        passedOver = PassedOver.print(patients, spec.commandLine().getErr());
        List<CaseFolder> cases = trainingCases(patients, facts);
        Set<String> unusable = new TreeSet<>();
        TrainingDataset real = cohort(samples.resolve("cohort"), plan, cases, where, workers, (id, why) -> {
            unusable.add(id);
            spec.commandLine().getErr().println("substantia: " + why + "; the case is left out");
        });
        failed = !unusable.isEmpty();
        facts.put(
                "cases",
                cases.stream()
                        .map(CaseFolder::id)
                        .filter(id -> !unusable.contains(id))
                        .toList());
        return synthetic
                .map(data -> TrainingDataset.mixed(data, real, syntheticShare))
                .orElse(real);
    }

    private TrainingDataset cohort(
            Path samples,
            SegmentationPlan plan,
            List<CaseFolder> cases,
            ComputeDevice where,
            Workers workers,
            BiConsumer<String, String> leftOut)
            throws IOException {
        if (init.isEmpty()) {
            return TrainingDataset.cohort(samples, plan, cases, Optional.empty(), workers, leftOut);
        }
        try (SegmentationModel model = ModelFiles.open(init.get(), where)) {
            Segmenter locator = new Segmenter(Networks.of(model), SegmentationOptions.defaults(), workers);
            return TrainingDataset.cohort(samples, plan, cases, Optional.of(locator), workers, leftOut);
        }
    }

    private List<CaseFolder> trainingCases(Cohort cohort, Map<String, Object> facts) throws IOException {
        List<CaseFolder> cases = new ArrayList<>(cohort.cases());
        if (folds.isPresent()) {
            Optional<LabelTable> table = SubjectTable.read(
                            cohort,
                            EnumSet.of(TableColumn.LABEL),
                            spec.commandLine().getErr())
                    .table();
            Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
            for (CaseFolder patient : cases) {
                diagnoses.put(patient.id(), table.flatMap(t -> t.diagnosisOf(patient)));
            }
            List<Fold> cut;
            try {
                cut = new StratifiedSplitter(diagnoses, CaseGroups.none()).kFold(folds.get(), seed);
            } catch (IllegalArgumentException e) {
                throw wrong("--folds " + folds.get() + ": " + e.getMessage());
            }
            Fold chosen = cut.get(fold.get());
            cases.removeIf(patient -> !chosen.training().contains(patient.id()));
            facts.put("heldOut", chosen.heldOut());
        }
        return cases;
    }

    private int train(SegmentationPlan plan, ComputeDevice where, TrainingDataset data) throws IOException {
        SegmentationTrainingOptions options = new SegmentationTrainingOptions(
                out,
                init,
                localizerSteps,
                steps,
                refinementSteps(),
                peak(),
                1.5 * peak(),
                seed,
                where,
                checkpointEvery);
        SegmentationTraining training = new SegmentationTraining(
                plan, options, Map.of("substantia.version", Version.number(), "substantia.device", where.describe()));
        Thread onInterrupt = new Thread(() -> {
            try {
                training.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        PrintWriter print = spec.commandLine().getOut();
        boolean done;
        try {
            done = training.run(data, (stage, entry) -> {
                print.printf(
                        Locale.ROOT,
                        "%s step %s: loss %s, mean soft Dice %.3f, %.2f s a step%n",
                        stage,
                        entry.get("step"),
                        entry.get("loss"),
                        TrainingPlots.meanDice(entry),
                        ((Number) entry.get("secondsPerStep")).doubleValue());
                print.flush();
            });
        } finally {
            removeHook(onInterrupt);
        }
        TrainingPlots.write(out);
        print.println(done ? "model: " + training.modelFile() : "stopped; continue with --resume");
        return passedOver || failed ? ExitCode.DATA : ExitCode.OK;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already: the hook has done its work.
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
