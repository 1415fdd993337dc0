package org.substantia.cohort.anatomy;

import org.substantia.base.json.Spelled;

/** The three images of a case, named as the challenge names its files. */
public enum Modality implements Spelled {
    /** T1-weighted image, arbitrary units. */
    T1("T1-weighted"),
    /** Quantitative susceptibility map, ppb. */
    QSM("quantitative susceptibility map"),
    /** Neuromelanin-sensitive image (magnetisation-transfer magnitude), arbitrary units. */
    NM("neuromelanin-sensitive image");

    private final String title;

    Modality(String title) {
        this.title = title;
    }

    /** The name in words. */
    public String title() {
        return title;
    }

    @Override
    public String spelling() {
        return name();
    }
}
