package org.substantia.segmentation.training.augmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.Normalization;
import org.substantia.segmentation.training.sample.Example;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * Makes of one sample many examples of what a network may meet: moved, turned, mirrored (left and right classes
 * swapped, or the other half of the head shown), cut by the field of view, shaded, blurred, noisy, and with images
 * missing. The same seed gives the same example. Immutable and safe to share.
 */
public final class Augmentation {
    private static final int FINE = 1;
    private static final int COARSE = 2;
    private static final int FIRST_REFINEMENT = 3;

    private final SegmentationPlan plan;
    private final AugmentationParameters fine;
    private final AugmentationParameters coarse;
    private final AugmentationParameters close;

    /**
     * Whose examples are made, and how.
     *
     * @param stage of the network
     * @param labelSets of its heads
     * @param blockSpacing of the sample's block, mm
     * @param parameters of the augmentation
     * @param salt tells the networks' examples of one seed apart
     * @param pastMidline voxels of the patch past the midline where the network sees one half of the head, else 0
     */
    private record Task(
            Stage stage,
            List<LabelSet> labelSets,
            List<Double> blockSpacing,
            AugmentationParameters parameters,
            int salt,
            int pastMidline) {
        /** From the midline to the middle of a patch of one half, voxels. */
        double outward() {
            return pastMidline == 0 ? 0 : stage.patch().get(0) / 2.0 - pastMidline;
        }

        /** The network's class for each class of a label set's map. */
        byte[] classOf(LabelSet labelSet, boolean mirrored) {
            byte[] turned = mirrored ? labelSet.mirroredClasses() : identity(labelSet.classes());
            if (pastMidline == 0) {
                return turned;
            }
            byte[] ofHalf = new byte[labelSet.classes()];
            byte[] left = labelSet.classOfLeft();
            for (int k = 1; k < left.length; k++) {
                ofHalf[left[k]] = (byte) k;
            }
            byte[] table = new byte[labelSet.classes()];
            for (int c = 1; c < table.length; c++) {
                table[c] = ofHalf[turned[c]];
            }
            return table;
        }

        private static byte[] identity(int classes) {
            byte[] table = new byte[classes];
            for (int c = 0; c < classes; c++) {
                table[c] = (byte) c;
            }
            return table;
        }
    }

    Augmentation(
            SegmentationPlan plan,
            AugmentationParameters fine,
            AugmentationParameters coarse,
            AugmentationParameters close) {
        this.plan = plan;
        this.fine = fine;
        this.coarse = coarse;
        this.close = close;
    }

    /** For networks that must work on what users have. */
    public static Augmentation wide(SegmentationPlan plan) {
        return wide(plan, LoneImages.NONE);
    }

    /** @param lone examples of the segmenter with one image */
    public static Augmentation wide(SegmentationPlan plan, LoneImages lone) {
        return new Augmentation(
                plan,
                AugmentationParameters.fine().withLoneImages(lone),
                AugmentationParameters.coarse(),
                AugmentationParameters.close());
    }

    /** Whether examples for the segmenter teach one of its label sets: some structure lies within the sample. */
    public boolean teachesFine(TrainingSample sample) {
        return anyStructure(sample.fine());
    }

    /** Whether examples for the localizer teach it anything: some landmark lies within the sample. */
    public boolean teachesCoarse(TrainingSample sample) {
        return anyStructure(sample.coarse());
    }

    /** Whether a case has the structures of a refinement's label set and the image that they need. */
    public boolean teachesClose(TrainingSample sample, int refinement) {
        Refinement wanted = plan.refinements().get(refinement);
        return hasStructure(sample.fine().classes().get(plan.indexOf(wanted)))
                && !sample.fine()
                        .images()
                        .get(plan.modalities().indexOf(wanted.modality()))
                        .missing();
    }

    /** An example for the segmenter. */
    public Example fine(TrainingSample sample, long seed) {
        Stage stage = plan.segmenter();
        Task task = new Task(stage, plan.labelSets(), stage.spacing(), fine, FINE, plan.pastMidline());
        return example(sample.fine(), task, Optional.empty(), seed);
    }

    /** An example for the localizer. */
    public Example coarse(TrainingSample sample, long seed) {
        List<Double> spacing = List.of(TrainingSample.COARSE_MM, TrainingSample.COARSE_MM, TrainingSample.COARSE_MM);
        Task task = new Task(plan.localizer(), List.of(plan.landmarks()), spacing, coarse, COARSE, 0);
        return example(sample.coarse(), task, Optional.empty(), seed);
    }

    /** An example for a refinement, around the structures of its label set, of a sample that teaches it. */
    public Example close(TrainingSample sample, int refinement, long seed) {
        Refinement wanted = plan.refinements().get(refinement);
        int index = plan.indexOf(wanted);
        Task task = new Task(
                wanted.stage(),
                List.of(plan.labelSets().get(index)),
                plan.segmenter().spacing(),
                close,
                FIRST_REFINEMENT + refinement,
                0);
        return example(sample.fine().withClasses(index), task, Optional.of(wanted.modality()), seed);
    }

    /**
     * @param needed the image that stays in any case; the patch then lies around the structures of the only label set
     */
    private Example example(TrainingSample.Block block, Task task, Optional<Modality> needed, long seed) {
        RandomStream random = new RandomStream(seed * 31 + task.salt());
        PatchGrid grid = PatchGrid.of(task.stage(), task.blockSpacing());
        double[] middle = needed.isPresent() ? centroid(block) : middle(block);
        int nigra = nigra(task.labelSets());
        Optional<LocalWarp.Target> target = nigra < 0
                ? Optional.empty()
                : Optional.of(new LocalWarp.Target(
                        block.classes().get(nigra), task.labelSets().get(nigra).classes()));
        ExampleDraw draw = ExampleDraw.of(
                block,
                grid,
                middle,
                task.outward(),
                task.labelSets().get(0).classes(),
                target,
                plan.modalities(),
                task.parameters(),
                random);
        needed.ifPresent(modality -> draw.present()[plan.modalities().indexOf(modality)] = true);
        float[][] images = new float[plan.modalities().size()][grid.voxels()];
        boolean[] seen = new boolean[grid.voxels()];
        for (int m = 0; m < images.length; m++) {
            if (draw.present()[m]) {
                show(block, grid, draw, m, images[m], seen);
            }
        }
        return new Example(images, classes(block, task, draw, seen));
    }

    /** Makes one image and marks what it shows. */
    private void show(
            TrainingSample.Block block, PatchGrid grid, ExampleDraw draw, int index, float[] image, boolean[] seen) {
        Modality modality = plan.modalities().get(index);
        ExampleDraw.ImageDraw changes = draw.images().get(index);
        (modality == Modality.NM ? draw.nigraTransform() : draw.transform())
                .sample(block, block.images().get(index), image);
        if (modality == Modality.QSM && Arrays.stream(draw.susceptibilities()).anyMatch(factor -> factor != 1)) {
            byte[] classes = new byte[image.length];
            draw.transform().sample(block, block.classes().get(0), classes);
            NucleusContrast.apply(image, classes, draw.susceptibilities(), grid.size()[0], grid.size()[1]);
        }
        if (changes.cut()) {
            draw.view().orElseThrow().apply(image, grid.size());
        }
        for (int i = 0; i < seen.length; i++) {
            seen[i] |= !Float.isNaN(image[i]);
        }
        changes.acquisition().forEach(change -> change.apply(image, grid.size()));
        Normalization.apply(modality, image, grid.size()[0]);
        changes.contrast().forEach(change -> change.apply(image, grid.size()));
    }

    private List<byte[]> classes(TrainingSample.Block block, Task task, ExampleDraw draw, boolean[] seen) {
        List<LabelSet> labelSets = task.labelSets();
        List<byte[]> classes = new ArrayList<>();
        boolean[] taught = taught(block, labelSets, draw.present());
        int nigra = nigra(labelSets);
        for (int k = 0; k < labelSets.size(); k++) {
            if (!taught[k]) {
                classes.add(new byte[0]);
                continue;
            }
            byte[] out = new byte[seen.length];
            (k == nigra ? draw.nigraTransform() : draw.transform())
                    .sample(block, block.classes().get(k), out);
            byte[] classOf = task.classOf(labelSets.get(k), draw.mirrored());
            for (int i = 0; i < out.length; i++) {
                // Where nothing is seen there is nothing to find.
                out[i] = seen[i] ? classOf[out[i]] : 0;
            }
            classes.add(out);
        }
        return classes;
    }

    /**
     * Which label sets an example teaches: those whose structures it has. The nigra's NM tracing is taught only where
     * there is an NM image, since nothing else shows where the tracing begins and ends, or where there is nothing else
     * to teach. A sample without labels teaches none.
     */
    private boolean[] taught(TrainingSample.Block block, List<LabelSet> labelSets, boolean[] present) {
        boolean[] taught = new boolean[labelSets.size()];
        boolean any = false;
        int nigra = nigra(labelSets);
        int nm = plan.modalities().indexOf(Modality.NM);
        for (int k = 0; k < taught.length; k++) {
            taught[k] = (k != nigra || nm < 0 || present[nm])
                    && hasStructure(block.classes().get(k));
            any |= taught[k];
        }
        if (!any && nigra >= 0) {
            taught[nigra] = hasStructure(block.classes().get(nigra));
        }
        return taught;
    }

    /** The label set of the nigra's NM tracing, -1 without one. */
    private static int nigra(List<LabelSet> labelSets) {
        for (int k = 0; k < labelSets.size(); k++) {
            if (labelSets.get(k).name().equals(LabelScheme.NM.name())) {
                return k;
            }
        }
        return -1;
    }

    private static double[] middle(TrainingSample.Block block) {
        return new double[] {(block.nx() - 1) / 2.0, (block.ny() - 1) / 2.0, (block.nz() - 1) / 2.0};
    }

    /** Of the voxels of the only label set's structures. */
    private static double[] centroid(TrainingSample.Block block) {
        byte[] classes = block.classes().get(0);
        double[] sum = new double[3];
        int count = 0;
        int i = 0;
        for (int z = 0; z < block.nz(); z++) {
            for (int y = 0; y < block.ny(); y++) {
                for (int x = 0; x < block.nx(); x++, i++) {
                    if (classes[i] != 0) {
                        sum[0] += x;
                        sum[1] += y;
                        sum[2] += z;
                        count++;
                    }
                }
            }
        }
        return new double[] {sum[0] / count, sum[1] / count, sum[2] / count};
    }

    private static boolean anyStructure(TrainingSample.Block block) {
        return block.classes().stream().anyMatch(Augmentation::hasStructure);
    }

    private static boolean hasStructure(byte[] classes) {
        for (byte label : classes) {
            if (label != 0) {
                return true;
            }
        }
        return false;
    }
}
