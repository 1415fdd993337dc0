package org.substantia.segmentation.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.Normalization;

/**
 * Makes of a sample one of the many pictures a network may meet: moved, turned, mirrored (left and right classes
 * swapped), cut by the field of view, shaded, blurred, noisy, and with images missing. The same seed gives the same
 * example. Immutable and safe to share.
 */
final class Augmentation {
    /**
     * How far examples are taken from their samples.
     *
     * @param moved share of fine examples that are turned and scaled, so interpolated; the others are only shifted by
     *     whole voxels
     * @param turnDegrees standard deviation about each axis
     * @param scale standard deviation of each axis' logarithm of size
     * @param shiftMm largest shift along each axis
     * @param cut share of examples with a narrower field of view
     * @param altered share of images with another contrast, shading, blur or noise, each
     * @param all share of examples in which every image the sample has stays
     * @param apart share of fine examples whose NM image and nigra tracing are warped by themselves: else a network
     *     tells the nigra's place and size from the other images, of few anatomies, and hardly looks at the NM image
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
    private final Strength close;

    Augmentation(SegmentationPlan plan, Strength fine, Strength coarse, Strength close) {
        this.plan = plan;
        this.fine = fine;
        this.coarse = coarse;
        this.close = close;
    }

    /** Wide: for networks that must work on what users have. */
    static Augmentation wide(SegmentationPlan plan) {
        return new Augmentation(
                plan,
                new Strength(0.5, 5, 0.05, new double[] {6, 6, 6}, 0.15, 0.25, 0.6, 0.7),
                new Strength(1, 9, 0.08, new double[] {40, 40, 40}, 0.35, 0.25, 0.45, 0),
                new Strength(0.6, 6, 0.07, new double[] {5, 5, 5}, 0.1, 0.25, 0.6, 0.7));
    }

    /** An example for the segmenter. */
    Example fine(TrainingSample sample, long seed) {
        return example(sample.fine(), plan.segmenter(), plan.heads(), Optional.empty(), fine, 1, seed);
    }

    /** An example for the localizer. */
    Example coarse(TrainingSample sample, long seed) {
        return example(sample.coarse(), plan.localizer(), List.of(plan.landmarks()), Optional.empty(), coarse, 2, seed);
    }

    /**
     * An example for a refinement, around the structures of its head; empty where the case lacks them or the image they
     * need.
     */
    Optional<Example> close(TrainingSample sample, int refinement, long seed) {
        Refinement wanted = plan.refinements().get(refinement);
        int head = plan.headOf(wanted);
        TrainingSample.Block all = sample.fine();
        TrainingSample.Block block = new TrainingSample.Block(
                all.nx(),
                all.ny(),
                all.nz(),
                all.images(),
                List.of(all.classes().get(head)));
        boolean suits = hasStructure(block.classes().get(0))
                && !block.images()
                        .get(plan.modalities().indexOf(wanted.modality()))
                        .missing();
        return suits
                ? Optional.of(example(
                        block,
                        wanted.stage(),
                        List.of(plan.heads().get(head)),
                        Optional.of(wanted.modality()),
                        close,
                        3 + refinement,
                        seed))
                : Optional.empty();
    }

    /** @param needed the image that stays in any case; the patch then lies around the structures of the only head */
    private Example example(
            TrainingSample.Block block,
            Stage stage,
            List<LabelSet> heads,
            Optional<Modality> needed,
            Strength strength,
            int kind,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + kind);
        int[] size = stage.patch().stream().mapToInt(Integer::intValue).toArray();
        double[] spacing =
                stage.spacing().stream().mapToDouble(Double::doubleValue).toArray();
        boolean mirrored = random.nextBoolean();
        boolean moved = random.nextDouble() < strength.moved();
        double[] step = kind != 2
                ? new double[] {1, 1, 1}
                : new double[] {
                    spacing[0] / SampleFactory.COARSE_MM,
                    spacing[1] / SampleFactory.COARSE_MM,
                    spacing[2] / SampleFactory.COARSE_MM
                };
        double[] middle = needed.isPresent()
                ? middle(block)
                : new double[] {(block.nx() - 1) / 2.0, (block.ny() - 1) / 2.0, (block.nz() - 1) / 2.0};
        PatchTransform map = PatchTransform.draw(middle, size, spacing, step, strength, mirrored, moved, random);
        int nigra = kind != 2 ? nigra(heads) : -1;
        boolean apart = nigra >= 0 && random.nextDouble() < strength.apart();
        PatchTransform mapOfNigra = apart
                ? map.then(LocalWarp.draw(
                        block, block.classes().get(nigra), heads.get(nigra).classes(), spacing, random))
                : map;
        boolean[] present = present(block, strength, random);
        needed.ifPresent(modality -> present[plan.modalities().indexOf(modality)] = true);
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
     * A head learns from examples that have its structures; the nigra's NM tracing only where there is an NM image,
     * since where it begins and ends nothing else tells. Something is always learned.
     */
    private boolean[] taught(TrainingSample.Block block, List<LabelSet> heads, boolean[] present) {
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
    private static int nigra(List<LabelSet> heads) {
        for (int h = 0; h < heads.size(); h++) {
            if (heads.get(h).name().equals(LabelScheme.NM.name())) {
                return h;
            }
        }
        return -1;
    }

    /** Of the voxels of the only head's structures. */
    private static double[] middle(TrainingSample.Block block) {
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
