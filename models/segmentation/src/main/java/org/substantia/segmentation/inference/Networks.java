package org.substantia.segmentation.inference;

import java.util.List;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;

/** The networks of a model, or of several that act as one. Thread-safe. */
public interface Networks {
    SegmentationPlan plan();

    /** As {@link SegmentationModel#localize}. */
    Probabilities localize(float[][] images, int nx, int ny, int nz);

    /** As {@link SegmentationModel#segment}. */
    List<Probabilities> segment(float[][] images, int nx, int ny, int nz);

    /** As {@link SegmentationModel#refine}. */
    Probabilities refine(int index, float[][] images, int nx, int ny, int nz);

    static Networks of(SegmentationModel model) {
        return new Networks() {
            @Override
            public SegmentationPlan plan() {
                return model.plan();
            }

            @Override
            public Probabilities localize(float[][] images, int nx, int ny, int nz) {
                return model.localize(images, nx, ny, nz);
            }

            @Override
            public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
                return model.segment(images, nx, ny, nz);
            }

            @Override
            public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
                return model.refine(index, images, nx, ny, nz);
            }
        };
    }

    /**
     * Models whose probabilities are averaged.
     *
     * @throws IllegalArgumentException if there is none, or if their plans differ in images, labels or grids
     */
    static Networks averageOf(List<Networks> members) {
        return members.size() == 1 ? members.get(0) : new Ensemble(members);
    }

    /**
     * The same networks, which also look at the mirrored patch; left and right are exchanged back and both are
     * averaged.
     */
    default Networks mirrored() {
        return new MirroredNetworks(this);
    }
}
