package org.substantia.synthesis.anatomy.build.shape;

import java.util.List;
import java.util.Optional;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;

/** The numbers of the label maps of the Harvard-Oxford Atlas 2.0 (HOA-2), whose subcortical maps hold 32 structures. */
enum SubcorticalLabel {
    LATERAL_VENTRICLE_L(1),
    LATERAL_VENTRICLE_R(2),
    CSF(3),
    THIRD_VENTRICLE(4),
    FOURTH_VENTRICLE(5),
    /** Missing in most people, and in some files together with its number. */
    FIFTH_VENTRICLE(6),
    ACCUMBENS_L(7),
    ACCUMBENS_R(8),
    CAUDATE_L(9),
    CAUDATE_R(10),
    PUTAMEN_L(11),
    PUTAMEN_R(12),
    PALLIDUM_L(13),
    PALLIDUM_R(14),
    BRAINSTEM(15),
    THALAMUS_L(16),
    THALAMUS_R(17),
    INFERIOR_HORN_L(18),
    INFERIOR_HORN_R(19),
    HIPPOCAMPUS_L(20),
    HIPPOCAMPUS_R(21),
    AMYGDALA_L(22),
    AMYGDALA_R(23),
    OPTIC_CHIASM(24),
    ANTERIOR_VENTRAL_DIENCEPHALON_L(25),
    ANTERIOR_VENTRAL_DIENCEPHALON_R(26),
    POSTERIOR_VENTRAL_DIENCEPHALON_L(27),
    POSTERIOR_VENTRAL_DIENCEPHALON_R(28),
    CEREBELLAR_CORTEX_L(29),
    CEREBELLAR_CORTEX_R(30),
    CEREBELLAR_WHITE_MATTER_L(31),
    CEREBELLAR_WHITE_MATTER_R(32);

    /** What is brought together when one person is registered to another: each a structure of one side. */
    static final List<List<SubcorticalLabel>> GROUPS = List.of(
            List.of(CAUDATE_R),
            List.of(CAUDATE_L),
            List.of(PUTAMEN_R),
            List.of(PUTAMEN_L),
            List.of(PALLIDUM_R),
            List.of(PALLIDUM_L),
            List.of(THALAMUS_R),
            List.of(THALAMUS_L),
            List.of(ACCUMBENS_R),
            List.of(ACCUMBENS_L),
            List.of(LATERAL_VENTRICLE_R),
            List.of(LATERAL_VENTRICLE_L),
            List.of(THIRD_VENTRICLE),
            List.of(BRAINSTEM),
            List.of(ANTERIOR_VENTRAL_DIENCEPHALON_R, POSTERIOR_VENTRAL_DIENCEPHALON_R),
            List.of(ANTERIOR_VENTRAL_DIENCEPHALON_L, POSTERIOR_VENTRAL_DIENCEPHALON_L),
            List.of(CEREBELLAR_WHITE_MATTER_R),
            List.of(CEREBELLAR_WHITE_MATTER_L));

    /** The first groups: the nuclei, in whose fit people are compared. */
    static final int NUCLEI = 8;

    private final int number;

    SubcorticalLabel(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static SubcorticalLabel of(Nucleus nucleus) {
        boolean right = nucleus.side() == Side.RIGHT;
        Structure structure = nucleus.structure();
        return switch (structure) {
            case CN -> right ? CAUDATE_R : CAUDATE_L;
            case PUT -> right ? PUTAMEN_R : PUTAMEN_L;
            case GP -> right ? PALLIDUM_R : PALLIDUM_L;
            case TH -> right ? THALAMUS_R : THALAMUS_L;
            default -> throw new IllegalArgumentException("HOA-2 has no " + structure);
        };
    }

    /** The number of the group that a label belongs to. */
    Optional<Integer> group() {
        for (int g = 0; g < GROUPS.size(); g++) {
            if (GROUPS.get(g).contains(this)) {
                return Optional.of(g);
            }
        }
        return Optional.empty();
    }
}
