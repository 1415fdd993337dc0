package org.substantia.diagnosis.statistics;

import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.scan.IntensityScale;

/** What is measured of a nucleus. */
public enum Quantity {
    /** Volume in the QSM mask. */
    VOLUME("volume", "cm3"),
    /** Mean of the T1 image inside the QSM mask, relative to the {@linkplain IntensityScale image's scale}. */
    T1("mean T1 intensity", "relative"),
    /** Mean of the QSM inside the QSM mask. */
    QSM("mean susceptibility", "ppb"),
    /** Mean of the NM image inside the QSM mask, relative to the {@linkplain IntensityScale image's scale}. */
    NM("mean NM intensity", "relative"),
    /** Volume in the NM mask; of the substantia nigra alone. */
    NM_VOLUME("volume in the NM mask", "cm3"),
    /** Volume of the pars compacta, the overlap of the QSM mask's and the NM mask's substantia nigra. */
    SNPC_VOLUME("pars compacta volume", "cm3");

    private final String title;
    private final String unit;

    Quantity(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    public String title() {
        return title;
    }

    public String unit() {
        return unit;
    }

    /** Whether the quantity is defined for a nucleus. */
    public boolean appliesTo(Nucleus nucleus) {
        return (this != NM_VOLUME && this != SNPC_VOLUME) || nucleus.structure() == Structure.SN;
    }
}
