package org.substantia.report.chart;

import java.util.List;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.diagnosis.classification.Verdict;

/** Colors that mean the same in all charts and pages; {@code tokens.css} of the web kit names the same ones. */
public final class Palette {
    public static final String INK = "#1b2330";
    public static final String MUTED = "#5b6675";
    public static final String LINE = "#d5dbe3";
    public static final String BAND = "#dfe7ef";
    public static final String NORMAL_CORE = "#c3d2e0";
    /** After Okabe and Ito (2008): distinguishable for color-blind readers. */
    public static final String HEALTHY = "#0072b2";

    public static final String PARKINSON = "#c4510a";
    public static final String ABNORMAL = "#b42318";
    /** The substantia nigra as traced in the neuromelanin-sensitive image. */
    public static final String NM_NIGRA = "#ffe45c";

    /** What charts are drawn on. */
    static final String PAPER = "#ffffff";

    static final String CHART_AREA = "#f7f9fb";
    static final String CHART_GRID = "#e6ebf0";
    static final String HEALTHY_TINT = "#cfe0ee";
    static final String PARKINSON_TINT = "#f6d9c4";

    /** Text, grid and marks of plots that are files of their own. */
    static final String PLOT_TEXT = "#222222";

    static final String PLOT_NOTE = "#666666";
    static final String PLOT_GRID = "#e2e2e2";
    static final String PLOT_MARK = "#111111";
    /** After Okabe and Ito (2008); light enough for whiskers to stand out on them. */
    static final List<String> BARS = List.of("#56b4e9", "#d55e00", "#999999");

    /** After Okabe and Ito (2008). */
    static final List<String> LINES = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

    /** Likewise, for charts that tell lines apart by marks, too. */
    static final List<String> CURVES =
            List.of("#111111", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a5a00");

    private Palette() {}

    public static String of(Verdict verdict) {
        return switch (verdict) {
            case PARKINSON -> PARKINSON;
            case HEALTHY -> HEALTHY;
            case UNDETERMINED -> MUTED;
        };
    }

    /** On gray pictures, as traced by a scheme. */
    public static String of(LabelScheme scheme, Nucleus nucleus) {
        return scheme == LabelScheme.NM ? NM_NIGRA : of(nucleus.structure());
    }

    /** On gray pictures. Neighbors differ in lightness too. */
    public static String of(Structure structure) {
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
