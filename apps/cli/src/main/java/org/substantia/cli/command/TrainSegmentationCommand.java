package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.InterruptHook;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.TrainingDataOptions;
import org.substantia.cli.option.TrainingScheduleOptions;
import org.substantia.cli.output.TrainingPlots;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.segmentation.plan.LabelSetFile;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.SegmentationTraining;
import org.substantia.segmentation.training.SegmentationTrainingOptions;
import org.substantia.segmentation.training.TrainingDataset;
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
    /** Relative to the fine network's; also of the refinements. */
    private static final double LOCALIZER_RATE = 1.5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainingDataOptions data = new TrainingDataOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the run")
    private Path out;

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description = "model to initialize from, or built-in for the bundled one; its localizer is kept")
    private Optional<Path> init = Optional.empty();

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "structures to segment instead of the challenge's "
                    + "(docs/how-to/train-a-segmenter.md describes the format)")
    private Optional<Path> labels = Optional.empty();

    @Mixin
    private TrainingScheduleOptions schedule = new TrainingScheduleOptions();

    @Option(names = "--seed", paramLabel = "S", description = "seed of every random choice (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--resume", description = "continue the run in OUT")
    private boolean resume;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

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
        ComputeDevice device = compute.device();
        SegmentationTrainingData gathered = new SegmentationTrainingData(data, plan, seed, spec);
        try (Workers workers = compute.workers()) {
            TrainingDataset dataset = gathered.gather(out.resolve("samples"), init, device, workers);
            Map<String, Object> facts = facts(device);
            facts.putAll(gathered.facts());
            JsonFiles.write(record, facts);
            train(plan, device, dataset);
        }
        return gathered.incomplete() ? ExitCode.DATA : ExitCode.OK;
    }

    private void check() {
        data.check();
        if (labels.isPresent() && init.isEmpty()) {
            throw wrong("--labels needs --init: the localizer of that model finds the nuclei");
        }
        if (labels.isPresent() && data.synthetic()) {
            throw wrong(
                    "--labels and --synthetic contradict each other: synthetic patients have the challenge's labels");
        }
        schedule.check(init.isPresent());
    }

    private Map<String, Object> facts(ComputeDevice device) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", Version.number());
        facts.put("synthetic", data.synthetic());
        data.cohort().ifPresent(path -> facts.put("cohort", path.getFileName().toString()));
        init.ifPresent(path -> facts.put("init", path.getFileName().toString()));
        facts.put("steps", schedule.steps());
        facts.put("localizerSteps", schedule.localizerSteps());
        facts.put("refinementSteps", schedule.refinementSteps(init.isPresent()));
        facts.put("learningRate", schedule.learningRate(init.isPresent()));
        facts.put("seed", seed);
        facts.put("device", device.describe());
        return facts;
    }

    private void train(SegmentationPlan plan, ComputeDevice device, TrainingDataset dataset) throws IOException {
        double peak = schedule.learningRate(init.isPresent());
        SegmentationTrainingOptions options = new SegmentationTrainingOptions(
                out,
                init,
                schedule.localizerSteps(),
                schedule.steps(),
                schedule.refinementSteps(init.isPresent()),
                peak,
                LOCALIZER_RATE * peak,
                seed,
                device,
                device.threadsBesideTraining(),
                schedule.checkpointEvery());
        SegmentationTraining training = new SegmentationTraining(
                plan, options, Map.of("substantia.version", Version.number(), "substantia.device", device.describe()));
        PrintWriter print = spec.commandLine().getOut();
        boolean done;
        try (InterruptHook hook = new InterruptHook(training::stop)) {
            done = training.run(dataset, (stage, entry) -> print(stage, entry, print));
        }
        TrainingPlots.write(out);
        print.println(done ? "model: " + training.modelFile() : "stopped; continue with --resume");
    }

    private static void print(String stage, Map<String, Object> entry, PrintWriter print) {
        print.printf(
                Locale.ROOT,
                "%s step %s: loss %s, mean soft Dice %.3f, %.2f s a step%n",
                stage,
                entry.get("step"),
                entry.get("loss"),
                TrainingPlots.meanDice(entry),
                ((Number) entry.get("secondsPerStep")).doubleValue());
        print.flush();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
