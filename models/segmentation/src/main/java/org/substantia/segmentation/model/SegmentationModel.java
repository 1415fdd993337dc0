package org.substantia.segmentation.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.encoder.SliceEncoder;
import org.substantia.segmentation.plan.PlanJson;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;

/**
 * A trained model: a plan and the weights of its networks. Thread-safe. Close it to free the weights.
 *
 * <p>On disk it is one safetensors file: tensors {@code localizer.*}, {@code segmenter.*} and
 * {@code refinement.HEAD.*}, where HEAD is the name of a label set, and the plan as JSON in the metadata.
 */
public final class SegmentationModel implements AutoCloseable {
    /** Where the plan stands in a model file's metadata. */
    private static final String PLAN = "substantia.plan";
    /** What the names of the coarse network's tensors begin with. */
    public static final String LOCALIZER = "localizer.";
    /** What the names of the fine network's tensors begin with. */
    public static final String SEGMENTER = "segmenter.";

    private static final String REFINEMENT = "refinement.";

    private final SegmentationPlan plan;
    private final String sha256;
    private final ComputeDevice device;
    private final StageNetwork localizer;
    private final StageNetwork segmenter;
    private final List<StageNetwork> refiners;
    private final Optional<SliceEncoder> encoder;

    private SegmentationModel(
            SegmentationPlan plan, String sha256, Optional<SliceEncoder> encoder, ComputeDevice device) {
        this.plan = plan;
        this.sha256 = sha256;
        this.device = device;
        this.encoder = encoder;
        this.localizer = new StageNetwork(plan.localizer(), Optional.empty(), device);
        this.segmenter = new StageNetwork(plan.segmenter(), encoder, device);
        this.refiners = plan.refinements().stream()
                .map(refinement -> new StageNetwork(refinement.stage(), Optional.empty(), device))
                .toList();
    }

    /** What the names of a refinement's tensors begin with. */
    public static String prefix(Refinement refinement) {
        return REFINEMENT + refinement.labelSet() + ".";
    }

    /**
     * The plan that a model file holds.
     *
     * @param source what to call the file in messages
     * @throws WeightsException if the file is not a model of a version that can be read
     */
    public static SegmentationPlan planOf(String source, TensorFile file) throws WeightsException {
        String text = file.metadata().get(PLAN);
        if (text == null) {
            throw new WeightsException(source, "is no segmentation model: its metadata has no " + PLAN);
        }
        try {
            return PlanJson.read(text);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source, e.getMessage(), e);
        }
    }

    /**
     * @param source what to call the file in messages
     * @param sha256 of the file, hexadecimal, for provenance
     * @param encoder the file of the encoder that it was trained with, if that is not the bundled one
     * @throws WeightsException if the file is not a model of this version
     * @throws IOException if the encoder is missing or another one
     */
    static SegmentationModel of(
            String source, TensorFile file, String sha256, Optional<Path> encoder, ComputeDevice device)
            throws IOException {
        SegmentationPlan plan = planOf(source, file);
        Optional<SliceEncoder> beside = plan.encoder().isPresent()
                ? Optional.of(SliceEncoder.open(source, plan.encoder().get(), encoder, device))
                : Optional.empty();
        SegmentationModel model = new SegmentationModel(plan, sha256, beside, device);
        try {
            TensorCopies.restore(
                    source, file, LOCALIZER, model.localizer.weights().tensors());
            TensorCopies.restore(
                    source, file, SEGMENTER, model.segmenter.weights().tensors());
            for (int i = 0; i < model.refiners.size(); i++) {
                TensorCopies.restore(
                        source,
                        file,
                        prefix(plan.refinements().get(i)),
                        model.refiners.get(i).weights().tensors());
            }
        } catch (WeightsException e) {
            model.close();
            throw e;
        }
        return model;
    }

    /**
     * The content of a model file: weights in half precision, which halves the file and changes no prediction that
     * matters.
     *
     * @param refiners one entry per refinement of the plan
     */
    public static TensorFile toFile(
            SegmentationPlan plan,
            Map<String, Tensor> localizer,
            Map<String, Tensor> segmenter,
            List<Map<String, Tensor>> refiners,
            Map<String, String> provenance) {
        Map<String, NamedTensor> tensors =
                new LinkedHashMap<>(TensorCopies.named(LOCALIZER, localizer, TensorType.F16));
        tensors.putAll(TensorCopies.named(SEGMENTER, segmenter, TensorType.F16));
        for (int i = 0; i < refiners.size(); i++) {
            tensors.putAll(TensorCopies.named(prefix(plan.refinements().get(i)), refiners.get(i), TensorType.F16));
        }
        return toFile(plan, tensors, provenance);
    }

    /**
     * The content of a model file of given tensors.
     *
     * @param tensors of all networks of the plan, under the names of a model file
     */
    public static TensorFile toFile(
            SegmentationPlan plan, Map<String, NamedTensor> tensors, Map<String, String> provenance) {
        Map<String, String> metadata = new LinkedHashMap<>(provenance);
        metadata.put(PLAN, PlanJson.write(plan));
        return new TensorFile(metadata, tensors);
    }

    public SegmentationPlan plan() {
        return plan;
    }

    /** Digest of its file, hexadecimal. */
    public String sha256() {
        return sha256;
    }

    public ComputeDevice device() {
        return device;
    }

    /**
     * Coarse classes of a whole image.
     *
     * @param images one per modality of the plan, normalized ({@code preprocessing.Normalization}), all 0 where the
     *     case lacks it; x fastest
     * @param nx voxels along x, a multiple of {@code plan().localizer().topology().multiple(0)}; likewise ny and nz
     */
    public Probabilities localize(float[][] images, int nx, int ny, int nz) {
        return localizer.apply(images, nx, ny, nz).get(0);
    }

    /**
     * Classes of a patch, one entry per label set of the plan.
     *
     * @param images as for {@link #localize}
     * @param nx voxels along x, a multiple of {@code plan().segmenter().topology().multiple(0)}; likewise ny and nz
     */
    public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
        return segmenter.apply(images, nx, ny, nz);
    }

    /**
     * As {@link #segment(float[][], int, int, int)} for an input that is a tensor already, as in training. To be called
     * within a PointerScope, without gradient.
     *
     * @param input as {@link org.substantia.learning.network.ResidualUNet#forward} takes it, on the model's device
     * @return probabilities (classes, voxels), float32, in the order of
     *     {@link org.substantia.learning.network.Logits#heads}
     */
    public List<Tensor> segment(Tensor input) {
        return segmenter.apply(input);
    }

    /**
     * Classes of a refinement's label set in a small patch around its structures.
     *
     * @param index of the refinement in the plan
     * @param images as for {@link #localize}, normalized within the small patch
     * @param nx voxels along x, a multiple of what the refinement's topology asks for; likewise ny and nz
     */
    public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
        return refiners.get(index).apply(images, nx, ny, nz).get(0);
    }

    @Override
    public void close() {
        localizer.close();
        segmenter.close();
        refiners.forEach(StageNetwork::close);
        encoder.ifPresent(SliceEncoder::close);
    }
}
