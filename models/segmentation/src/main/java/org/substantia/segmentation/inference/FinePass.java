package org.substantia.segmentation.inference;

import java.util.List;
import java.util.function.Function;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.WorkingGrid;

/**
 * The fine network at one place: in one patch, or in one patch for each half of the head. Not thread-safe where the
 * networks are not.
 */
final class FinePass {
    private final Networks networks;
    private final Geometry image;
    private final Function<Geometry, float[][]> sampler;

    /**
     * What the fine network says.
     *
     * @param patch over both halves of the head
     * @param probabilities one entry for each label set of the plan, on the patch
     */
    record Answer(Geometry patch, List<Probabilities> probabilities) {}

    /**
     * @param image grid of the reference image
     * @param sampler the networks' inputs on a grid
     */
    FinePass(Networks networks, Geometry image, Function<Geometry, float[][]> sampler) {
        this.networks = networks;
        this.image = image;
        this.sampler = sampler;
    }

    SegmentationPlan plan() {
        return networks.plan();
    }

    /** Where the nuclei were found. */
    Answer at(NucleiLocation location) {
        Stage stage = plan().segmenter();
        return plan().seesOneSide()
                ? halves(side -> location.halfPatch(side, stage, plan().pastMidline(), image))
                : whole(location.patch(stage, image));
    }

    /** Along the image's axes. */
    Answer at(double[] center) {
        Stage stage = plan().segmenter();
        return plan().seesOneSide()
                ? halves(side ->
                        WorkingGrid.half(image, side, stage.spacing(), stage.patch(), plan().pastMidline(), center))
                : whole(WorkingGrid.around(image, stage.spacing(), stage.patch(), center));
    }

    private Answer whole(Geometry patch) {
        return new Answer(patch, segment(patch));
    }

    private Answer halves(Function<Side, Geometry> grid) {
        Geometry left = grid.apply(Side.LEFT);
        Geometry right = grid.apply(Side.RIGHT);
        JoinedHalves joined = new JoinedHalves(left, right);
        List<Probabilities> leftAnswer = segment(left);
        List<Probabilities> rightAnswer = segment(right);
        return new Answer(joined.whole(), joined.join(plan().labelSets(), leftAnswer, rightAnswer));
    }

    private List<Probabilities> segment(Geometry patch) {
        return networks.segment(sampler.apply(patch), patch.nx(), patch.ny(), patch.nz());
    }
}
