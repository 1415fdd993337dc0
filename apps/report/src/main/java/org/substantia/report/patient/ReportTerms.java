package org.substantia.report.patient;

import java.util.Locale;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.diagnosis.classification.Verdict;

/** How things are called in a report. */
public final class ReportTerms {
    private ReportTerms() {}

    public static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    public static String side(Side side) {
        return side == Side.RIGHT ? "right" : "left";
    }

    public static String nucleus(Nucleus nucleus) {
        return capital(nucleus.structure().title()) + ", " + side(nucleus.side());
    }

    public static String structure(Structure structure, LabelScheme scheme) {
        return capital(structure.title()) + (scheme == LabelScheme.NM ? " on NM" : "");
    }

    public static String modality(Modality modality) {
        return switch (modality) {
            case T1 -> "T1-weighted";
            case QSM -> "Susceptibility (QSM)";
            case NM -> "Neuromelanin (NM)";
        };
    }

    public static String verdict(Verdict verdict) {
        return switch (verdict) {
            case PARKINSON -> "Parkinson\u2019s disease pattern";
            case HEALTHY -> "Healthy pattern";
            case UNDETERMINED -> "Undetermined";
        };
    }

    /** For the cells of tables. */
    public static String shortVerdict(Verdict verdict) {
        return switch (verdict) {
            case PARKINSON -> "Parkinson\u2019s disease";
            case HEALTHY -> "healthy";
            case UNDETERMINED -> "undetermined";
        };
    }

    public static String withUnit(String value, String unit) {
        return unit.isEmpty() ? value : value + "\u00A0" + unit;
    }

    public static String z(double z) {
        return Format.signed(z, 1);
    }
}
