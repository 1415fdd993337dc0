package org.substantia.segmentation.inference;

import java.util.List;
import java.util.function.Function;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.BoundingBox;
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
    /**
     * How far the second look of a network of one half lies from the first, in voxels along each axis. The network
     * folds and halves its grid, so that it sees the same voxels in another place of its cells, and errs otherwise
     * there.
     */
    private static final int[] SHIFT = {1, 1, 1};

    private final Geometry image;
    private final Function<Geometry, float[][]> sampler;
    private final boolean twice;

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
        this(networks, image, sampler, false);
    }

    private FinePass(Networks networks, Geometry image, Function<Geometry, float[][]> sampler, boolean twice) {
        this.networks = networks;
        this.image = image;
        this.sampler = sampler;
        this.twice = twice;
    }

    /** The same, but a network of one half of the head looks twice at each, from places one voxel apart. */
    FinePass lookingTwice() {
        return new FinePass(networks, image, sampler, true);
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
        List<Probabilities> leftAnswer = look(left);
        List<Probabilities> rightAnswer = look(right);
        return new Answer(joined.whole(), joined.join(plan().labelSets(), leftAnswer, rightAnswer));
    }

    private List<Probabilities> look(Geometry half) {
        List<Probabilities> first = segment(half);
        if (twice) {
            List<Probabilities> second = segment(shifted(half));
            for (int h = 0; h < first.size(); h++) {
                average(first.get(h), second.get(h), half);
            }
        }
        return first;
    }

    private static Geometry shifted(Geometry grid) {
        return grid.crop(new BoundingBox(
                SHIFT[0],
                SHIFT[1],
                SHIFT[2],
                grid.nx() - 1 + SHIFT[0],
                grid.ny() - 1 + SHIFT[1],
                grid.nz() - 1 + SHIFT[2]));
    }

    /** Puts the mean into the first where the second, on the shifted grid, says anything. */
    private static void average(Probabilities first, Probabilities second, Geometry grid) {
        for (int k = 0; k < first.classes(); k++) {
            int at = k * first.voxels();
            for (int z = SHIFT[2]; z < grid.nz(); z++) {
                for (int y = SHIFT[1]; y < grid.ny(); y++) {
                    int to = at + grid.index(0, y, z);
                    int from = at + grid.index(0, y - SHIFT[1], z - SHIFT[2]) - SHIFT[0];
                    for (int x = SHIFT[0]; x < grid.nx(); x++) {
                        first.values()[to + x] = (first.values()[to + x] + second.values()[from + x]) / 2;
                    }
                }
            }
        }
    }

    private List<Probabilities> segment(Geometry patch) {
        return networks.segment(sampler.apply(patch), patch.nx(), patch.ny(), patch.nz());
    }
}
