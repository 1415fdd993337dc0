package org.substantia.segmentation.training.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.preprocessing.GridSampler;
import org.substantia.segmentation.preprocessing.WorkingGrid;

/** Makes training samples from cases with true masks. Immutable and safe to share. */
public final class SampleFactory {
    /** How much larger the block is than the patch on all sides, voxels: room to shift and turn it. */
    private static final int[] MARGIN = {16, 16, 4};

    private static final int MAX_COARSE = 136;

    private final SegmentationPlan plan;

    public SampleFactory(SegmentationPlan plan) {
        this.plan = plan;
    }

    /**
     * @param id of the case
     * @param reference grid of the image whose axes the networks follow
     * @param images those the case has, in one world
     * @param masks by the name of their label set; a label set without a mask has background alone
     * @param center of the patch, RAS mm, where prediction would put it; if absent, the middle of the box around the
     *     mask's structures
     * @return empty if no mask holds a structure of its label set
     */
    public Optional<TrainingSample> make(
            String id,
            Geometry reference,
            Map<Modality, Volume> images,
            Map<String, LabelMap> masks,
            Optional<double[]> center,
            Workers workers) {
        return middle(masks).map(middle -> sample(id, reference, images, masks, center.orElse(middle), workers));
    }

    /**
     * A sample of a case without masks: no label set has a structure.
     *
     * @param id of the case
     * @param reference grid of the image whose axes the networks follow
     * @param images those the case has, in one world
     * @param center of the patch, RAS mm
     */
    public TrainingSample makeUnlabeled(
            String id, Geometry reference, Map<Modality, Volume> images, double[] center, Workers workers) {
        return sample(id, reference, images, Map.of(), center, workers);
    }

    private TrainingSample sample(
            String id,
            Geometry reference,
            Map<Modality, Volume> images,
            Map<String, LabelMap> masks,
            double[] center,
            Workers workers) {
        List<Integer> size = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            size.add(plan.wholePatch().get(axis) + 2 * MARGIN[axis]);
        }
        Geometry fine = WorkingGrid.around(reference, plan.segmenter().spacing(), size, center);
        Geometry coarse = WorkingGrid.covering(
                reference,
                List.of(TrainingSample.COARSE_MM, TrainingSample.COARSE_MM, TrainingSample.COARSE_MM),
                List.of(1, 1, 1),
                MAX_COARSE);
        return new TrainingSample(
                id,
                block(fine, images, masks, plan.labelSets(), workers),
                block(coarse, images, masks, List.of(plan.landmarks()), workers));
    }

    private TrainingSample.Block block(
            Geometry grid,
            Map<Modality, Volume> images,
            Map<String, LabelMap> masks,
            List<LabelSet> labelSets,
            Workers workers) {
        List<TrainingSample.PackedImage> packed = new ArrayList<>();
        for (Modality modality : plan.modalities()) {
            Volume image = images.get(modality);
            packed.add(
                    image == null
                            ? TrainingSample.PackedImage.MISSING
                            : TrainingSample.PackedImage.of(GridSampler.values(image, grid, workers)));
        }
        List<byte[]> classes = new ArrayList<>();
        for (LabelSet labelSet : labelSets) {
            byte[] out = new byte[grid.voxelCount()];
            LabelMap mask = masks.get(labelSet.name());
            if (mask != null) {
                byte[] classOf = labelSet.classOfLabel();
                int[] labels = GridSampler.labels(mask, grid, workers);
                for (int i = 0; i < out.length; i++) {
                    out[i] = labels[i] > 255 ? 0 : classOf[labels[i]];
                }
            }
            classes.add(out);
        }
        return new TrainingSample.Block(grid.nx(), grid.ny(), grid.nz(), packed, classes);
    }

    /** The middle of the box around all structures of the first label set that has any, RAS mm. */
    private Optional<double[]> middle(Map<String, LabelMap> masks) {
        for (LabelSet labelSet : plan.labelSets()) {
            LabelMap mask = masks.get(labelSet.name());
            if (mask == null) {
                continue;
            }
            byte[] classOf = labelSet.classOfLabel();
            int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
            int[] high = {-1, -1, -1};
            Geometry g = mask.geometry();
            mask.forEachLabeled((index, label) -> {
                if (label <= 255 && classOf[label] != 0) {
                    int[] at = {index % g.nx(), index / g.nx() % g.ny(), index / (g.nx() * g.ny())};
                    for (int axis = 0; axis < 3; axis++) {
                        low[axis] = Math.min(low[axis], at[axis]);
                        high[axis] = Math.max(high[axis], at[axis]);
                    }
                }
            });
            if (high[0] >= 0) {
                return Optional.of(
                        g.affine().apply((low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0, (low[2] + high[2]) / 2.0));
            }
        }
        return Optional.empty();
    }
}
