package org.substantia.segmentation.inference;

import java.util.Optional;
import java.util.function.Function;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.preprocessing.Normalization;

/** What the networks of a plan read of a case on a grid. */
final class NetworkInputs {
    private NetworkInputs() {}

    /**
     * One array for each modality of the plan, normalized; 0 everywhere where the case lacks the image.
     *
     * @param values of an image on the grid, NaN where it does not reach; empty if there is no such image
     */
    static float[][] of(SegmentationPlan plan, Geometry grid, Function<Modality, Optional<float[]>> values) {
        float[][] out = new float[plan.modalities().size()][];
        for (int m = 0; m < out.length; m++) {
            Modality modality = plan.modalities().get(m);
            Optional<float[]> image = values.apply(modality);
            out[m] = image.orElseGet(() -> new float[grid.voxelCount()]);
            if (image.isPresent()) {
                Normalization.apply(modality, out[m], grid.nx());
            }
        }
        return out;
    }
}
