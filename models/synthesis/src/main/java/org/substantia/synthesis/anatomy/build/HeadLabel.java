package org.substantia.synthesis.anatomy.build;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * The numbers of a head's label file: FreeSurfer's, with those that SAMSEG's head atlas adds above 500 (as in
 * FreeSurfer's color table), and 136, 137, 163, 164 for choroid plexus, as SynthSeg's training maps have them. Inside
 * the program each has a code of its own below 64.
 */
enum HeadLabel {
    AIR(0, Tissue.AIR),
    WHITE_MATTER_L(2, Tissue.WHITE_MATTER, Side.LEFT),
    WHITE_MATTER_R(41, Tissue.WHITE_MATTER, Side.RIGHT),
    CORTEX_L(3, Tissue.CORTEX, Side.LEFT),
    CORTEX_R(42, Tissue.CORTEX, Side.RIGHT),
    LATERAL_VENTRICLE_L(4, Tissue.VENTRICLE, Side.LEFT),
    LATERAL_VENTRICLE_R(43, Tissue.VENTRICLE, Side.RIGHT),
    INFERIOR_HORN_L(5, Tissue.VENTRICLE, Side.LEFT),
    INFERIOR_HORN_R(44, Tissue.VENTRICLE, Side.RIGHT),
    THIRD_VENTRICLE(14, Tissue.VENTRICLE),
    FOURTH_VENTRICLE(15, Tissue.VENTRICLE),
    FIFTH_VENTRICLE(72, Tissue.VENTRICLE),
    CEREBELLAR_WHITE_MATTER_L(7, Tissue.CEREBELLAR_WHITE_MATTER, Side.LEFT),
    CEREBELLAR_WHITE_MATTER_R(46, Tissue.CEREBELLAR_WHITE_MATTER, Side.RIGHT),
    CEREBELLAR_CORTEX_L(8, Tissue.CEREBELLAR_CORTEX, Side.LEFT),
    CEREBELLAR_CORTEX_R(47, Tissue.CEREBELLAR_CORTEX, Side.RIGHT),
    THALAMUS_L(10, Structure.TH, Side.LEFT),
    THALAMUS_R(49, Structure.TH, Side.RIGHT),
    CAUDATE_L(11, Structure.CN, Side.LEFT),
    CAUDATE_R(50, Structure.CN, Side.RIGHT),
    /** What of a caudate the masks' protocol leaves out; {@link CaudateTail} tells it apart, files do not. */
    CAUDATE_TAIL_L(-11, Side.LEFT),
    CAUDATE_TAIL_R(-50, Side.RIGHT),
    PUTAMEN_L(12, Structure.PUT, Side.LEFT),
    PUTAMEN_R(51, Structure.PUT, Side.RIGHT),
    PALLIDUM_L(13, Structure.GP, Side.LEFT),
    PALLIDUM_R(52, Structure.GP, Side.RIGHT),
    BRAINSTEM(16, Tissue.BRAINSTEM),
    HIPPOCAMPUS_L(17, Tissue.LIMBIC_GRAY, Side.LEFT),
    HIPPOCAMPUS_R(53, Tissue.LIMBIC_GRAY, Side.RIGHT),
    AMYGDALA_L(18, Tissue.LIMBIC_GRAY, Side.LEFT),
    AMYGDALA_R(54, Tissue.LIMBIC_GRAY, Side.RIGHT),
    CSF(24, Tissue.CSF),
    LESION_L(25, Tissue.WHITE_MATTER_LESION, Side.LEFT),
    LESION_R(57, Tissue.WHITE_MATTER_LESION, Side.RIGHT),
    LESION(77, Tissue.WHITE_MATTER_LESION),
    ACCUMBENS_L(26, Tissue.ACCUMBENS, Side.LEFT),
    ACCUMBENS_R(58, Tissue.ACCUMBENS, Side.RIGHT),
    VENTRAL_DIENCEPHALON_L(28, Tissue.VENTRAL_DIENCEPHALON, Side.LEFT),
    VENTRAL_DIENCEPHALON_R(60, Tissue.VENTRAL_DIENCEPHALON, Side.RIGHT),
    /** Perivascular spaces and small arteries, nearly all inside the putamen, of which they are taken as a part. */
    VESSEL_L(30, Structure.PUT, Side.LEFT),
    VESSEL_R(62, Structure.PUT, Side.RIGHT),
    CHOROID_PLEXUS_L(31, Tissue.CHOROID_PLEXUS, Side.LEFT),
    CHOROID_PLEXUS_R(63, Tissue.CHOROID_PLEXUS, Side.RIGHT),
    CHOROID_PLEXUS_BODY_L(136, Tissue.CHOROID_PLEXUS, Side.LEFT),
    CHOROID_PLEXUS_BODY_R(163, Tissue.CHOROID_PLEXUS, Side.RIGHT),
    CHOROID_PLEXUS_HORN_L(137, Tissue.CHOROID_PLEXUS, Side.LEFT),
    CHOROID_PLEXUS_HORN_R(164, Tissue.CHOROID_PLEXUS, Side.RIGHT),
    OPTIC_CHIASM(85, Tissue.OPTIC_NERVE),
    OPTIC_NERVE(530, Tissue.OPTIC_NERVE),
    ARTERY(502, Tissue.ARTERY),
    EYE(506, Tissue.EYE),
    SOFT_TISSUE(507, Tissue.SOFT_TISSUE),
    EYE_MUSCLE(508, Tissue.EYE_MUSCLE),
    MUCOSA(509, Tissue.MUCOSA),
    SKIN(511, Tissue.SKIN),
    SPINAL_CORD(512, Tissue.SPINAL_CORD),
    VEIN(514, Tissue.VEIN),
    CORTICAL_BONE(515, Tissue.CORTICAL_BONE),
    CANCELLOUS_BONE(516, Tissue.CANCELLOUS_BONE);

    private static final HeadLabel[] BY_CODE = values();
    private static final Map<HeadLabel, Integer> CODES = codes();

    private final int number;
    private final Optional<Tissue> tissue;
    private final Optional<Structure> structure;
    private final Optional<Side> side;

    HeadLabel(int number, Tissue tissue) {
        this(number, Optional.of(tissue), Optional.empty(), Optional.empty());
    }

    HeadLabel(int number, Tissue tissue, Side side) {
        this(number, Optional.of(tissue), Optional.empty(), Optional.of(side));
    }

    HeadLabel(int number, Side side) {
        this(number, Optional.empty(), Optional.empty(), Optional.of(side));
    }

    HeadLabel(int number, Structure structure, Side side) {
        this(
                number,
                structure == Structure.TH ? Optional.of(Tissue.THALAMUS) : Optional.empty(),
                Optional.of(structure),
                Optional.of(side));
    }

    HeadLabel(int number, Optional<Tissue> tissue, Optional<Structure> structure, Optional<Side> side) {
        this.number = number;
        this.tissue = tissue;
        this.structure = structure;
        this.side = side;
    }

    private static Map<HeadLabel, Integer> codes() {
        Map<HeadLabel, Integer> codes = new EnumMap<>(HeadLabel.class);
        for (int code = 0; code < BY_CODE.length; code++) {
            codes.put(BY_CODE[code], code);
        }
        return codes;
    }

    /** Empty where the number is none that heads are known to have in files. */
    static Optional<HeadLabel> ofNumber(int number) {
        for (HeadLabel label : BY_CODE) {
            if (label.number == number && number >= 0) {
                return Optional.of(label);
            }
        }
        return Optional.empty();
    }

    static HeadLabel ofCode(int code) {
        return BY_CODE[code];
    }

    /** The number inside the program. */
    int code() {
        return CODES.get(this);
    }

    /** Empty for caudate, putamen and pallidum, which give way to what lies around them. */
    Optional<Tissue> tissue() {
        return tissue;
    }

    /** The nucleus that this is, as far as the two protocols agree; its vessels do not count. */
    Optional<Nucleus> nucleus() {
        return structure
                .filter(s -> this != VESSEL_L && this != VESSEL_R)
                .flatMap(s -> side.map(onSide -> Nucleus.of(s, onSide)));
    }

    /** Empty in the middle. */
    Optional<Side> side() {
        return side;
    }

    /** For every code the numbers of the groups of which it is a member. */
    static List<List<Integer>> groups(Function<HeadLabel, List<Integer>> membership) {
        List<List<Integer>> groups = new ArrayList<>();
        for (HeadLabel label : BY_CODE) {
            groups.add(membership.apply(label));
        }
        return groups;
    }
}
