package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.statistics.PublishedReference;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.localization.NucleiLocalizer;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.preprocessing.WorkingGrid;

/**
 * Finds the nuclei with the fine network alone, where the coarse one sees too little: in a slab of a few slices through
 * the midbrain. Such slabs are centered on the substantia nigra, more or less, so patches around there are tried. Each
 * is judged by whether the nuclei in view come out on both sides in about their usual volumes, and the best ones are
 * moved to where their nuclei say that they should be. That tells good places from bad ones, but not a head from noise,
 * in which the fine network sees nuclei too.
 */
final class PatchSearch {
    private static final double[] FORWARD_MM = {-24, -12, 0, 12, 24};
    private static final double[] UP_MM = {-6, 0, 6};
    /** The nigra's place against the middle of the nuclei. */
    private static final double NIGRA_FORWARD_MM = 2.4;

    private static final double NIGRA_DOWN_MM = 2.8;
    private static final int FOLLOWED = 3;
    private static final int MOVES = 2;
    private static final double MIN_SCORE = 0.2;
    /** The coarse network was trained on slabs from 40 mm on. */
    private static final double SLAB_MM = 60;

    private final FinePass fine;
    private final Geometry image;

    /** A place and how likely it is, 0 to 1. */
    private record Hypothesis(NucleiLocation location, double score) {}

    /** @param image grid of the reference image */
    PatchSearch(FinePass fine, Geometry image) {
        this.fine = fine;
        this.image = image;
    }

    /**
     * Whether an image is such a slab, and a model's segmenter tells the landmarks themselves, which the search needs.
     */
    static boolean suits(SegmentationPlan plan, Geometry image) {
        double thickness = Double.MAX_VALUE;
        for (int axis = 0; axis < 3; axis++) {
            thickness = Math.min(thickness, image.size(axis) * image.spacing(axis));
        }
        return thickness < SLAB_MM && plan.labelSets().get(0).equals(plan.landmarks());
    }

    /**
     * @param coarse what the coarse network found, if anything
     * @return empty if nothing looks like the nuclei
     */
    Optional<NucleiLocation> run(Optional<NucleiLocation> coarse) {
        List<Hypothesis> hypotheses = new ArrayList<>();
        coarse.flatMap(location -> judge(fine.at(location))).ifPresent(hypotheses::add);
        for (double forward : FORWARD_MM) {
            for (double up : UP_MM) {
                judge(fine.at(start(forward, up))).ifPresent(hypotheses::add);
            }
        }
        Comparator<Hypothesis> best =
                Comparator.comparingDouble(Hypothesis::score).reversed();
        hypotheses.sort(best);
        for (Hypothesis hypothesis : List.copyOf(hypotheses.subList(0, Math.min(FOLLOWED, hypotheses.size())))) {
            Optional<Hypothesis> moved = Optional.of(hypothesis);
            for (int move = 0; move < MOVES && moved.isPresent(); move++) {
                moved = judge(fine.at(moved.get().location()));
                moved.ifPresent(hypotheses::add);
            }
        }
        hypotheses.sort(best);
        return hypotheses.stream()
                .findFirst()
                .filter(h -> h.score() >= MIN_SCORE)
                .map(Hypothesis::location);
    }

    /** The middle of the nuclei for a nigra so far from the middle of the image. */
    private double[] start(double forward, double up) {
        double[] middle = image.affine().apply((image.nx() - 1) / 2.0, (image.ny() - 1) / 2.0, (image.nz() - 1) / 2.0);
        Affine axes = millimeters(middle);
        return axes.apply(0, forward - NIGRA_FORWARD_MM, up + NIGRA_DOWN_MM);
    }

    /** From millimeters along the working grids' axes to the world. */
    private Affine millimeters(double[] origin) {
        Geometry unit = WorkingGrid.around(image, List.of(1.0, 1.0, 1.0), List.of(1, 1, 1), origin);
        double[] m = unit.affine().toArray();
        for (int row = 0; row < 3; row++) {
            m[row * 4 + 3] = origin[row];
        }
        Affine axes = Affine.of(m);
        return axes.compose(Affine.scaling(1 / axes.columnNorm(0), 1 / axes.columnNorm(1), 1 / axes.columnNorm(2)));
    }

    private Optional<Hypothesis> judge(FinePass.Answer answer) {
        List<Probabilities> heads = answer.probabilities();
        Geometry patch = answer.patch();
        return NucleiLocalizer.find(fine.plan().landmarks(), heads.get(0), patch)
                .map(location -> new Hypothesis(location, score(location, heads, patch)));
    }

    /** Mean, over the pairs of nuclei in view, of how alike both sides' volumes are to the usual one. */
    private double score(NucleiLocation location, List<Probabilities> heads, Geometry patch) {
        double sum = 0;
        int pairs = 0;
        for (int h = 0; h < heads.size(); h++) {
            LabelSet head = fine.plan().labelSets().get(h);
            for (int k = 0; k < head.structures().size(); k++) {
                LabelSet.Structure structure = head.structures().get(k);
                int other = head.mirroredClasses()[k + 1] - 1;
                if (other > k && inView(location, structure.name()) && inView(location, structure.mirror())) {
                    double a = share(head, k, heads.get(h), patch);
                    double b = share(head, other, heads.get(h), patch);
                    sum += Math.min(Math.min(a, b), 1 / Math.max(a, b));
                    pairs++;
                }
            }
        }
        return pairs == 0 ? 0 : sum / pairs;
    }

    /** A structure's volume by its usual one; 1 for structures without a usual one. */
    private static double share(LabelSet head, int structure, Probabilities probabilities, Geometry patch) {
        String name = head.structures().get(structure).name();
        double mass = 0;
        for (int v = 0; v < probabilities.voxels(); v++) {
            mass += probabilities.at(structure + 1, v);
        }
        for (Nucleus nucleus : Nucleus.values()) {
            if (nucleus.symbol().equals(name)) {
                double cm3 = head.name().equals(LabelScheme.NM.name())
                        ? PublishedReference.nmSubstantiaNigraVolumeCm3()
                        : PublishedReference.volumeCm3(nucleus.structure());
                return mass * patch.voxelVolumeMm3() / (1000 * cm3);
            }
        }
        return 1;
    }

    private boolean inView(NucleiLocation location, String structure) {
        return location.place(structure)
                .map(p -> image.affine().inverse().apply(p[0], p[1], p[2]))
                .filter(v -> v[0] >= 1
                        && v[1] >= 1
                        && v[2] >= 1
                        && v[0] <= image.nx() - 2
                        && v[1] <= image.ny() - 2
                        && v[2] <= image.nz() - 2)
                .isPresent();
    }
}
