package org.substantia.synthesis.image.labels;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * The classes that signal tables are made for: the tissues, the sixteen nuclei, fat (which the anatomy does not
 * separate from muscle), and the substantia nigra as traced in NM. Label arrays hold their {@link #code codes}.
 */
public enum RenderClass {
    AIR(Tissue.AIR),
    WHITE_MATTER(Tissue.WHITE_MATTER),
    CORTEX(Tissue.CORTEX),
    VENTRICLE(Tissue.VENTRICLE),
    CSF(Tissue.CSF),
    CEREBELLAR_WHITE_MATTER(Tissue.CEREBELLAR_WHITE_MATTER),
    CEREBELLAR_CORTEX(Tissue.CEREBELLAR_CORTEX),
    BRAINSTEM(Tissue.BRAINSTEM),
    VENTRAL_DIENCEPHALON(Tissue.VENTRAL_DIENCEPHALON),
    THALAMUS(Tissue.THALAMUS),
    LIMBIC_GRAY(Tissue.LIMBIC_GRAY),
    ACCUMBENS(Tissue.ACCUMBENS),
    CHOROID_PLEXUS(Tissue.CHOROID_PLEXUS),
    WHITE_MATTER_LESION(Tissue.WHITE_MATTER_LESION),
    OPTIC_NERVE(Tissue.OPTIC_NERVE),
    ARTERY(Tissue.ARTERY),
    VEIN(Tissue.VEIN),
    SPINAL_CORD(Tissue.SPINAL_CORD),
    EYE(Tissue.EYE),
    EYE_MUSCLE(Tissue.EYE_MUSCLE),
    SOFT_TISSUE(Tissue.SOFT_TISSUE),
    MUCOSA(Tissue.MUCOSA),
    SKIN(Tissue.SKIN),
    CORTICAL_BONE(Tissue.CORTICAL_BONE),
    CANCELLOUS_BONE(Tissue.CANCELLOUS_BONE),
    CN_R(Nucleus.CN_R),
    CN_L(Nucleus.CN_L),
    PUT_R(Nucleus.PUT_R),
    PUT_L(Nucleus.PUT_L),
    GP_R(Nucleus.GP_R),
    GP_L(Nucleus.GP_L),
    TH_R(Nucleus.TH_R),
    TH_L(Nucleus.TH_L),
    STN_R(Nucleus.STN_R),
    STN_L(Nucleus.STN_L),
    SN_R(Nucleus.SN_R),
    SN_L(Nucleus.SN_L),
    RN_R(Nucleus.RN_R),
    RN_L(Nucleus.RN_L),
    DN_R(Nucleus.DN_R),
    DN_L(Nucleus.DN_L),
    FAT(1),
    NM_SN_R(2),
    NM_SN_L(3);

    private static final RenderClass[] BY_CODE = values();
    private static final Map<Tissue, RenderClass> BY_TISSUE = new EnumMap<>(Tissue.class);
    private static final Map<Nucleus, RenderClass> BY_NUCLEUS = new EnumMap<>(Nucleus.class);

    static {
        for (RenderClass renderClass : BY_CODE) {
            renderClass.tissue.ifPresent(tissue -> BY_TISSUE.put(tissue, renderClass));
            renderClass.nucleus.ifPresent(nucleus -> BY_NUCLEUS.put(nucleus, renderClass));
        }
    }

    private final int code;
    private final Optional<Tissue> tissue;
    private final Optional<Nucleus> nucleus;

    RenderClass(Tissue tissue) {
        this(tissue.label(), Optional.of(tissue), Optional.empty());
    }

    RenderClass(Nucleus nucleus) {
        this(Tissue.count() - 1 + nucleus.qsmLabel(), Optional.empty(), Optional.of(nucleus));
    }

    /** @param afterNuclei 1 for the first class after the nuclei */
    RenderClass(int afterNuclei) {
        this(Tissue.count() - 1 + Nucleus.values().length + afterNuclei, Optional.empty(), Optional.empty());
    }

    RenderClass(int code, Optional<Tissue> tissue, Optional<Nucleus> nucleus) {
        this.code = code;
        this.tissue = tissue;
        this.nucleus = nucleus;
    }

    public static RenderClass of(Tissue tissue) {
        return BY_TISSUE.get(tissue);
    }

    public static RenderClass of(Nucleus nucleus) {
        return BY_NUCLEUS.get(nucleus);
    }

    /** The substantia nigra of a side as traced in NM. */
    public static RenderClass nmNigra(Side side) {
        return side == Side.RIGHT ? NM_SN_R : NM_SN_L;
    }

    /** @throws IndexOutOfBoundsException if it is no class's */
    public static RenderClass ofCode(int code) {
        return BY_CODE[code];
    }

    /** How many classes there are; codes run from 0 to one below. */
    public static int count() {
        return BY_CODE.length;
    }

    /** The classes that label arrays hold: tissues, then nuclei. */
    public static List<RenderClass> labels() {
        return Arrays.asList(BY_CODE).subList(0, FAT.code());
    }

    /** The number in label arrays: a tissue's own label, and those of the nuclei after them. */
    public int code() {
        return code;
    }

    public Optional<Tissue> tissue() {
        return tissue;
    }

    public Optional<Nucleus> nucleus() {
        return nucleus;
    }
}
