package org.substantia.segmentation.training.augmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * Everything random about one example.
 *
 * @param mirrored whether left and right are exchanged
 * @param transform from the patch to the block
 * @param nigraTransform the same, of the NM image and the nigra's tracing
 * @param susceptibilities factor of each class of the first label set
 * @param present whether each image of the plan is shown
 * @param view what a narrower field of view leaves
 * @param images changes of each image of the plan
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ExampleDraw(
        boolean mirrored,
        PatchTransform transform,
        PatchTransform nigraTransform,
        double[] susceptibilities,
        boolean[] present,
        Optional<FieldOfViewCut.View> view,
        List<ImageDraw> images) {
    /**
     * Changes of one image.
     *
     * @param cut whether it has the narrower field of view
     * @param acquisition changes before normalization
     * @param contrast changes after it
     */
    record ImageDraw(boolean cut, List<ImageChange> acquisition, List<ImageChange> contrast) {}

    /**
     * @param middle of the patch, or of the head where the patch shows one half of it, in voxels of the block
     * @param outward from there to the middle of the patch of one half, voxels; the right half is shown mirrored
     * @param nucleusClasses classes of the first label set, background included
     * @param nigra the classes that may be warped by themselves, if there are any
     */
    static ExampleDraw of(
            TrainingSample.Block block,
            PatchGrid grid,
            double[] middle,
            double outward,
            int nucleusClasses,
            Optional<LocalWarp.Target> nigra,
            List<Modality> modalities,
            AugmentationParameters parameters,
            RandomStream random) {
        boolean mirrored = random.nextBoolean();
        double[] patchMiddle = {middle[0] + (mirrored ? -outward : outward), middle[1], middle[2]};
        RigidJitter.Motion motion = parameters.jitter().draw(random);
        PatchTransform rigid = PatchTransform.of(grid, patchMiddle, motion, mirrored);
        // Only where images are interpolated anyway: the others stay as sharp as they are.
        PatchTransform transform = motion.turned() && parameters.elastic()
                ? rigid.then(ElasticDeformation.draw(block, grid.blockSpacing(), random))
                : rigid;
        PatchTransform nigraTransform = nigra.isPresent() && random.nextBoolean(parameters.nigraWarp())
                ? transform.then(LocalWarp.draw(block, nigra.get(), grid.blockSpacing(), random))
                : transform;
        double[] susceptibilities = parameters.nuclei().draw(nucleusClasses, random);
        boolean[] present = parameters.dropout().draw(modalities, block.images(), random);
        Optional<FieldOfViewCut.View> view = parameters.cut().draw(grid.size(), random);
        List<ImageDraw> images = new ArrayList<>();
        for (Modality modality : modalities) {
            boolean cut = view.isPresent() && (view.get().everyImage() || random.nextBoolean());
            images.add(new ImageDraw(
                    cut,
                    draw(parameters.acquisition(), modality, random),
                    draw(parameters.contrast(), modality, random)));
        }
        return new ExampleDraw(mirrored, transform, nigraTransform, susceptibilities, present, view, images);
    }

    private static List<ImageChange> draw(List<ImageTransform> transforms, Modality modality, RandomStream random) {
        List<ImageChange> changes = new ArrayList<>();
        transforms.forEach(transform -> changes.add(transform.draw(modality, random)));
        return changes;
    }
}
