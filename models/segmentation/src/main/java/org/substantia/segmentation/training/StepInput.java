package org.substantia.segmentation.training;

import java.util.ArrayList;
import java.util.List;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.SpaceToDepth;
import org.substantia.segmentation.training.sample.Example;

/**
 * One example in the order in which a network reads it and its loss compares it. Made beside the network: a GPU would
 * otherwise wait for it.
 *
 * @param images number of them
 * @param channels values of all images, as {@link SpaceToDepth#toChannels}
 * @param heads what each label set teaches; empty arrays where it has nothing to learn here
 * @param auxiliary what the auxiliary heads learn, those between the finest and the coarsest level, finest first; none
 *     where the first label set has nothing to learn
 */
@SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
record StepInput(int images, float[] channels, List<Target> heads, List<Target> auxiliary) {
    /**
     * @param labels true class of each output row
     * @param places see {@link org.substantia.learning.loss.SegmentationLoss}
     */
    @SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
    record Target(byte[] labels, byte[] places) {
        boolean isEmpty() {
            return labels.length == 0;
        }
    }

    static StepInput of(Example example, Stage stage) {
        SpaceToDepth layout = SpaceToDepth.of(stage.patch(), stage.topology().blockSize());
        int[] size = {layout.nx(), layout.ny(), layout.nz()};
        List<Target> heads = new ArrayList<>();
        for (byte[] classes : example.classes()) {
            heads.add(
                    classes.length == 0
                            ? new Target(classes, classes)
                            : new Target(
                                    layout.toRows(classes),
                                    layout.toRows(LossWeightMap.of(classes, size, stage.spacing()))));
        }
        return new StepInput(
                example.images().length, layout.toChannels(example.images()), heads, auxiliary(example, stage));
    }

    private static List<Target> auxiliary(Example example, Stage stage) {
        List<Target> targets = new ArrayList<>();
        byte[] classes = example.classes().get(0);
        int levels = classes.length == 0 ? 0 : stage.topology().levels().size() - 2;
        for (int level = 1; level <= levels; level++) {
            byte[] coarser = LossWeightMap.coarser(classes, stage, level);
            targets.add(new Target(coarser, new byte[coarser.length]));
        }
        return targets;
    }
}
