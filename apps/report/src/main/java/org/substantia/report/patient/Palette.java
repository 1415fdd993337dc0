package org.substantia.report.patient;

import org.substantia.cohort.anatomy.Structure;

/** Colours that mean the same all through a report. */
final class Palette {
    static final String INK = "#1b2330";
    static final String MUTED = "#5b6675";
    static final String LINE = "#d5dbe3";
    static final String BAND = "#dfe7ef";
    static final String NORMAL_CORE = "#c3d2e0";
    /** After Okabe and Ito (2008): apart for colour-blind readers. */
    static final String HEALTHY = "#0072b2";

    static final String PARKINSON = "#c4510a";
    static final String ABNORMAL = "#b42318";
    /** The substantia nigra as traced in the neuromelanin-sensitive image. */
    static final String NM_NIGRA = "#ffe45c";

    private Palette() {}

    /** On gray pictures. Neighbours differ in lightness too. */
    static String of(Structure structure) {
        return switch (structure) {
            case CN -> "#6fb1ff";
            case PUT -> "#ffb000";
            case GP -> "#ff8fd0";
            case TH -> "#e3c19a";
            case STN -> "#2fe6dc";
            case SN -> "#ff6b52";
            case RN -> "#5fe07a";
            case DN -> "#c7a6ff";
        };
    }
}
