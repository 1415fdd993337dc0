package org.substantia.cohort.scan;

import org.substantia.imaging.Volume;

/** In what unit a susceptibility map was stored. Inside the program it is ppb. */
public enum SusceptibilityUnit {
    PPB(1),
    PPM(1000);

    /**
     * A map in which no value reaches this was stored in ppm: veins alone reach 200 ppb and, in ppm, nothing in a head
     * but metal reaches 5.
     */
    public static final double PPM_LIMIT = 5;

    private final int ppb;

    SusceptibilityUnit(int ppb) {
        this.ppb = ppb;
    }

    /** How many ppb one of this unit is. */
    public int ppb() {
        return ppb;
    }

    /** The unit of a map, told by its largest absolute value; voxels that are not finite do not count. */
    public static SusceptibilityUnit of(Volume map) {
        for (float value : map.data()) {
            if (Math.abs(value) >= PPM_LIMIT && Float.isFinite(value)) {
                return PPB;
            }
        }
        return PPM;
    }
}
