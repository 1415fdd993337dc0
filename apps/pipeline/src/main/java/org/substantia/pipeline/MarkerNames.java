package org.substantia.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;

/** Biomarkers in words, as reports name them. */
final class MarkerNames {
    /** Of the leading ones; the others go by their place and description. */
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("qsm.mean", "susceptibility"),
            Map.entry("qsm.median", "median susceptibility"),
            Map.entry("qsm.p10", "susceptibility, 10th percentile"),
            Map.entry("qsm.p90", "susceptibility, 90th percentile"),
            Map.entry("qsm.sd", "susceptibility, spread"),
            Map.entry("qsm.below70", "share below 70 ppb"),
            Map.entry("qsm.nigrosome", "depth of nigrosome 1"),
            Map.entry("qsm.nigrosome.visible", "nigrosome 1 visible"),
            Map.entry("qsm.high_iron.volume", "high-iron volume"),
            Map.entry("qsm.high_iron.share", "high-iron share"),
            Map.entry("qsm.high_iron.mean", "high-iron susceptibility"),
            Map.entry("qsm.gradient.ventrolateral", "susceptibility, rise to ventrolateral"),
            Map.entry("qsm.gradient.posterolateral", "susceptibility, rise to posterolateral"),
            Map.entry("nm.mean", "NM signal"),
            Map.entry("nm.volume", "NM volume"),
            Map.entry("nm.contrast", "NM contrast"),
            Map.entry("nm.contrast_qsm", "NM contrast in the QSM tracing"),
            Map.entry("nm.contrast_ventrolateral", "NM contrast, ventrolateral"),
            Map.entry("nm.contrast_dorsomedial", "NM contrast, dorsomedial"),
            Map.entry("nm.gradient.ventrolateral", "NM contrast, loss to ventrolateral"),
            Map.entry("nm.threshold_volume", "NM volume by threshold"),
            Map.entry("volume", "volume"));

    /** How a classifier's features of both sides end. */
    private static final List<String> COMPARISONS = List.of(" right minus left", " asymmetry");

    private MarkerNames() {}

    static String title(String biomarker) {
        int dot = biomarker.indexOf('.');
        if (dot < 0) {
            return biomarker;
        }
        String region = biomarker.substring(0, dot).replace('_', ' ');
        String measure = biomarker.substring(dot + 1);
        String comparison = "";
        for (String suffix : COMPARISONS) {
            if (measure.endsWith(suffix)) {
                measure = measure.substring(0, measure.length() - suffix.length());
                comparison = "," + suffix;
            }
        }
        String words = SHORT.get(measure);
        if (words == null) {
            words = measure.replace('.', ' ').replace('_', ' ');
        }
        return region + " " + words + comparison;
    }

    /** Empty for what has none. */
    static String unit(String biomarker) {
        String unit =
                BiomarkerCatalog.find(biomarker).map(BiomarkerDefinition::unit).orElse("");
        return unit.equals("1") ? "" : unit.equals("mm3") ? "mm\u00B3" : unit;
    }

    /** The least value that the measure can have, negative infinity if there is none. */
    static double least(String biomarker) {
        return unit(biomarker).equals("mm\u00B3") || isShare(biomarker) ? 0 : Double.NEGATIVE_INFINITY;
    }

    /** The greatest value that the measure can have, infinity if there is none. */
    static double greatest(String biomarker) {
        return isShare(biomarker) ? 1 : Double.POSITIVE_INFINITY;
    }

    private static boolean isShare(String biomarker) {
        return !biomarker.contains(".asymmetry.") && (biomarker.endsWith(".below70") || biomarker.endsWith(".share"));
    }

    static Optional<String> description(String biomarker) {
        return BiomarkerCatalog.find(biomarker).map(BiomarkerDefinition::description);
    }
}
