package org.substantia.segmentation.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.checkpoint.TensorCopies;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.plan.PlanJson;
import org.substantia.segmentation.plan.SegmentationPlan;

/**
 * A trained model: a plan and the weights of its two networks. Thread-safe. Close it to free the weights.
 * <p>On disk it is one safetensors file: tensors {@code localizer.*} and {@code segmenter.*}, the plan as JSON in the metadata.
 */
public final class SegmentationModel implements AutoCloseable {
    /** Where the plan stands in a model file's metadata. */
    public static final String PLAN = "substantia.plan";
    /** What the names of the coarse network's tensors begin with. */
    public static final String LOCALIZER = "localizer.";
    /** What the names of the fine network's tensors begin with. */
    public static final String SEGMENTER = "segmenter.";

    private final SegmentationPlan plan;
    private final String sha256;
    private final ComputeDevice device;
    private final StageNetwork localizer;
    private final StageNetwork segmenter;

    private SegmentationModel(SegmentationPlan plan, String sha256, ComputeDevice device) {
        this.plan = plan;
        this.sha256 = sha256;
        this.device = device;
        this.localizer = new StageNetwork(plan.localizer(), device);
        this.segmenter = new StageNetwork(plan.segmenter(), device);
    }

    /**
     * @param source what to call the file in a fault
     * @param sha256 of the file, hexadecimal, for provenance
     * @throws WeightsException if the file is not a model of this version
     */
    static SegmentationModel of(String source, TensorFile file, String sha256, ComputeDevice device)
            throws WeightsException {
        String text = file.metadata().get(PLAN);
        if (text == null) {
            throw new WeightsException(source, "is no segmentation model: its metadata has no " + PLAN);
        }
        SegmentationPlan plan;
        try {
            plan = PlanJson.read(text);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source, e.getMessage(), e);
        }
        SegmentationModel model = new SegmentationModel(plan, sha256, device);
        try {
            TensorCopies.restore(
                    source, file, LOCALIZER, model.localizer.weights().tensors());
            TensorCopies.restore(
                    source, file, SEGMENTER, model.segmenter.weights().tensors());
        } catch (WeightsException e) {
            model.close();
            throw e;
        }
        return model;
    }

    /** The content of a model file: weights in half precision, which halves the file and changes no prediction that matters. */
    public static TensorFile toFile(
            SegmentationPlan plan,
            Map<String, Tensor> localizer,
            Map<String, Tensor> segmenter,
            Map<String, String> provenance) {
        Map<String, String> metadata = new LinkedHashMap<>(provenance);
        metadata.put(PLAN, PlanJson.write(plan));
        Map<String, NamedTensor> tensors =
                new LinkedHashMap<>(TensorCopies.named(LOCALIZER, localizer, TensorType.F16));
        tensors.putAll(TensorCopies.named(SEGMENTER, segmenter, TensorType.F16));
        return new TensorFile(metadata, tensors);
    }

    public SegmentationPlan plan() {
        return plan;
    }

    /** Of the file it came from, hexadecimal. */
    public String sha256() {
        return sha256;
    }

    public ComputeDevice device() {
        return device;
    }

    /**
     * Coarse classes of a whole image.
     *
     * @param images one a modality of the plan, normalised ({@code preprocessing.Normalization}), all 0 where the case lacks it; x
     *     fastest
     * @param nx voxels along x, a multiple of {@code plan().localizer().topology().multiple(0)}; likewise ny and nz
     */
    public Probabilities localize(float[][] images, int nx, int ny, int nz) {
        return localizer.apply(images, nx, ny, nz).get(0);
    }

    /**
     * Classes of a patch, one entry a head of the plan.
     *
     * @param images as for {@link #localize}
     * @param nx voxels along x, a multiple of {@code plan().segmenter().topology().multiple(0)}; likewise ny and nz
     */
    public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
        return segmenter.apply(images, nx, ny, nz);
    }

    @Override
    public void close() {
        localizer.close();
        segmenter.close();
    }
}
