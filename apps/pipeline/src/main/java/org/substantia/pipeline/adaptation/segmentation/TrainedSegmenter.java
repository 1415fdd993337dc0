package org.substantia.pipeline.adaptation.segmentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.weights.TensorFile;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationTask;
import org.substantia.segmentation.encoder.SliceEncoder;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.SegmentationTraining;
import org.substantia.segmentation.training.SegmentationTrainingOptions;
import org.substantia.segmentation.training.TrainingDataset;
import org.substantia.segmentation.training.UntrainedSegmenter;
import org.substantia.segmentation.training.augmentation.LoneImages;

/**
 * Our own segmenter, trained on the training cases: fine-tuned from a model with its refinements, likewise with a
 * public encoder beside it, or from random weights without refinements. In all of them the model's localizer finds the
 * nuclei. To be used by one thread; close it to free the weights.
 */
public final class TrainedSegmenter implements AdaptationMethod {
    public static final String FINE_TUNED = "fine-tuned";
    public static final String WITH_ENCODER = "fine-tuned-encoder";
    public static final String SCRATCH = "scratch";
    /** Peak learning rates, as {@code train segmentation} has them. */
    public static final double FINE_TUNING_RATE = 5e-4;

    public static final double SCRATCH_RATE = 2e-3;

    private final SegmenterBench bench;
    private final String name;
    private final Optional<Path> encoder;
    private final int steps;
    private final double learningRate;
    private final SegmentationModel locator;
    private final SegmentationPlan plan;

    private TrainedSegmenter(SegmenterBench bench, String name, Optional<Path> encoder, int steps, double learningRate)
            throws IOException {
        this.bench = bench;
        this.name = name;
        this.encoder = encoder;
        this.steps = steps;
        this.learningRate = learningRate;
        this.locator = ModelFiles.open(bench.init(), bench.device());
        List<LabelSet> wanted = bench.cohort().labelSets();
        SegmentationPlan asShipped = locator.plan();
        SegmentationPlan ofCohort = asShipped.labelSets().equals(wanted) ? asShipped : asShipped.withLabelSets(wanted);
        SegmentationPlan begun = isScratch() ? ofCohort.withRefinements(List.of()) : ofCohort;
        this.plan = encoder.isEmpty()
                ? begun
                : begun.withEncoder(
                        Optional.of(SliceEncoder.usualBranch(EncoderFile.open(encoder.get()), begun.segmenter())));
    }

    /**
     * @param steps of training, whatever the amount
     * @param learningRate the peak
     * @throws IOException naming the model's file, if it cannot be read
     */
    public static TrainedSegmenter fineTuned(SegmenterBench bench, int steps, double learningRate) throws IOException {
        return new TrainedSegmenter(bench, FINE_TUNED, Optional.empty(), steps, learningRate);
    }

    /**
     * Likewise.
     *
     * @param encoder file of a vision encoder, or the bundled one's path
     */
    public static TrainedSegmenter withEncoder(SegmenterBench bench, Path encoder, int steps, double learningRate)
            throws IOException {
        return new TrainedSegmenter(bench, WITH_ENCODER, Optional.of(encoder), steps, learningRate);
    }

    /** Likewise, from random weights. */
    public static TrainedSegmenter scratch(SegmenterBench bench, int steps, double learningRate) throws IOException {
        return new TrainedSegmenter(bench, SCRATCH, Optional.empty(), steps, learningRate);
    }

    private boolean isScratch() {
        return name.equals(SCRATCH);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return switch (name) {
            case FINE_TUNED -> "The segmentation model, fine-tuned on these cases.";
            case WITH_ENCODER ->
                "The segmentation model, fine-tuned on these cases with a public encoder beside it, whose features"
                        + " are added to its own.";
            default -> "The same segmenter from random weights; only its localizer is the model's.";
        };
    }

    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public boolean concurrent() {
        return false;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model", bench.initDigest());
        settings.put("device", bench.device().kindAndPrecision());
        // Renamed or moved, it is the same encoder, and its cells stay valid.
        plan.encoder().ifPresent(branch -> settings.put("encoder", branch.unnamed()));
        settings.put("steps", steps);
        settings.put("refinementSteps", refinementSteps());
        settings.put("learningRate", learningRate);
        return settings;
    }

    private long refinementSteps() {
        return plan.refinements().isEmpty() ? 0 : SegmentationTrainingOptions.usualRefinementSteps(steps);
    }

    @Override
    public AdaptationOutcome run(AdaptationTask task) throws IOException {
        List<String> remarks = new ArrayList<>();
        Path init = bench.init();
        if (isScratch()) {
            init = task.scratch().resolve("untrained.safetensors");
            UntrainedSegmenter.write(bench.init(), plan, task.seed(), init);
        }
        SegmentationTrainingOptions options = new SegmentationTrainingOptions(
                task.scratch().resolve("run"),
                Optional.of(init),
                encoder,
                1,
                steps,
                refinementSteps(),
                learningRate,
                learningRate,
                task.seed(),
                bench.device(),
                bench.device().threadsBesideTraining(),
                steps,
                LoneImages.NONE);
        SegmentationTraining training = new SegmentationTraining(plan, options, Map.of());
        training.run(dataset(task, remarks), (stage, entry) -> tell(task, stage, entry));
        Path file = training.modelFile();
        long weights = weights(ModelFiles.read(file));
        try (SegmentationModel model = ModelFiles.open(file, encoder, bench.device())) {
            return AdaptationOutcome.ofSegmentations(
                    weights, bench.test(model, task.test(), remarks, task.workers()), remarks);
        }
    }

    /** The segmenter's steps, then those of the refinements, as one count. */
    private void tell(AdaptationTask task, String stage, Map<String, Object> entry) {
        long before = stage.equals(SegmentationTraining.SEGMENTER) ? 0 : steps;
        task.steps().taken(before + ((Number) entry.get(TrainingLog.STEP)).longValue(), steps + refinementSteps());
    }

    /**
     * Samples are made once: they depend on the case, the label sets, the model that finds the nuclei, and where it is
     * computed.
     */
    private TrainingDataset dataset(AdaptationTask task, List<String> remarks) throws IOException {
        List<CaseFolder> cases = task.training().stream()
                .map(id -> bench.cohort().cases().get(id))
                .toList();
        String key = new Sha256()
                .update(bench.cohort().digest() + bench.initDigest() + plan.labelSets())
                .update(bench.device().kindAndPrecision())
                .hex();
        TrainingDataset data =
                TrainingDataset.cohort(bench.cache().resolve("samples-" + key.substring(0, 16)), plan, cases);
        data.makeSamples(
                Optional.of(SegmenterBench.segmenter(locator, task.workers())),
                task.workers(),
                (id, reason) -> remarks.add(reason));
        return data;
    }

    /** All but the localizer's, which are the model's. */
    private static long weights(TensorFile model) {
        return model.tensors().entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith(SegmentationModel.LOCALIZER))
                .mapToLong(entry -> entry.getValue().elements())
                .sum();
    }

    @Override
    public void close() {
        locator.close();
    }
}
