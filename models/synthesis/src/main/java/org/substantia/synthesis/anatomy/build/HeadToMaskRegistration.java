package org.substantia.synthesis.anatomy.build;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.transform.SimilarityFit;
import org.substantia.synthesis.anatomy.HeadMap;
import org.substantia.synthesis.anatomy.registration.LabelRegistration;
import org.substantia.synthesis.anatomy.registration.RegistrationPlan;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;

/**
 * Finds the map that brings a head to a mask: a similarity on the centers of the structures that both have, an affine
 * map on their overlap, and a deformation that also keeps the nuclei which the head does not have in the tissue they
 * belong to.
 *
 * @param stiffness how stiff the deformation is
 * @param codes the head's, with the caudate tails as labels of their own
 * @param similarity from the mask's world to the head's, as are the others
 * @param affine the affine map alone
 * @param velocity the deformation before the affine map, on a 2 mm grid around the nuclei
 */
record HeadToMaskRegistration(
        Stiffness stiffness, LabelMap codes, Affine similarity, Affine affine, VoxelVelocityField velocity) {
    private static final double GRID_MM = 2;
    private static final double MARGIN_MM = 24;
    private static final double MIN_SCALE = 0.93;
    private static final double MAX_SCALE = 1.08;
    /** Of the dentates, which the heads show as the white matter around them only. */
    private static final double DENTATE_WEIGHT = 0.5;

    /** The structures that heads have as masks do. */
    static final List<Nucleus> SHARED = List.of(
            Nucleus.CN_R,
            Nucleus.CN_L,
            Nucleus.PUT_R,
            Nucleus.PUT_L,
            Nucleus.GP_R,
            Nucleus.GP_L,
            Nucleus.TH_R,
            Nucleus.TH_L);

    private static final double MIN_RIDGE = 0.05;
    private static final double MAX_RIDGE = 50;
    private static final double MIN_AFFINE_SCALE = 0.94;
    private static final double MAX_AFFINE_SCALE = 1.11;

    /** How stiff the deformation is: what suits most pairs, and two that some fit better. */
    enum Stiffness {
        MEDIUM(0.9, 0.6),
        LOW(1.1, 0.51),
        HIGH(1.0, 0.75);

        private final double middleDiffusion;
        private final double fineDiffusion;

        Stiffness(double middleDiffusion, double fineDiffusion) {
            this.middleDiffusion = middleDiffusion;
            this.fineDiffusion = fineDiffusion;
        }

        private List<RegistrationPlan.Level> levels() {
            return List.of(
                    new RegistrationPlan.Level(1.5, 40, 1.5, 0.9),
                    new RegistrationPlan.Level(1.0, 50, 1.2, middleDiffusion),
                    new RegistrationPlan.Level(0.5, 60, 0.9, fineDiffusion));
        }
    }

    private static final RegistrationPlan PLAN = new RegistrationPlan(
            SHARED.stream().map(HeadToMaskRegistration::weight).toList(), InclusionRegion.constraints());

    /** The protocols differ in the thalamus, 4.6 against 7 ml; the caudate is the thinnest. */
    private static double weight(Nucleus nucleus) {
        return switch (nucleus.structure()) {
            case TH -> 0.4;
            case CN -> 1.5;
            default -> 1;
        };
    }

    /**
     * What all stiffnesses begin with.
     *
     * @param codes the head's, with the caudate tails as labels of their own
     */
    record Start(LabelMap codes, Affine similarity, Affine affine, LabelRegistration.Aligned aligned) {
        static Start of(SourceHead head, SourceMask mask) {
            Affine similarity = similarityOf(head, mask);
            Affine rough = bestAffine(registrationOf(head.codes(), mask), similarity);
            LabelMap codes = CaudateTail.apart(head.codes(), mask.nuclei(), rough);
            LabelRegistration registration = registrationOf(codes, mask);
            Affine affine = bestAffine(registration, similarity);
            return new Start(codes, similarity, affine, registration.aligned(affine));
        }

        HeadToMaskRegistration register(Stiffness stiffness) {
            return new HeadToMaskRegistration(
                    stiffness, codes, similarity, affine, aligned.velocity(stiffness.levels()));
        }
    }

    /**
     * Held to the similarity as loosely as scales allow: held more, it overlaps less; held less, it shears the cortex.
     */
    private static Affine bestAffine(LabelRegistration registration, Affine similarity) {
        Affine best = similarity;
        for (double ridge = MIN_RIDGE; ridge < MAX_RIDGE; ridge *= 3) {
            best = registration.affine(similarity, ridge);
            double[] scales = CompositeQualityCheck.singularValues(best);
            if (scales[0] <= MAX_AFFINE_SCALE && scales[2] >= MIN_AFFINE_SCALE) {
                break;
            }
        }
        return best;
    }

    private static LabelRegistration registrationOf(LabelMap codes, SourceMask mask) {
        return new LabelRegistration(
                PLAN, grid(mask.nuclei()), RegistrationGroups.ofMask(mask), RegistrationGroups.ofHead(codes));
    }

    HeadMap toHead(VoxelVelocityField velocityAsStored) {
        return new HeadMap(affine, velocityAsStored.exponential(HeadMap.SQUARINGS));
    }

    private static Affine similarityOf(SourceHead head, SourceMask mask) {
        List<double[]> from = new ArrayList<>();
        List<double[]> to = new ArrayList<>();
        for (Nucleus nucleus : SHARED) {
            from.add(center(mask.nuclei(), label -> label == nucleus.qsmLabel()));
            to.add(center(head.codes(), code -> HeadLabel.ofCode(code).nucleus().equals(Optional.of(nucleus))));
        }
        for (Side side : Side.values()) {
            int dentate = Nucleus.of(Structure.DN, side).qsmLabel();
            from.add(center(mask.nuclei(), label -> label == dentate));
            to.add(center(head.codes(), code -> isCerebellarWhite(HeadLabel.ofCode(code), side)));
        }
        double[] weights = new double[from.size()];
        Arrays.fill(weights, 0, SHARED.size(), 1);
        Arrays.fill(weights, SHARED.size(), weights.length, DENTATE_WEIGHT);
        return SimilarityFit.of(
                        from.toArray(double[][]::new), to.toArray(double[][]::new), weights, MIN_SCALE, MAX_SCALE)
                .toAffine();
    }

    private static boolean isCerebellarWhite(HeadLabel label, Side side) {
        return label
                == (side == Side.RIGHT ? HeadLabel.CEREBELLAR_WHITE_MATTER_R : HeadLabel.CEREBELLAR_WHITE_MATTER_L);
    }

    private static double[] center(LabelMap map, Predicate<Integer> member) {
        boolean[] members = new boolean[64];
        for (int label = 0; label < HeadLabel.values().length; label++) {
            members[label] = label > 0 && member.test(label);
        }
        Geometry g = map.geometry();
        double[] sum = new double[3];
        int[] count = new int[1];
        map.forEachLabeled((index, label) -> {
            if (members[label]) {
                sum[0] += index % g.nx();
                sum[1] += index / g.nx() % g.ny();
                int slice = index / g.nx() / g.ny();
                sum[2] += slice;
                count[0]++;
            }
        });
        if (count[0] == 0) {
            throw new IllegalArgumentException("a structure that is needed to bring head and mask together is missing");
        }
        return g.affine().apply(sum[0] / count[0], sum[1] / count[0], sum[2] / count[0]);
    }

    /** The nuclei and a margin at 2 mm. */
    private static Geometry grid(LabelMap nuclei) {
        Geometry fine = nuclei.geometry();
        BoundingBox box = nuclei.boundingBox().orElseThrow();
        double[] min = fine.affine().apply(box.minX(), box.minY(), box.minZ());
        double[] max = fine.affine().apply(box.maxX(), box.maxY(), box.maxZ());
        int[] size = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            size[axis] = (int) Math.ceil((max[axis] - min[axis] + 2 * MARGIN_MM) / GRID_MM) + 1;
        }
        return new Geometry(
                size[0],
                size[1],
                size[2],
                Affine.scaling(GRID_MM, GRID_MM, GRID_MM, min[0] - MARGIN_MM, min[1] - MARGIN_MM, min[2] - MARGIN_MM));
    }
}
