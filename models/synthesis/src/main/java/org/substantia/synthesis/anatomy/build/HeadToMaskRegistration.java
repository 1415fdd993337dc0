package org.substantia.synthesis.anatomy.build;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.HeadMap;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.imaging.transform.SimilarityFit;
import org.substantia.synthesis.anatomy.registration.InclusionConstraint;
import org.substantia.synthesis.anatomy.registration.LabelGroups;
import org.substantia.synthesis.anatomy.registration.LabelRegistration;
import org.substantia.synthesis.anatomy.registration.RegistrationPlan;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;

/**
 * Finds the map that brings a head to a mask: a similarity on the centres of the structures that both have, an affine
 * map on their overlap, and a deformation that also keeps the nuclei which the head does not have in the tissue they
 * belong to.
 *
 * @param stiffness how stiff the deformation is
 * @param codes the head's, its caudate tails told apart
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

    private static final int MIDBRAIN_RIGHT = 8;
    private static final int MIDBRAIN_LEFT = 9;
    private static final int AROUND_STN_RIGHT = 10;
    private static final int AROUND_STN_LEFT = 11;
    private static final int CEREBELLUM_RIGHT = 12;
    private static final int CEREBELLUM_LEFT = 13;
    private static final int CAUDATE_VENTRICLES = 14;
    private static final int VENTRICLES = 15;
    private static final int LEFT_HALF = 16;
    private static final int RIGHT_HALF = 17;

    /** The structures that heads have as masks do. */
    static final List<Nucleus> SHARED = IntStream.rangeClosed(1, 8)
            .mapToObj(label -> LabelScheme.QSM.nucleusOf(label).orElseThrow())
            .toList();

    private static final InclusionConstraint MIDBRAIN_NUCLEUS = new InclusionConstraint(true, 3, 3);
    /** Small and often far from its place after the affine map. */
    private static final InclusionConstraint STN = new InclusionConstraint(true, 8, 40);

    private static final InclusionConstraint DENTATE = new InclusionConstraint(true, 1, 1);
    /** The caudate lies along a ventricle: too firm a hold would make it thinner. */
    private static final InclusionConstraint CAUDATE_NO_VENTRICLE = new InclusionConstraint(false, 1.8, 1.55);

    private static final InclusionConstraint NO_VENTRICLE = new InclusionConstraint(false, 8, 4);
    private static final InclusionConstraint NO_OTHER_HALF = new InclusionConstraint(false, 1, 1);

    private static final List<InclusionConstraint> CONTAINMENTS = List.of(
            MIDBRAIN_NUCLEUS,
            MIDBRAIN_NUCLEUS,
            STN,
            STN,
            DENTATE,
            DENTATE,
            CAUDATE_NO_VENTRICLE,
            NO_VENTRICLE,
            NO_OTHER_HALF,
            NO_OTHER_HALF);

    private static final double LOOSEST_RIDGE = 0.05;
    private static final double FIRMEST_RIDGE = 50;
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
            SHARED.stream().map(HeadToMaskRegistration::weight).toList(), CONTAINMENTS);

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
     * @param codes the head's, its caudate tails told apart
     */
    record Start(LabelMap codes, Affine similarity, Affine affine, LabelRegistration registration) {
        static Start of(SourceHead head, SourceMask mask) {
            Affine similarity = similarityOf(head, mask);
            Affine rough = bestAffine(registrationOf(head.codes(), mask), similarity);
            LabelMap codes = CaudateTail.apart(head.codes(), mask.nuclei(), rough);
            LabelRegistration registration = registrationOf(codes, mask);
            return new Start(codes, similarity, bestAffine(registration, similarity), registration);
        }

        HeadToMaskRegistration join(Stiffness stiffness) {
            return new HeadToMaskRegistration(
                    stiffness, codes, similarity, affine, registration.velocity(affine, stiffness.levels()));
        }
    }

    /**
     * Held to the similarity as loosely as scales allow: held more, it overlaps less; held less, it shears the cortex.
     */
    private static Affine bestAffine(LabelRegistration registration, Affine similarity) {
        Affine best = similarity;
        for (double ridge = LOOSEST_RIDGE; ridge < FIRMEST_RIDGE; ridge *= 3) {
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
                PLAN,
                grid(mask.nuclei()),
                new LabelGroups(withNigra(mask), nucleusGroups()),
                new LabelGroups(codes, headGroups()));
    }

    HeadMap toHead(VoxelVelocityField velocityAsStored) {
        return new HeadMap(affine, velocityAsStored.exponential(HeadMap.SQUARINGS));
    }

    private static Affine similarityOf(SourceHead head, SourceMask mask) {
        double[][] from = new double[10][];
        double[][] to = new double[10][];
        double[] weights = new double[10];
        for (int i = 0; i < 8; i++) {
            Nucleus nucleus = SHARED.get(i);
            from[i] = centre(mask.nuclei(), label -> label == nucleus.qsmLabel());
            to[i] = centre(
                    head.codes(), code -> HeadLabel.ofCode(code).nucleus().equals(java.util.Optional.of(nucleus)));
            weights[i] = 1;
        }
        for (Side side : Side.values()) {
            int i = side == Side.RIGHT ? 8 : 9;
            from[i] = centre(
                    mask.nuclei(),
                    label -> label == Nucleus.of(Structure.DN, side).qsmLabel());
            to[i] = centre(head.codes(), code -> isCerebellarWhite(HeadLabel.ofCode(code), side));
            weights[i] = 0.5;
        }
        return SimilarityFit.of(from, to, weights, MIN_SCALE, MAX_SCALE).toAffine();
    }

    private static boolean isCerebellarWhite(HeadLabel label, Side side) {
        return label
                == (side == Side.RIGHT ? HeadLabel.CEREBELLAR_WHITE_MATTER_R : HeadLabel.CEREBELLAR_WHITE_MATTER_L);
    }

    private static double[] centre(LabelMap map, Predicate<Integer> member) {
        boolean[] members = new boolean[64];
        for (int label = 0; label < HeadLabel.values().length; label++) {
            members[label] = label > 0 && member.test(label);
        }
        Geometry g = map.geometry();
        double[] sum = new double[3];
        int[] count = new int[1];
        map.forEachLabelled((index, label) -> {
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

    /** The nuclei, and as labels 17 and 18 what of the NM mask's substantia nigra lies beside them. */
    private static LabelMap withNigra(SourceMask mask) {
        byte[] labels = new byte[mask.nuclei().geometry().voxelCount()];
        mask.nigra().forEachLabelled((index, label) -> labels[index] = (byte) (16 + label));
        mask.nuclei().forEachLabelled((index, label) -> labels[index] = (byte) label);
        return LabelMap.ofBytes(mask.nuclei().geometry(), labels);
    }

    private static List<List<Integer>> nucleusGroups() {
        List<List<Integer>> groups = new ArrayList<>();
        groups.add(List.of());
        for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
            List<Integer> of = new ArrayList<>();
            if (SHARED.contains(nucleus)) {
                of.add(SHARED.indexOf(nucleus));
            }
            boolean right = nucleus.side() == Side.RIGHT;
            switch (nucleus.structure()) {
                case STN -> of.add(right ? AROUND_STN_RIGHT : AROUND_STN_LEFT);
                case SN, RN -> of.add(right ? MIDBRAIN_RIGHT : MIDBRAIN_LEFT);
                case DN -> of.add(right ? CEREBELLUM_RIGHT : CEREBELLUM_LEFT);
                default -> {
                    // Held by its overlap.
                }
            }
            of.add(nucleus.structure() == Structure.CN ? CAUDATE_VENTRICLES : VENTRICLES);
            of.add(right ? LEFT_HALF : RIGHT_HALF);
            groups.add(of);
        }
        groups.add(List.of(MIDBRAIN_RIGHT, VENTRICLES, LEFT_HALF));
        groups.add(List.of(MIDBRAIN_LEFT, VENTRICLES, RIGHT_HALF));
        return groups;
    }

    private static List<List<Integer>> headGroups() {
        return HeadLabel.groups(label -> {
            List<Integer> of = new ArrayList<>();
            label.nucleus().ifPresent(nucleus -> of.add(SHARED.indexOf(nucleus)));
            switch (label) {
                case VENTRAL_DIENCEPHALON_R -> of.addAll(List.of(MIDBRAIN_RIGHT, AROUND_STN_RIGHT));
                case VENTRAL_DIENCEPHALON_L -> of.addAll(List.of(MIDBRAIN_LEFT, AROUND_STN_LEFT));
                case BRAINSTEM -> of.addAll(List.of(MIDBRAIN_RIGHT, MIDBRAIN_LEFT, AROUND_STN_RIGHT, AROUND_STN_LEFT));
                case CEREBELLAR_WHITE_MATTER_R -> of.add(CEREBELLUM_RIGHT);
                case CEREBELLAR_WHITE_MATTER_L -> of.add(CEREBELLUM_LEFT);
                default -> {
                    if (isVentricular(label)) {
                        of.addAll(List.of(CAUDATE_VENTRICLES, VENTRICLES));
                    }
                }
            }
            label.side().ifPresent(side -> of.add(side == Side.RIGHT ? RIGHT_HALF : LEFT_HALF));
            return of;
        });
    }

    private static boolean isVentricular(HeadLabel label) {
        return label.tissue()
                .filter(t -> t == Tissue.VENTRICLE || t == Tissue.CHOROID_PLEXUS)
                .isPresent();
    }
}
