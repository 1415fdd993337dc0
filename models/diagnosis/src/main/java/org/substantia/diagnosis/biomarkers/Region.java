package org.substantia.diagnosis.biomarkers;

import java.util.Arrays;
import org.substantia.cohort.anatomy.Structure;

/** What a biomarker is measured on: a structure, the nigra's pars compacta, or a whole image. */
public enum Region {
    CN(Structure.CN.symbol()),
    PUT(Structure.PUT.symbol()),
    GP(Structure.GP.symbol()),
    TH(Structure.TH.symbol()),
    STN(Structure.STN.symbol()),
    SN(Structure.SN.symbol()),
    RN(Structure.RN.symbol()),
    DN(Structure.DN.symbol()),
    /** The pars compacta: what the nigra's tracings in QSM and NM have in common. */
    SNPC("SNpc"),
    /** The whole image. */
    IMAGE("image");

    private final String symbol;

    Region(String symbol) {
        this.symbol = symbol;
    }

    /** As files spell it: {@code SN}, {@code Put}, {@code SNpc}, {@code image}. */
    public String symbol() {
        return symbol;
    }

    public static Region of(Structure structure) {
        return valueOf(structure.name());
    }

    /** @throws IllegalArgumentException if no region has that symbol */
    public static Region parse(String symbol) {
        return Arrays.stream(values())
                .filter(region -> region.symbol.equals(symbol))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no region is called \"" + symbol + "\""));
    }

    /** The substantia nigra, all of it or its pars compacta. */
    public boolean isNigra() {
        return this == SN || this == SNPC;
    }
}
