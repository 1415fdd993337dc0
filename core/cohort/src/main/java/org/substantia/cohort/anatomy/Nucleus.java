package org.substantia.cohort.anatomy;

import java.util.OptionalInt;
import org.substantia.base.json.Spelled;

/**
 * One of the sixteen nuclei: a structure on one side, with the labels it carries in the two kinds of mask.
 *
 * <p>Odd QSM labels are the patient's right. The substantia nigra is also traced in the neuromelanin-sensitive image,
 * where it has labels of its own; the two tracings overlap but differ (their intersection is taken as the pars
 * compacta).
 */
public enum Nucleus implements Spelled {
    CN_R(Structure.CN, Side.RIGHT, 1),
    CN_L(Structure.CN, Side.LEFT, 2),
    PUT_R(Structure.PUT, Side.RIGHT, 3),
    PUT_L(Structure.PUT, Side.LEFT, 4),
    GP_R(Structure.GP, Side.RIGHT, 5),
    GP_L(Structure.GP, Side.LEFT, 6),
    TH_R(Structure.TH, Side.RIGHT, 7),
    TH_L(Structure.TH, Side.LEFT, 8),
    STN_R(Structure.STN, Side.RIGHT, 9),
    STN_L(Structure.STN, Side.LEFT, 10),
    SN_R(Structure.SN, Side.RIGHT, 11),
    SN_L(Structure.SN, Side.LEFT, 12),
    RN_R(Structure.RN, Side.RIGHT, 13),
    RN_L(Structure.RN, Side.LEFT, 14),
    DN_R(Structure.DN, Side.RIGHT, 15),
    DN_L(Structure.DN, Side.LEFT, 16);

    private final Structure structure;
    private final Side side;
    private final int qsmLabel;

    Nucleus(Structure structure, Side side, int qsmLabel) {
        this.structure = structure;
        this.side = side;
        this.qsmLabel = qsmLabel;
    }

    public Structure structure() {
        return structure;
    }

    public Side side() {
        return side;
    }

    /** The label in a QSM mask, 1 to 16. */
    public int qsmLabel() {
        return qsmLabel;
    }

    /** The label in an NM mask: 1 for the right, 2 for the left substantia nigra, none for every other nucleus. */
    public OptionalInt nmLabel() {
        if (structure != Structure.SN) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(side == Side.RIGHT ? 1 : 2);
    }

    /** The name of the challenge's tables: {@code CN_r}, {@code Put_l}, ... */
    public String symbol() {
        return structure.symbol() + "_" + side.suffix();
    }

    /** The same structure on the other side. */
    public Nucleus mirrored() {
        return of(structure, side.opposite());
    }

    public static Nucleus of(Structure structure, Side side) {
        for (Nucleus nucleus : values()) {
            if (nucleus.structure == structure && nucleus.side == side) {
                return nucleus;
            }
        }
        throw new AssertionError("every structure has both sides: " + structure + " " + side);
    }

    @Override
    public String spelling() {
        return symbol();
    }
}
