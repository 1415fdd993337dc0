package org.substantia.synthesis.anatomy;

import java.util.Optional;

/**
 * What a voxel of a head is made of, as far as MR contrast tells tissues apart; left and right are one. The sixteen
 * nuclei are no tissues of their own: they lie in {@link CompositeAnatomy#nuclei()}, over the tissue that would be
 * there without them.
 *
 * <p>Made from FreeSurfer's numbers (with the numbers above 500 that SAMSEG gives to what lies outside the brain) by
 * {@code HeadLabels}.
 */
public enum Tissue {
    /** Outside the head, and the air of sinuses and mastoid cells. */
    AIR(0),
    WHITE_MATTER(1),
    CORTEX(2),
    /** CSF of the lateral, third and fourth ventricles. */
    VENTRICLE(3),
    /** CSF outside the ventricles, and the meninges that the source does not tell from it. */
    CSF(4),
    CEREBELLAR_WHITE_MATTER(5),
    CEREBELLAR_CORTEX(6),
    BRAINSTEM(7),
    /** Ventral diencephalon with the cerebral peduncle: holds subthalamic nucleus, substantia nigra and red nucleus. */
    VENTRAL_DIENCEPHALON(8),
    /** The thalamus as FreeSurfer draws it, which is larger than the Ruijin nucleus that covers most of it. */
    THALAMUS(9),
    /** Hippocampus and amygdala. */
    LIMBIC_GRAY(10),
    ACCUMBENS(11),
    CHOROID_PLEXUS(12),
    /** Hyperintense in T2, dark in T1. */
    WHITE_MATTER_LESION(13),
    /** Optic nerves, chiasm and tracts. */
    OPTIC_NERVE(14),
    ARTERY(15),
    /** Veins and the sinuses of the dura. */
    VEIN(16),
    SPINAL_CORD(17),
    /** Eye balls: vitreous body and lens are one. */
    EYE(18),
    EYE_MUSCLE(19),
    /** Muscle and fat of face, orbit, scalp and neck, which the source does not tell apart. */
    SOFT_TISSUE(20),
    /** Lining of nose, sinuses and mouth. */
    MUCOSA(21),
    SKIN(22),
    CORTICAL_BONE(23),
    /** Bone with marrow: the diploe of the skull, vertebrae. */
    CANCELLOUS_BONE(24);

    private static final Tissue[] BY_LABEL = values();

    private final int label;

    Tissue(int label) {
        this.label = label;
    }

    /** The number in {@link CompositeAnatomy#tissue()}, 0 to 24. */
    public int label() {
        return label;
    }

    /** Empty for a number that is no tissue's. */
    public static Optional<Tissue> ofLabel(int label) {
        return label >= 0 && label < BY_LABEL.length ? Optional.of(BY_LABEL[label]) : Optional.empty();
    }

    /**
     * Whether it lies inside the dura: brain, its CSF and what runs through it; vessels count by their place, so not.
     */
    public boolean isIntracranial() {
        return label >= WHITE_MATTER.label && label <= WHITE_MATTER_LESION.label;
    }

    /** How many tissues there are: labels run from 0 to one below. */
    public static int count() {
        return BY_LABEL.length;
    }
}
