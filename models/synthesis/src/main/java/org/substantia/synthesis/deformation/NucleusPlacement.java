package org.substantia.synthesis.deformation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * Whether the nuclei of a subject lie where nuclei lie: inside the brain, those of the midbrain in ventral diencephalon
 * and brainstem, the dentate in the cerebellum, right to the right of left. Reads the tissue that continues below the
 * nuclei.
 *
 * @param places one per nucleus, by QSM label
 */
public record NucleusPlacement(List<Place> places) {
    /**
     * Where one nucleus lies.
     *
     * @param nucleus which one
     * @param voxels of the grid; 0 when the grid does not reach it
     * @param inBrain share of its voxels over intracranial tissue
     * @param inPlace share of its voxels over the tissue it belongs to; equal to {@code inBrain} where any brain will
     *     do
     * @param meanX mean of x in the subject's world, mm
     */
    public record Place(Nucleus nucleus, int voxels, double inBrain, double inPlace, double meanX) {}

    /** Nuclei may touch a vessel or a voxel of CSF by partial volume, not more. */
    private static final double MIN_IN_BRAIN = 0.98;

    private static final double MIN_IN_PLACE = 0.95;
    /** A few voxels' worth of the subthalamic nucleus lie under internal capsule in most composites. */
    private static final double MIN_SUBTHALAMIC = 0.85;

    public NucleusPlacement {
        places = List.copyOf(places);
    }

    public static NucleusPlacement of(DeformedAnatomy anatomy) {
        int n = Nucleus.values().length;
        int[] voxels = new int[n];
        int[] brain = new int[n];
        int[] home = new int[n];
        double[] x = new double[n];
        boolean[] intracranial = new boolean[Tissue.count()];
        boolean[][] belongs = new boolean[n][Tissue.count()];
        for (Tissue tissue : Tissue.values()) {
            intracranial[tissue.label()] = tissue.isIntracranial();
            for (Nucleus nucleus : Nucleus.values()) {
                belongs[nucleus.qsmLabel() - 1][tissue.label()] = belongs(nucleus.structure(), tissue);
            }
        }
        byte[] nuclei = anatomy.nucleiBytes();
        byte[] tissue = anatomy.tissueBytes();
        Geometry g = anatomy.geometry();
        for (int i = 0; i < nuclei.length; i++) {
            if (nuclei[i] != 0) {
                int at = nuclei[i] - 1;
                int row = i / g.nx();
                voxels[at]++;
                brain[at] += intracranial[tissue[i]] ? 1 : 0;
                home[at] += belongs[at][tissue[i]] ? 1 : 0;
                int z = row / g.ny();
                x[at] += g.affine().applyX(i % g.nx(), row % g.ny(), z);
            }
        }
        List<Place> places = new ArrayList<>();
        for (Nucleus nucleus : Nucleus.values()) {
            int at = nucleus.qsmLabel() - 1;
            double count = Math.max(1, voxels[at]);
            places.add(new Place(nucleus, voxels[at], brain[at] / count, home[at] / count, x[at] / count));
        }
        return new NucleusPlacement(places);
    }

    private static boolean belongs(Structure structure, Tissue tissue) {
        return switch (structure) {
            case STN, SN, RN -> tissue == Tissue.VENTRAL_DIENCEPHALON || tissue == Tissue.BRAINSTEM;
            case DN -> tissue == Tissue.CEREBELLAR_WHITE_MATTER || tissue == Tissue.CEREBELLAR_CORTEX;
            case CN, PUT, GP, TH -> tissue.isIntracranial();
        };
    }

    /** What is wrong; empty when all is in place. Nuclei that the grid does not reach are left out. */
    public List<AnatomyFault> faults() {
        List<AnatomyFault> faults = new ArrayList<>();
        for (Place place : places) {
            if (place.voxels() == 0) {
                continue;
            }
            if (place.inBrain() < MIN_IN_BRAIN) {
                faults.add(fault(AnatomyFault.Kind.OUTSIDE_BRAIN, place, place.inBrain(), "inside the brain"));
            }
            double least = place.nucleus().structure() == Structure.STN ? MIN_SUBTHALAMIC : MIN_IN_PLACE;
            if (place.inPlace() < least) {
                faults.add(fault(AnatomyFault.Kind.OUT_OF_PLACE, place, place.inPlace(), "in its place"));
            }
        }
        for (Structure structure : Structure.values()) {
            Place right = places.get(Nucleus.of(structure, Side.RIGHT).qsmLabel() - 1);
            Place left = places.get(Nucleus.of(structure, Side.LEFT).qsmLabel() - 1);
            if (right.voxels() > 0 && left.voxels() > 0 && right.meanX() <= left.meanX()) {
                faults.add(new AnatomyFault(
                        AnatomyFault.Kind.SIDES_SWAPPED, structure.symbol() + ": right lies left of left"));
            }
        }
        return faults;
    }

    private static AnatomyFault fault(AnatomyFault.Kind kind, Place place, double share, String where) {
        return new AnatomyFault(
                kind,
                String.format(
                        Locale.ROOT, "%s: only %.1f %% %s", place.nucleus().symbol(), 100 * share, where));
    }
}
