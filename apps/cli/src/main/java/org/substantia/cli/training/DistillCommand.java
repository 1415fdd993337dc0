package org.substantia.cli.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.DistillationOptions;
import org.substantia.cli.option.Overwritten;
import org.substantia.cli.option.TrainingDataOptions;
import org.substantia.cli.option.TrainingRunOptions;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.distillation.StudentPlan;
import org.substantia.segmentation.distillation.StudentStart;
import org.substantia.segmentation.distillation.TeacherEnsemble;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.SegmentationTraining;
import org.substantia.segmentation.training.SegmentationTrainingOptions;
import org.substantia.segmentation.training.SoftTargets;
import org.substantia.segmentation.training.TrainingDataset;
import org.substantia.segmentation.training.augmentation.LoneImages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code substantia distill}: one small segmentation model from large ones. */
@Command(
        name = "distill",
        mixinStandardHelpOptions = true,
        description = {
            "Trains one small segmentation model towards what larger ones say (docs/how-to/train-a-segmenter.md).",
            "The teacher is the mean of the probabilities of all --teacher models. The student's segmenter is trained "
                    + "on synthetic patients or on a cohort, whose cases need no masks: it learns from the teacher "
                    + "and, where there are masks, from these. Its localizer and its refinement of the NM nigra are "
                    + "those of the first teacher, unchanged. Ctrl-C writes a checkpoint; --resume then continues as "
                    + "if the run had not been interrupted.",
            ""
        },
        footerHeading = "%nFiles written to OUT:%n",
        footer = {
            "  model.safetensors         the student, for substantia predict --model",
            "  start.safetensors         what it began as: channels chosen among the first teacher's",
            "  segmenter.checkpoint      all that is needed to resume",
            "  segmenter.jsonl, .svg     training log, one line every 25 steps, and its plot",
            "  samples/                  training samples, about 20 MB each; may be deleted afterwards",
            "  training.json             teachers, options, program version",
            "",
            "Examples:",
            "  substantia distill --teacher built-in --student shallow --synthetic --out student",
            "  substantia distill --teacher a.safetensors b.safetensors --student levels.json --cohort scans --out s"
        })
public final class DistillCommand implements Callable<Integer> {
    /** What the student begins as. */
    private static final String START = "start.safetensors";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--teacher",
            required = true,
            arity = "1..*",
            paramLabel = "MODEL",
            description = "models whose probabilities are averaged, or built-in for the bundled one")
    private List<Path> teachers;

    @Option(
            names = "--student",
            required = true,
            paramLabel = "PLAN",
            description =
                    "shallow: half the residual blocks of the first teacher's segmenter; half: half its channels; or a "
                            + "JSON file with the levels of its own (docs/how-to/train-a-segmenter.md describes it)")
    private String student;

    @Option(
            names = "--encoder",
            paramLabel = "FILE",
            description = "the encoder that a teacher was trained with (train segmentation --encoder); not needed for "
                    + "the built-in one; the student has none")
    private Optional<Path> encoder = Optional.empty();

    @Mixin
    private TrainingDataOptions data = new TrainingDataOptions();

    @Mixin
    private DistillationOptions distillation = new DistillationOptions();

    @Mixin
    private TrainingRunOptions run = new TrainingRunOptions();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Override
    public Integer call() throws IOException {
        data.check();
        distillation.check();
        run.check();
        for (Path teacher : teachers) {
            Overwritten.refuse(teacher, run.out().resolve(START), spec);
            Overwritten.refuse(teacher, run.model(), spec);
        }
        if (encoder.isPresent()) {
            Overwritten.refuse(encoder.get(), run.model(), spec);
        }
        ComputeDevice device = compute.device();
        try (TeacherEnsemble teacher = TeacherEnsemble.open(teachers, encoder, distillation.mirrored(), device);
                Workers workers = compute.workers()) {
            requireSuitable(teacher.plan());
            SegmentationPlan plan = StudentPlan.of(teacher.plan(), student);
            run.begin();
            Path start = run.out().resolve(START);
            SegmentationTraining training = training(teacher, plan, device, start);
            SegmentationTrainingData gathered = SegmentationTrainingData.ofScans(data, plan, run.seed(), spec);
            Optional<Path> locator = Optional.of(teachers.get(0));
            try (TrainingDataset dataset = gathered.gather(run.samples(), locator, device)) {
                begin(training, dataset, plan, start);
                gathered.makeSamples(dataset, locator, encoder, device, workers);
                Map<String, Object> facts = facts(teacher, plan, device);
                facts.putAll(gathered.facts());
                SegmentationRun.run(
                        training, dataset, run, facts, spec.commandLine().getOut());
            }
            return gathered.incomplete() ? ExitCode.DATA : ExitCode.OK;
        }
    }

    /** Writes what the student begins as, unless the run has it already, and makes sure that the run is this one. */
    private void begin(SegmentationTraining training, TrainingDataset dataset, SegmentationPlan plan, Path start)
            throws IOException {
        boolean lacks = !training.isBegun() || !Files.exists(start);
        if (lacks) {
            StudentStart.write(teachers.get(0), plan, run.seed(), start);
        }
        try {
            training.requireOwnCheckpoints(dataset);
        } catch (IOException e) {
            if (lacks) {
                // Of another run, whose folder stays as it was.
                Files.delete(start);
            }
            throw e;
        }
    }

    private void requireSuitable(SegmentationPlan teacher) throws WeightsException {
        if (data.synthetic() && !teacher.hasLabelsOf(SegmentationPlan.challenge())) {
            throw new WeightsException(
                    teachers.get(0).toString(),
                    "segments other structures than synthetic patients have; distill it on a --cohort");
        }
    }

    private Map<String, Object> facts(TeacherEnsemble teacher, SegmentationPlan plan, ComputeDevice device) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", Version.number());
        facts.put(
                "teachers",
                teachers.stream().map(path -> path.getFileName().toString()).toList());
        facts.put("teacherDigests", teacher.digests());
        facts.put("mirrored", distillation.mirrored());
        facts.put("studentLevels", plan.segmenter().topology().levels());
        facts.put("temperature", distillation.temperature());
        facts.put("softShare", distillation.softShare());
        facts.put("synthetic", data.synthetic());
        data.cohort().ifPresent(path -> facts.put("cohort", path.getFileName().toString()));
        facts.put("steps", distillation.steps());
        facts.put("learningRate", distillation.learningRate());
        facts.put("seed", run.seed());
        facts.put("device", device.describe());
        return facts;
    }

    private SegmentationTraining training(
            TeacherEnsemble teacher, SegmentationPlan plan, ComputeDevice device, Path start) {
        double peak = distillation.learningRate();
        SegmentationTrainingOptions options = new SegmentationTrainingOptions(
                run.out(),
                Optional.of(start),
                Optional.empty(),
                1,
                distillation.steps(),
                0,
                peak,
                peak,
                run.seed(),
                device,
                device.threadsBesideTraining(),
                run.checkpointEvery(),
                LoneImages.NONE);
        Map<String, String> provenance = Map.of(
                SegmentationTraining.VERSION,
                Version.number(),
                "substantia.device",
                device.describe(),
                "substantia.teachers",
                String.join(" ", teacher.digests()));
        SoftTargets targets = new SoftTargets(teacher, distillation.temperature(), distillation.softShare());
        return new SegmentationTraining(plan, options, provenance, Optional.of(targets));
    }
}
