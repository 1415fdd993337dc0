package org.substantia.segmentation.inference;

import java.util.List;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.segmentation.localization.NucleiLocalizer;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.preprocessing.GridSampler;

/**
 * Says of one image by itself whether its header places the head as the nuclei in it lie, without segmenting it.
 * Thread-safe; the networks use all of libtorch's threads, so that images given at once take turns.
 *
 * <pre>{@code
 * HeaderInspection inspection = new HeaderInspection(Networks.of(model));
 * List<String> doubts = inspection.doubts(Modality.QSM, volume);
 * }</pre>
 */
public final class HeaderInspection {
    private final Networks networks;

    public HeaderInspection(Networks networks) {
        this.networks = networks;
    }

    /**
     * What the header seems to say wrongly, one line each; none where it seems right, and of images that the networks
     * do not read or in which they see too little at 4 mm (NM).
     *
     * @param image as read, in any unit; on the grid that the header tells
     */
    public List<String> doubts(Modality modality, Volume image) {
        SegmentationPlan plan = networks.plan();
        if (modality == Modality.NM
                || !plan.modalities().contains(modality)
                || !NucleiLocalizer.knows(plan.landmarks())) {
            return List.of();
        }
        float ppb = modality == Modality.QSM ? SusceptibilityUnit.of(image).ppb() : 1;
        HeaderCheck check =
                new HeaderCheck(networks, image.geometry(), grid -> sample(plan, modality, image, ppb, grid));
        synchronized (this) {
            return check.doubts(check.locate());
        }
    }

    private static float[][] sample(SegmentationPlan plan, Modality modality, Volume image, float ppb, Geometry grid) {
        return NetworkInputs.of(
                plan, grid, other -> other == modality ? Optional.of(values(image, ppb, grid)) : Optional.empty());
    }

    private static float[] values(Volume image, float ppb, Geometry grid) {
        float[] values = GridSampler.values(image, grid, Workers.caller());
        for (int v = 0; v < values.length; v++) {
            values[v] *= ppb;
        }
        return values;
    }
}
