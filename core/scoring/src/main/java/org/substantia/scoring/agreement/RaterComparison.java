package org.substantia.scoring.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.segmentation.GridMismatchException;
import org.substantia.scoring.segmentation.LabelScore;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.SurfaceMetrics;

/** Compares two raters' masks of one case, nucleus by nucleus. */
public final class RaterComparison {
    private static final CaseScorer SCORER = CaseScorer.complete(1, 1);

    private RaterComparison() {}

    /**
     * Every nucleus of the scheme, by ascending label.
     *
     * @param image on the masks' grid, the one they were drawn on; voxels that are not finite have no share in means
     * @throws GridMismatchException if the sizes differ
     */
    public static List<NucleusComparison> of(LabelScheme scheme, Volume image, LabelMap first, LabelMap second) {
        if (!image.geometry().sameSize(first.geometry())) {
            throw new GridMismatchException(image.geometry(), first.geometry());
        }
        MaskScore score = SCORER.score(scheme, first, second);
        List<NucleusComparison> out = new ArrayList<>();
        for (Nucleus nucleus : scheme.nuclei()) {
            LabelScore label = score.of(nucleus).metrics();
            SurfaceMetrics surface = label.surface().orElseThrow().millimeters();
            out.add(new NucleusComparison(
                    nucleus,
                    label.overlap().dice(),
                    surface.hausdorff95(),
                    drawn(image, Mask.of(first, label.label())),
                    drawn(image, Mask.of(second, label.label()))));
        }
        return List.copyOf(out);
    }

    private static DrawnNucleus drawn(Volume image, Mask mask) {
        double sum = 0;
        int count = 0;
        int measured = 0;
        int end = mask.voxels().length;
        for (int i = mask.nextForeground(0, end); i < end; i = mask.nextForeground(i + 1, end)) {
            count++;
            if (Float.isFinite(image.data()[i])) {
                sum += image.data()[i];
                measured++;
            }
        }
        return new DrawnNucleus(
                count * mask.geometry().voxelVolumeMm3(),
                measured == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / measured));
    }
}
