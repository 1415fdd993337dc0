package org.substantia.cli.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.AssumedOfEncoder;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.Overwritten;
import org.substantia.cli.option.TrainingDataOptions;
import org.substantia.cli.option.TrainingRunOptions;
import org.substantia.cli.option.TrainingScheduleOptions;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.encoder.SliceEncoder;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.plan.EncoderBranch;
import org.substantia.segmentation.plan.LabelSetFile;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.SegmentationTraining;
import org.substantia.segmentation.training.SegmentationTrainingOptions;
import org.substantia.segmentation.training.TrainingDataset;
import org.substantia.segmentation.training.augmentation.LoneImages;
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

    @Mixin
    private TrainingRunOptions run = new TrainingRunOptions();

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description = "model to initialize from, or built-in for the bundled one; its localizer is kept")
    private Optional<Path> init = Optional.empty();

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "structures to segment instead of those of --init "
                    + "(docs/how-to/train-a-segmenter.md describes the format)")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--encoder",
            paramLabel = "FILE",
            description = "also show every slice to this public encoder, weights or a folder that holds them (see "
                    + "foundation list) or built-in, whose features are added inside the segmenter; its own weights "
                    + "stay as they are")
    private Optional<Path> encoder = Optional.empty();

    @Option(
            names = "--alone",
            paramLabel = "IMAGE=SHARE",
            description = "share of the segmenter's examples that show this image (T1, QSM or NM) and no other, for a "
                    + "model that is to be given little else, such as T1=0.4; of those left, 40 %% lack images by "
                    + "chance, as all do by default")
    private Map<Modality, Double> alone = new EnumMap<>(Modality.class);

    @Mixin
    private TrainingScheduleOptions schedule = new TrainingScheduleOptions();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Override
    public Integer call() throws IOException {
        check();
        SegmentationPlan plan = plan();
        if (encoder.isPresent()) {
            EncoderFile file = EncoderFile.open(encoder.get());
            AssumedOfEncoder.print(file, spec.commandLine().getErr());
            plan = plan.withEncoder(Optional.of(SliceEncoder.usualBranch(file, plan.segmenter())));
        }
        run.begin();
        ComputeDevice device = compute.device();
        SegmentationTraining training = training(plan, device);
        SegmentationTrainingData gathered = SegmentationTrainingData.ofMasks(data, plan, run.seed(), spec);
        try (Workers workers = compute.workers();
                TrainingDataset dataset = gathered.gather(run.samples(), init, device)) {
            training.requireOwnCheckpoints(dataset);
            gathered.makeSamples(dataset, init, encoder, device, workers);
            Map<String, Object> facts = facts(plan, device);
            facts.putAll(gathered.facts());
            SegmentationRun.run(
                    training, dataset, run, facts, spec.commandLine().getOut());
        }
        plan.encoder().flatMap(EncoderBranch::license).ifPresent(license -> spec.commandLine()
                .getOut()
                .println("License of the encoder's weights, which the model needs: " + license));
        return gathered.incomplete() ? ExitCode.DATA : ExitCode.OK;
    }

    /** The challenge's networks, for the structures of --labels or else of --init. */
    private SegmentationPlan plan() throws IOException {
        SegmentationPlan challenge = SegmentationPlan.challenge();
        if (init.isEmpty()) {
            return challenge;
        }
        SegmentationPlan initial = ModelFiles.planOf(init.get());
        SegmentationPlan plan =
                challenge.withLabelSets(labels.isPresent() ? LabelSetFile.read(labels.get()) : initial.labelSets());
        if (data.synthetic() && !plan.hasLabelsOf(challenge)) {
            throw new WeightsException(
                    init.get().toString(),
                    "segments other structures than synthetic patients have; train it on a --cohort");
        }
        List<String> begun = plan.structuresBeyond(initial);
        if (schedule.steps() == 0 && !begun.isEmpty()) {
            throw wrong("--steps 0 keeps the segmenter of --init, which does not know " + String.join(", ", begun));
        }
        tellRefinements(initial, plan);
        return plan;
    }

    /** Refinements of the initial model may go with its structures, which leaves nothing to train of them. */
    private void tellRefinements(SegmentationPlan initial, SegmentationPlan plan) {
        if (plan.refinements().isEmpty() && schedule.wantsRefinement()) {
            throw wrong("--refinement-steps: there is no refinement of these structures to train");
        }
        for (Refinement refinement : initial.refinements()) {
            String name = refinement.labelSet();
            if (plan.refinements().stream().noneMatch(left -> left.labelSet().equals(name))) {
                spec.commandLine()
                        .getErr()
                        .println("substantia: the refinement of " + name + " of --init is left out: there is no label"
                                + " set " + name + " with its structures in its order");
            }
        }
    }

    private void check() throws IOException {
        data.check();
        if (labels.isPresent() && init.isEmpty()) {
            throw wrong("--labels needs --init: the localizer of that model finds the nuclei");
        }
        if (labels.isPresent() && data.synthetic()) {
            throw wrong(
                    "--labels and --synthetic contradict each other: synthetic patients have the challenge's labels");
        }
        lone();
        schedule.check(init.isPresent());
        run.check();
        for (Optional<Path> read : List.of(init, encoder)) {
            if (read.isPresent()) {
                Overwritten.refuse(read.get(), run.model(), spec);
            }
        }
    }

    private Map<String, Object> facts(SegmentationPlan plan, ComputeDevice device) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", Version.number());
        facts.put("synthetic", data.synthetic());
        data.cohort().ifPresent(path -> facts.put("cohort", path.getFileName().toString()));
        init.ifPresent(path -> facts.put("init", path.getFileName().toString()));
        plan.encoder().ifPresent(branch -> facts.put("encoder", branch));
        facts.put("steps", schedule.steps());
        facts.put("localizerSteps", schedule.localizerSteps());
        facts.put("refinementSteps", schedule.refinementSteps(init.isPresent()));
        facts.put("learningRate", schedule.learningRate(init.isPresent()));
        if (!alone.isEmpty()) {
            facts.put("alone", alone);
        }
        facts.put("seed", run.seed());
        facts.put("device", device.describe());
        return facts;
    }

    private SegmentationTraining training(SegmentationPlan plan, ComputeDevice device) {
        double peak = schedule.learningRate(init.isPresent());
        SegmentationTrainingOptions options = new SegmentationTrainingOptions(
                run.out(),
                init,
                encoder,
                schedule.localizerSteps(),
                schedule.steps(),
                schedule.refinementSteps(init.isPresent()),
                peak,
                LOCALIZER_RATE * peak,
                run.seed(),
                device,
                device.threadsBesideTraining(),
                run.checkpointEvery(),
                lone());
        return new SegmentationTraining(
                plan,
                options,
                Map.of(SegmentationTraining.VERSION, Version.number(), "substantia.device", device.describe()));
    }

    private LoneImages lone() {
        try {
            return new LoneImages(alone);
        } catch (IllegalArgumentException wrong) {
            throw wrong("--alone: " + wrong.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
