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
import org.substantia.learning.weights.TensorFile;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationTask;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.SegmentationTraining;
import org.substantia.segmentation.training.SegmentationTrainingOptions;
import org.substantia.segmentation.training.TrainingDataset;
import org.substantia.segmentation.training.UntrainedSegmenter;

/**
 * Our own segmenter, trained on the training cases: fine-tuned from a model with its refinements, or from random
 * weights without any. In both the model's localizer finds the nuclei. To be used by one thread; close it to free the
 * weights.
 */
public final class TrainedSegmenter implements AdaptationMethod {
    public static final String FINE_TUNED = "fine-tuned";
    public static final String SCRATCH = "scratch";
    /** Peak learning rates, as {@code train segmentation} has them. */
    public static final double FINE_TUNING_RATE = 5e-4;

    public static final double SCRATCH_RATE = 2e-3;

    private final SegmenterBench bench;
    private final boolean scratch;
    private final int steps;
    private final double learningRate;
    private final SegmentationModel locator;
    private final SegmentationPlan plan;

    /**
     * @param scratch whether the segmenter begins at random weights
     * @param steps of training, whatever the amount
     * @param learningRate the peak
     * @throws IOException naming the model's file, if it cannot be read
     */
    public TrainedSegmenter(SegmenterBench bench, boolean scratch, int steps, double learningRate) throws IOException {
        this.bench = bench;
        this.scratch = scratch;
        this.steps = steps;
        this.learningRate = learningRate;
        this.locator = ModelFiles.open(bench.init(), bench.device());
        List<LabelSet> wanted = bench.cohort().labelSets();
        SegmentationPlan asShipped = locator.plan();
        SegmentationPlan ofCohort = asShipped.labelSets().equals(wanted) ? asShipped : asShipped.withLabelSets(wanted);
        this.plan = scratch ? ofCohort.withRefinements(List.of()) : ofCohort;
    }

    @Override
    public String name() {
        return scratch ? SCRATCH : FINE_TUNED;
    }

    @Override
    public String description() {
        return scratch
                ? "The same segmenter from random weights; only its localizer is the model's."
                : "The segmentation model, fine-tuned on these cases.";
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
        if (scratch) {
            init = task.scratch().resolve("untrained.safetensors");
            UntrainedSegmenter.write(bench.init(), plan, task.seed(), init);
        }
        SegmentationTrainingOptions options = new SegmentationTrainingOptions(
                task.scratch().resolve("run"),
                Optional.of(init),
                1,
                steps,
                refinementSteps(),
                learningRate,
                learningRate,
                task.seed(),
                bench.device(),
                bench.device().threadsBesideTraining(),
                steps);
        SegmentationTraining training = new SegmentationTraining(plan, options, Map.of());
        training.run(dataset(task, remarks), (stage, entry) -> {});
        Path file = training.modelFile();
        long weights = weights(ModelFiles.read(file));
        try (SegmentationModel model = ModelFiles.open(file, bench.device())) {
            return AdaptationOutcome.ofSegmentations(
                    weights, bench.test(model, task.test(), remarks, task.workers()), remarks);
        }
    }

    /** Samples are made once: they depend on the case, the label sets and the model that finds the nuclei. */
    private TrainingDataset dataset(AdaptationTask task, List<String> remarks) throws IOException {
        List<CaseFolder> cases = task.training().stream()
                .map(id -> bench.cohort().cases().get(id))
                .toList();
        String key = new Sha256()
                .update(bench.cohort().digest() + bench.initDigest() + plan.labelSets())
                .hex();
        return TrainingDataset.cohort(
                bench.cache().resolve("samples-" + key.substring(0, 16)),
                plan,
                cases,
                Optional.of(SegmenterBench.segmenter(locator, task.workers())),
                task.workers(),
                (id, reason) -> remarks.add(reason));
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
