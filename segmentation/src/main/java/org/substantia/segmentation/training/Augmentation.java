package org.substantia.segmentation.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.substantia.cohort.LabelScheme;
import org.substantia.cohort.Modality;
import org.substantia.segmentation.plan.Head;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.Normalization;

/**
 * Makes of a sample one of the many pictures a network may meet: moved, turned, mirrored (left and right classes swapped), cut by the
 * field of view, shaded, blurred, noisy, and with images missing. The same seed gives the same example. Immutable and safe to share.
 */
final class Augmentation {
    /**
     * How far examples are taken from their samples.
     *
     * @param moved share of fine examples that are turned and scaled, so interpolated; the others are only shifted by whole voxels
     * @param turnDegrees standard deviation about each axis
     * @param scale standard deviation of each axis' logarithm of size
     * @param shiftMm largest shift along each axis
     * @param cut share of examples with a narrower field of view
     * @param altered share of images with another contrast, shading, blur or noise, each
     * @param all share of examples in which every image the sample has stays
     * @param apart share of fine examples whose NM image and nigra tracing are warped by themselves: else a network tells the nigra's place
     *     and size from the other images, of few anatomies, and hardly looks at the NM image
     */
    @SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
    record Strength(
            double moved,
            double turnDegrees,
            double scale,
            double[] shiftMm,
            double cut,
            double altered,
            double all,
            double apart) {}

    private final SegmentationPlan plan;
    private final Strength fine;
    private final Strength coarse;

    Augmentation(SegmentationPlan plan, Strength fine, Strength coarse) {
        this.plan = plan;
        this.fine = fine;
        this.coarse = coarse;
    }

    /** Wide: for networks that must work on what users have. */
    static Augmentation wide(SegmentationPlan plan) {
        return new Augmentation(
                plan,
                new Strength(0.5, 5, 0.05, new double[] {6, 6, 6}, 0.15, 0.25, 0.6, 0.7),
                new Strength(1, 9, 0.08, new double[] {40, 40, 40}, 0.35, 0.25, 0.45, 0));
    }

    /** An example for the segmenter. */
    Example fine(TrainingSample sample, long seed) {
        return example(sample.fine(), plan.segmenter(), plan.heads(), fine, 1, seed);
    }

    /** An example for the localizer. */
    Example coarse(TrainingSample sample, long seed) {
        return example(sample.coarse(), plan.localizer(), List.of(plan.landmarks()), coarse, 2, seed);
    }

    private Example example(
            TrainingSample.Block block, Stage stage, List<Head> heads, Strength strength, int kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + kind);
        int[] size = stage.patch().stream().mapToInt(Integer::intValue).toArray();
        double[] spacing =
                stage.spacing().stream().mapToDouble(Double::doubleValue).toArray();
        boolean mirrored = random.nextBoolean();
        boolean moved = random.nextDouble() < strength.moved();
        double[] step = kind == 1
                ? new double[] {1, 1, 1}
                : new double[] {
                    spacing[0] / SampleMaker.COARSE_MM,
                    spacing[1] / SampleMaker.COARSE_MM,
                    spacing[2] / SampleMaker.COARSE_MM
                };
        PatchMap map = PatchMap.draw(block, size, spacing, step, strength, mirrored, moved, random);
        int nigra = kind == 1 ? nigra(heads) : -1;
        boolean apart = nigra >= 0 && random.nextDouble() < strength.apart();
        PatchMap mapOfNigra = apart
                ? map.then(LocalWarp.draw(
                        block, block.classes().get(nigra), heads.get(nigra).classes(), spacing, random))
                : map;
        boolean[] present = present(block, strength, random);
        int[][] view = view(size, strength, random);

        float[][] images = new float[plan.modalities().size()][size[0] * size[1] * size[2]];
        boolean[] seen = new boolean[images[0].length];
        for (int m = 0; m < images.length; m++) {
            if (!present[m]) {
                continue;
            }
            Modality modality = plan.modalities().get(m);
            (modality == Modality.NM ? mapOfNigra : map)
                    .sample(block, block.images().get(m), images[m]);
            // A field of view may be that of all images, or of one.
            if (view.length == 1 || (view.length == 2 && random.nextDouble() < 0.5)) {
                cut(images[m], size, view[0]);
            }
            for (int i = 0; i < seen.length; i++) {
                seen[i] |= !Float.isNaN(images[m][i]);
            }
            IntensityAugmentation.before(modality, images[m], size, strength.altered(), random);
            Normalization.apply(modality, images[m]);
            IntensityAugmentation.after(modality, images[m], size, strength.altered(), random);
        }
        List<byte[]> classes = new ArrayList<>();
        boolean[] taught = taught(block, heads, present);
        for (int h = 0; h < heads.size(); h++) {
            if (!taught[h]) {
                classes.add(new byte[0]);
                continue;
            }
            byte[] out = new byte[seen.length];
            (h == nigra ? mapOfNigra : map).sample(block, block.classes().get(h), out);
            byte[] mirror = heads.get(h).mirroredClasses();
            for (int i = 0; i < out.length; i++) {
                // Where nothing is seen there is nothing to find.
                out[i] = !seen[i] ? 0 : mirrored ? mirror[out[i]] : out[i];
            }
            classes.add(out);
        }
        return new Example(images, classes);
    }

    /**
     * A head learns from examples that have its structures; the nigra's NM tracing only where there is an NM image, since where it
     * begins and ends nothing else tells. Something is always learned.
     */
    private boolean[] taught(TrainingSample.Block block, List<Head> heads, boolean[] present) {
        boolean[] taught = new boolean[heads.size()];
        boolean any = false;
        for (int h = 0; h < taught.length; h++) {
            int nm = plan.modalities().indexOf(Modality.NM);
            taught[h] = (h != nigra(heads) || nm < 0 || present[nm])
                    && hasStructure(block.classes().get(h));
            any |= taught[h];
        }
        if (!any) {
            Arrays.fill(taught, true);
        }
        return taught;
    }

    /** The head of the nigra's NM tracing, -1 without one. */
    private static int nigra(List<Head> heads) {
        for (int h = 0; h < heads.size(); h++) {
            if (heads.get(h).name().equals(LabelScheme.NM.name())) {
                return h;
            }
        }
        return -1;
    }

    private static boolean hasStructure(byte[] classes) {
        for (byte label : classes) {
            if (label != 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean[] present(TrainingSample.Block block, Strength strength, SplittableRandom random) {
        int count = block.images().size();
        List<Integer> have = new ArrayList<>();
        for (int m = 0; m < count; m++) {
            if (!block.images().get(m).missing()) {
                have.add(m);
            }
        }
        int kept = have.size();
        if (random.nextDouble() >= strength.all()) {
            kept = 1 + random.nextInt(Math.max(1, have.size() - 1));
        }
        while (have.size() > kept) {
            have.remove(random.nextInt(have.size()));
        }
        boolean[] present = new boolean[count];
        have.forEach(m -> present[m] = true);
        return present;
    }

    /** Nothing, one range that holds for all images, or (given twice) one that each image has by a coin. */
    private static int[][] view(int[] size, Strength strength, SplittableRandom random) {
        if (random.nextDouble() >= strength.cut()) {
            return new int[0][];
        }
        int axis = random.nextDouble() < 0.6 ? 2 : random.nextInt(3);
        int length =
                (int) (size[axis] * (axis == 2 ? 0.25 + 0.65 * random.nextDouble() : 0.6 + 0.35 * random.nextDouble()));
        int start = random.nextInt(size[axis] - length + 1);
        int[] range = {axis, start, start + length};
        return random.nextBoolean() ? new int[][] {range} : new int[][] {range, range};
    }

    private static void cut(float[] image, int[] size, int[] range) {
        int at = 0;
        for (int z = 0; z < size[2]; z++) {
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[0]; x++, at++) {
                    int position = range[0] == 0 ? x : range[0] == 1 ? y : z;
                    if (position < range[1] || position >= range[2]) {
                        image[at] = Float.NaN;
                    }
                }
            }
        }
    }
}
